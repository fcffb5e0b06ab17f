"""A message as a request to the Bot API, and what it means that Telegram does not take it."""

from __future__ import annotations

import json
import re
from typing import Any, Literal

from assistant.chat import Limits, NotSent, Outgoing, Refused, TryLater, Uncertain
from assistant.chat.parts import utf16
from assistant.chat.telegram.api import Failed, Trouble, Unreached

TOKEN = "Telegram does not accept the token; copy it anew from @BotFather (/mybots, API Token) to where `token` points"

_CHAT = re.compile(r"-?[0-9]{1,19}")
_MESSAGE = re.compile(r"(-?[0-9]{1,19}):([0-9]{1,19})")
_KNOWN = {
    "chat not found": "the person never wrote to this bot, or has deleted the chat",
    "voice_messages_forbidden": "the person does not accept voice notes; they can be sent texts",
    "blocked by the user": "the person has blocked the bot",
    "user is deactivated": "the person's account is gone",
    "initiate conversation": "the person must write to the bot first",
    "too long": "it is too long",
    "text must be non-empty": "it is empty",
}
"""Part of what Telegram says, in lower case, and what it means."""


def request(out: Outgoing, limits: Limits) -> tuple[str, dict[str, Any]]:
    """The method, and its content. Raises `Refused`."""
    if not _CHAT.fullmatch(out.address):
        raise Refused("the address is not the number of a chat")
    quoted = _quoted(out)
    if out.voice:
        if len(out.voice) > limits.voice_bytes:
            raise Refused(f"a voice note of more than {limits.voice_bytes} bytes is not sent; make it shorter")
        form = {"chat_id": out.address, **{name: json.dumps(value) for name, value in quoted.items()}}
        return "sendVoice", {"data": form, "files": {"voice": ("voice.ogg", out.voice, "audio/ogg")}}
    text = _characters(out.text)
    if not text.strip():
        raise Refused("the message is empty")
    if utf16(text) > limits.text:
        raise Refused(f"a text of more than {limits.text} UTF-16 code units is not sent; split it")
    plain = {"chat_id": int(out.address), "text": text, "link_preview_options": {"is_disabled": True}}
    return "sendMessage", {"json": {**plain, **quoted}}


def sent(result: Any, out: Outgoing) -> str:
    """The id of the message that was sent. Raises `Uncertain`."""
    match result:
        case {"message_id": int(number)} if not isinstance(number, bool):
            return f"{out.address}:{number}"
    raise Uncertain("Telegram's answer cannot be read; it may have been sent")


def meant(trouble: Trouble, address: str) -> NotSent | Uncertain:
    """What it means for a message to `address`."""
    if isinstance(trouble, Unreached):
        return TryLater(str(trouble), scope="account")
    if not isinstance(trouble, Failed) or trouble.code == 504:
        return Uncertain(f"{trouble}; it may have been sent")
    code = trouble.code
    if code == 429:
        whom: Literal["pair", "account"] = "account" if address.startswith("-") else "pair"
        return TryLater(f"{trouble}: too many messages", code, trouble.after_s, whom)
    if code >= 500 or code in (408, 409, 425):
        return TryLater(f"{trouble}: its own trouble; it is tried again", code, trouble.after_s, "account")
    if code < 400:
        mend = "which is no answer of the Bot API; check `api_url`, and what stands in between"
        return TryLater(f"{trouble}, {mend}", code, scope="account")
    if code in (401, 404):
        return Refused(TOKEN, code)
    known = next((words for part, words in _KNOWN.items() if part in trouble.description), None)
    general = "it may not write to that person" if code == 403 else "it does not take the message"
    return Refused(f"{trouble}: {known or general}", code)


def _quoted(out: Outgoing) -> dict[str, Any]:
    answered = _MESSAGE.fullmatch(out.reply_to)
    if answered is None or answered[1] != out.address:
        return {}
    return {"reply_parameters": {"message_id": int(answered[2]), "allow_sending_without_reply": True}}


def _characters(text: str) -> str:
    """Halves of pairs of surrogates joined, where they can be, else replaced: they cannot be sent."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
