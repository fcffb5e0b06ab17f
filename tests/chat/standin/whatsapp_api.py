"""What the bridge sees of WhatsApp: the Cloud API of one number, read strictly."""

from __future__ import annotations

import re
import time
from typing import Literal

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.chat.standin.accounts import Accepted, Action
from tests.chat.standin.forms import BadForm, form
from tests.chat.standin.graph import GraphError, authorize, fields, only, told, words
from tests.chat.standin.people import Person
from tests.chat.standin.sound import ogg_opus
from tests.chat.standin.whatsapp import OPUS, WhatsApp
from tests.chat.standin.wrap import Answering
from tests.chat.standin.writing import Json

_LONGEST_TEXT = 4096
_LONGEST_JOB = 512
_LARGEST_SOUND = 16 * 1024 * 1024
_LARGEST_BUBBLE = 512 * 1024
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9]{1,128}")
_CONTENT = ("type", "text", "audio")


class WhatsAppApi:
    """Endpoints below `/{version}`."""

    def __init__(self, number: WhatsApp, answering: Answering) -> None:
        self.number = number
        self._answering = answering

    def authorize(self, request: Request) -> None:
        authorize(request, self.number.token, self.number.secret, proof=self.number.needs_proof)

    async def messages(self, request: Request) -> Response:
        """POST /{phone_number_id}/messages."""
        self.authorize(request)
        given = await fields(request)
        if given.get("messaging_product") != "whatsapp":
            raise GraphError(100, "param messaging_product must be 'whatsapp'")

        async def act() -> Response:
            return self._act(given) if "status" in given else self._send(given)

        return await self._answering.answer("whatsapp.actions" if "status" in given else "whatsapp.messages", act)

    async def upload(self, request: Request) -> Response:
        """POST /{phone_number_id}/media."""
        self.authorize(request)
        body = await request.body()

        async def act() -> Response:
            return self._upload(request.headers.get("content-type", ""), body)

        return await self._answering.answer("whatsapp.upload", act)

    async def node(self, request: Request, id_: str) -> Response:
        """GET /{phone_number_id} and GET /{media_id}."""
        self.authorize(request)
        number = self.number

        async def check() -> Response:
            return JSONResponse(self._about(request.query_params.get("fields", "")))

        async def look_up() -> Response:
            file = number.media.files.get(id_)
            if file is None or request.query_params.get("phone_number_id") not in (None, number.number.id):
                raise GraphError(100, "Object does not exist, or is not this number's", 33)
            found = {
                "url": number.media.address(file),
                "mime_type": file.mime,
                "sha256": file.hex,
                "file_size": file.size,
            }
            return JSONResponse({**found, "id": file.id, "messaging_product": "whatsapp"})

        if id_ == number.number.id:
            return await self._answering.answer("whatsapp.check", check)
        return await self._answering.answer("whatsapp.media", look_up)

    def _about(self, wanted: str) -> Json:
        number = self.number
        hook = number.registered_url or number.deliverer.url
        known: Json = {
            "id": number.number.id,
            "display_phone_number": number.number.display,
            "verified_name": "Colibri",
            "quality_rating": "GREEN",
            "webhook_configuration": {"application": hook} if hook else {},
        }
        names = [name for name in wanted.split(",") if name] or [
            "id",
            "display_phone_number",
            "verified_name",
            "quality_rating",
        ]
        for name in names:
            if name not in known:
                raise GraphError(100, f"Tried accessing nonexisting field ({name[:40]})")
        return {name: known[name] for name in {"id": None, **dict.fromkeys(names)}}

    def _act(self, given: Json) -> Response:
        only(given, ("messaging_product", "status", "message_id"), ("typing_indicator",))
        if given["status"] != "read" or given["message_id"] not in self.number.received:
            raise GraphError(131009, "status must be 'read', message_id a message that was received")
        kinds = ["read"]
        if "typing_indicator" in given:
            if given["typing_indicator"] != {"type": "text"}:
                raise GraphError(131009, "typing_indicator must be {'type': 'text'}")
            kinds.append("typing")
        now = time.time()
        self.number.accounts.actions += [Action("whatsapp", None, kind, given["message_id"], now) for kind in kinds]
        return JSONResponse({"success": True})

    def _send(self, given: Json) -> Response:
        only(
            given,
            ("messaging_product", "type"),
            ("recipient_type", "to", "recipient", *_CONTENT, "context", "biz_opaque_callback_data"),
        )
        if given.get("recipient_type", "individual") != "individual":
            raise GraphError(131009, "recipient_type must be 'individual'")
        job = given.get("biz_opaque_callback_data", "")
        if not isinstance(job, str) or len(job) > _LONGEST_JOB:
            raise GraphError(131009, f"biz_opaque_callback_data must be a string of at most {_LONGEST_JOB} characters")
        to, person = self._to(given)
        text, voice, failing = self._content(given)
        late = self._late(person)
        if late and not self.number.window_by_status:
            raise GraphError(131047, "more than 24 hours have passed since the customer last replied")
        self._limit(person)
        id_ = self.number.ids.wamid()
        accepted = Accepted("whatsapp", person, to, id_, text, voice, job, self._quote(given), time.time())
        self.number.accounts.accepted.append(accepted)
        self.number.tell(accepted, 131047 if late else failing)
        known = {"wa_id": person.phone} if person.phone else {"user_id": person.user_id}
        return JSONResponse(
            {"messaging_product": "whatsapp", "contacts": [{"input": to, **known}], "messages": [{"id": id_}]}
        )

    def _to(self, given: Json) -> tuple[str, Person]:
        if ("to" in given) == ("recipient" in given):
            raise GraphError(131008, "exactly one of `to` and `recipient` must be there")
        to = given.get("to", given.get("recipient"))
        if not isinstance(to, str) or not (_PHONE if "to" in given else _USER_ID).fullmatch(to):
            raise GraphError(131009, "`to` is a phone number with +, `recipient` a user id")
        kind: Literal["phone", "user_id"] = "phone" if "to" in given else "user_id"
        person = self.number.people.find(kind, to.removeprefix("+"))
        if person is None:
            raise GraphError(131026, "unknown recipient")
        return to, person

    def _content(self, given: Json) -> tuple[str, bytes, int | None]:
        """Text or sound, and the code it will fail with."""
        if given["type"] not in ("text", "audio"):
            raise GraphError(131051, "this stand-in takes text and audio alone")
        other = "audio" if given["type"] == "text" else "text"
        if other in given:
            raise GraphError(100, f"{other} in a message of another type")
        content = told(given.get(given["type"]))
        if given["type"] == "text":
            only(content, ("body",), ("preview_url",))
            return words(content, "body", _LONGEST_TEXT), b"", None
        only(content, ("id",), ("voice",))
        file = self.number.media.files.get(str(content["id"]))
        if file is None:
            raise GraphError(131009, "no such media")
        return "", file.data, self._playable(file.data, voice=content.get("voice") is True)

    def _playable(self, data: bytes, *, voice: bool) -> int | None:
        found, wrong = ogg_opus(data), self.number.accounts.violations
        if not voice:
            wrong.append("whatsapp: audio without voice=true is shown as a file")
        if found is None or found.channels != 1:
            wrong.append("whatsapp: the voice note is not Ogg Opus in mono")
            return 131053
        if len(data) > _LARGEST_BUBBLE:
            wrong.append(f"whatsapp: a voice note of {len(data)} bytes cannot be played in its bubble")
        return None

    def _quote(self, given: Json) -> str:
        if "context" not in given:
            return ""
        only(told(given["context"]), ("message_id",))
        quoted = str(given["context"]["message_id"])
        if quoted not in self.number.received:
            self.number.accounts.violations.append("whatsapp: a message is quoted that was never received")
        return quoted

    def _late(self, person: Person) -> bool:
        number = self.number
        return number.window_s is not None and time.time() - person.wrote.get("whatsapp", 0) > number.window_s

    def _limit(self, person: Person) -> None:
        """Raises `GraphError`; what is refused does not count."""
        number = self.number
        if number.account_rate.wait_s():
            raise GraphError(130429, "too many messages sent from this phone number")
        if number.pair_rate.wait_s(person.psid):
            raise GraphError(131056, "too many messages from this number to the same person")
        number.account_rate.take()
        number.pair_rate.take(person.psid)

    def _upload(self, content_type: str, body: bytes) -> Response:
        try:
            parts = form(content_type, body)
        except BadForm as bad:
            raise GraphError(100, str(bad)) from None
        only(dict(parts), ("messaging_product", "type", "file"))
        file = parts["file"]
        if parts["messaging_product"].data != b"whatsapp" or not file.filename:
            raise GraphError(100, "messaging_product must be whatsapp, and file a file")
        if file.mime != OPUS or parts["type"].data != OPUS.encode() or not file.filename.endswith(".ogg"):
            raise GraphError(100, f"type and the part's type must be {OPUS}, the name must end in .ogg")
        if not 0 < len(file.data) <= _LARGEST_SOUND:
            raise GraphError(131053, "the file is empty, or has more than 16 MB")
        return JSONResponse({"id": self.number.media.add(file.data, file.mime, file.filename).id})
