"""What the bridge sees of Messenger: the Send API of one page, read strictly."""

from __future__ import annotations

import json
import time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.chat.standin.accounts import Accepted, Action
from tests.chat.standin.forms import BadForm, Part, form
from tests.chat.standin.graph import GraphError, authorize, fields, only, told, words
from tests.chat.standin.messenger import Messenger
from tests.chat.standin.people import Person
from tests.chat.standin.sound import mp3_or_aac
from tests.chat.standin.wrap import Answering
from tests.chat.standin.writing import Json

_LONGEST_TEXT = 1999
_LONGEST_METADATA = 1000
_LARGEST_FILE = 25 * 1024 * 1024
_ACTIONS = ("typing_on", "typing_off", "mark_seen")
_SOUNDS = ("audio/mpeg", "audio/mp3", "audio/mp4", "audio/aac", "audio/x-m4a")


class MessengerApi:
    """Endpoints below `/{version}`."""

    def __init__(self, page: Messenger, answering: Answering) -> None:
        self.page = page
        self._answering = answering

    def authorize(self, request: Request) -> None:
        authorize(request, self.page.token, self.page.secret, proof=self.page.needs_proof)

    async def messages(self, request: Request) -> Response:
        """POST /{page_id}/messages."""
        self.authorize(request)
        content_type = request.headers.get("content-type", "")
        if content_type.startswith("multipart/"):
            given, file = _unpacked(content_type, await request.body())
        else:
            given, file = await fields(request), None

        async def act() -> Response:
            return self._act(given) if "sender_action" in given else self._send(given, file)

        return await self._answering.answer(
            "messenger.actions" if "sender_action" in given else "messenger.messages", act
        )

    async def node(self, request: Request) -> Response:
        """GET /{page_id} and GET /me."""
        self.authorize(request)

        async def act() -> Response:
            return JSONResponse({"id": self.page.page, "name": "Colibri"})

        return await self._answering.answer("messenger.check", act)

    async def subscribed_apps(self, request: Request) -> Response:
        """GET /{page_id}/subscribed_apps."""
        self.authorize(request)

        async def act() -> Response:
            app = {"id": "1517776481860111", "name": "Colibri", "subscribed_fields": list(self.page.subscribed)}
            return JSONResponse({"data": [app]})

        return await self._answering.answer("messenger.check", act)

    def _person(self, given: Json) -> Person:
        recipient = told(given.get("recipient"))
        only(recipient, ("id",))
        person = self.page.people.find("psid", str(recipient["id"]))
        if person is None or not isinstance(recipient["id"], str):
            raise GraphError(100, "No matching user found", 2018001)
        return person

    def _act(self, given: Json) -> Response:
        only(given, ("recipient", "sender_action"))
        person = self._person(given)
        if given["sender_action"] not in _ACTIONS:
            raise GraphError(100, f"param sender_action must be one of {_ACTIONS}")
        self.page.accounts.actions.append(Action("messenger", person, given["sender_action"], "", time.time()))
        return JSONResponse({"recipient_id": person.psid})

    def _send(self, given: Json, file: Part | None) -> Response:
        only(given, ("recipient", "messaging_type", "message"))
        if given["messaging_type"] != "RESPONSE":
            raise GraphError(100, "param messaging_type must be RESPONSE; others are not for answers")
        page, person, message = self.page, self._person(given), told(given["message"])
        only(message, (), ("text", "attachment", "metadata"))
        job = message.get("metadata", "")
        if not isinstance(job, str) or len(job) > _LONGEST_METADATA:
            raise GraphError(100, f"metadata must be a string of at most {_LONGEST_METADATA} characters")
        text, voice = self._content(message, file)
        if page.window_s is not None and time.time() - person.wrote.get("messenger", 0) > page.window_s:
            raise GraphError(10, "This message is sent outside of allowed window.", 2018278)
        if page.account_rate.wait_s() or page.pair_rate.wait_s(person.psid):
            raise GraphError(613)
        page.account_rate.take()
        page.pair_rate.take(person.psid)
        accepted = Accepted("messenger", person, person.psid, page.ids.mid(), text, voice, job, "", time.time())
        page.accounts.accepted.append(accepted)
        page.tell(accepted)
        return JSONResponse({"recipient_id": person.psid, "message_id": accepted.id})

    def _content(self, message: Json, file: Part | None) -> tuple[str, bytes]:
        if ("text" in message) == ("attachment" in message):
            raise GraphError(100, "exactly one of text and attachment must be there")
        if "text" in message:
            return words(message, "text", _LONGEST_TEXT), b""
        attachment = told(message["attachment"])
        only(attachment, ("type", "payload"))
        only(told(attachment["payload"]), (), ("is_reusable",))
        if attachment["type"] != "audio" or file is None:
            raise GraphError(100, "this stand-in takes audio alone, as the form's filedata")
        if file.mime not in _SOUNDS or not file.filename or not 0 < len(file.data) <= _LARGEST_FILE:
            raise GraphError(100, "filedata must be a named MP3 or AAC file of at most 25 MB", 2018047)
        if not mp3_or_aac(file.data):
            raise GraphError(100, "filedata is not what its type says", 2018047)
        return "", file.data


def _unpacked(content_type: str, body: bytes) -> tuple[Json, Part | None]:
    """A form whose fields are JSON but for `messaging_type`. Raises `GraphError`."""
    try:
        parts = form(content_type, body)
        file = parts.pop("filedata", None)
        given = {name: part.data.decode() for name, part in parts.items()}
        return {name: value if name == "messaging_type" else json.loads(value) for name, value in given.items()}, file
    except (BadForm, ValueError) as bad:
        raise GraphError(100, f"the form cannot be read: {type(bad).__name__}") from None
