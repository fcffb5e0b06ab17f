"""What the bridge sees of Telegram: the Bot API of one bot, read strictly."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.chat.standin.accounts import Accepted, Action
from tests.chat.standin.forms import Part
from tests.chat.standin.people import Person
from tests.chat.standin.sound import ogg_opus
from tests.chat.standin.telegram import Telegram
from tests.chat.standin.telegram_forms import fields, given, text, whole
from tests.chat.standin.telegram_updates import get_updates, set_webhook, webhook_info
from tests.chat.standin.wrap import Answering, TelegramError, telegram_error
from tests.chat.standin.writing import Json

_LARGEST_DOWNLOAD = 20 * 1024 * 1024
_LARGEST_UPLOAD = 50 * 1024 * 1024
_ACTIONS = ("typing", "record_voice", "upload_voice")
_SENT = ("chat_id", "reply_parameters", "disable_notification", "protect_content")
_MAY: Mapping[str, tuple[str, ...]] = {
    "getMe": (),
    "getUpdates": ("offset", "limit", "timeout", "allowed_updates"),
    "sendMessage": (*_SENT, "text", "link_preview_options"),
    "sendVoice": (*_SENT, "voice", "caption", "duration"),
    "sendChatAction": ("chat_id", "action"),
    "getFile": ("file_id",),
    "setWebhook": ("url", "secret_token", "allowed_updates", "max_connections", "drop_pending_updates"),
    "deleteWebhook": ("drop_pending_updates",),
    "getWebhookInfo": (),
}
"""The real one ignores what it does not know; here it is a violation, for it is a slip of the pen."""


class TelegramApi:
    """Endpoints below `/bot{token}`."""

    def __init__(self, bot: Telegram, answering: Answering) -> None:
        self.bot = bot
        self._answering = answering

    async def call(self, request: Request) -> Response:
        """`/bot{token}/{method}`, by GET or POST."""
        method = str(request.path_params["method"])
        try:
            self._authorize(request)
            if method not in _MAY:
                raise TelegramError(404, "method not found")
            parameters = await given(request)
            unknown = [name for name in parameters if name not in _MAY[method]]
            self.bot.accounts.violations += [f"telegram: {method} knows no {name[:40]!r}" for name in unknown]

            async def act() -> Response:
                return JSONResponse({"ok": True, "result": await self._act(method, parameters, request)})

            return await self._answering.answer(f"telegram.{method}", act)
        except TelegramError as error:
            return telegram_error(error)

    async def download(self, request: Request) -> Response:
        """GET /file/bot{token}/{path}."""

        async def act() -> Response:
            address = self.bot.media.at(str(request.path_params["path"]).rpartition("/")[2].removesuffix(".oga"))
            if address is None:
                raise TelegramError(404, "no such file")
            address.gets -= 1
            return Response(address.file.data, media_type="application/octet-stream")

        try:
            self._authorize(request)
            return await self._answering.answer("telegram.download", act)
        except TelegramError as error:
            return telegram_error(error)

    def _authorize(self, request: Request) -> None:
        if request.path_params["token"] != self.bot.token:
            raise TelegramError(401, "the token is wrong")

    async def _act(self, method: str, parameters: Json, request: Request) -> Any:
        match method:
            case "getMe":
                return self._me()
            case "getUpdates":
                return await get_updates(self.bot, parameters, request)
            case "sendMessage" | "sendVoice":
                return self._send(method, parameters)
            case "sendChatAction":
                return self._action(parameters)
            case "getFile":
                return self._file(parameters)
            case "setWebhook":
                return set_webhook(self.bot, parameters)
            case "deleteWebhook":
                return set_webhook(self.bot, {**parameters, "url": "", "secret_token": self.bot.secret})
        return webhook_info(self.bot)

    def _me(self) -> Json:
        return {"id": self.bot.bot, "is_bot": True, "first_name": "Colibri", "username": self.bot.username}

    def _person(self, parameters: Json) -> Person:
        person = self.bot.people.find("chat", str(parameters.get("chat_id", "")))
        if person is None or "telegram" not in person.wrote:  # a bot may not begin
            raise TelegramError(400, "chat not found")
        if person in self.bot.blocked:
            raise TelegramError(403, "bot was blocked by the user")
        return person

    def _send(self, method: str, parameters: Json) -> Json:
        bot, person = self.bot, self._person(parameters)
        words, voice = (text(parameters), b"") if method == "sendMessage" else ("", self._voice(parameters))
        reply_to = self._quote(parameters, person)
        wait_s = max(bot.account_rate.wait_s(), bot.pair_rate.wait_s(person.psid))
        if wait_s:
            raise TelegramError(429, "", int(wait_s) + 1)
        bot.account_rate.take()
        bot.pair_rate.take(person.psid)
        number, now = bot.message_number(person), time.time()
        to = str(parameters["chat_id"])
        bot.accounts.accepted.append(Accepted("telegram", person, to, str(number), words, voice, "", reply_to, now))
        content = {"text": words} if words else {"voice": {"file_id": "x", "duration": 1, "file_size": len(voice)}}
        place = {"id": person.chat, "type": "private"}
        return {"message_id": number, "from": self._me(), "chat": place, "date": int(now), **content}

    def _voice(self, parameters: Json) -> bytes:
        part = parameters.get("voice")
        if not isinstance(part, Part) or not 0 < len(part.data) <= _LARGEST_UPLOAD:
            raise TelegramError(400, "there is no voice in the request, or it is too big")
        found = ogg_opus(part.data)
        if found is None or found.channels != 1:
            self.bot.accounts.violations.append("telegram: a voice that is not Ogg Opus in mono is shown as a file")
        return part.data

    def _quote(self, parameters: Json, person: Person) -> str:
        if "reply_parameters" not in parameters:
            return ""
        quote = fields(parameters["reply_parameters"])
        known = self.bot.has_message(person, whole(quote, "message_id", 0))
        if not known and quote.get("allow_sending_without_reply") is not True:
            raise TelegramError(400, "message to be replied not found")
        return str(quote["message_id"])

    def _action(self, parameters: Json) -> bool:
        person = self._person(parameters)
        if parameters.get("action") not in _ACTIONS:
            raise TelegramError(400, "wrong parameter action in request")
        self.bot.accounts.actions.append(Action("telegram", person, str(parameters["action"]), "", time.time()))
        return True

    def _file(self, parameters: Json) -> Json:
        file = self.bot.file(str(parameters.get("file_id", "")))
        if file is None:
            raise TelegramError(400, "invalid file_id")
        if len(file.data) > _LARGEST_DOWNLOAD:
            raise TelegramError(400, "file is too big")
        path = f"voice/{self.bot.media.address(file).rpartition('/')[2]}.oga"
        return {
            "file_id": parameters["file_id"],
            "file_unique_id": f"AgAD{file.id}",
            "file_size": file.size,
            "file_path": path,
        }
