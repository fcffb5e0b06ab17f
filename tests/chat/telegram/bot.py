"""A bot, and what it is sent."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import httpx

from assistant.chat import Event, Status
from assistant.chat.telegram import Telegram
from tests.chat.graph.scripted import Script, Step

TOKEN = "4242:AAtoken_that-nobody-may-see-0123456789"
SECRET = "secret_of-the-webhook"
OLD_SECRET = "former_secret-of-it"
CHAT = 77
NOW = 1_800_000_000.0
PERSON = {"id": CHAT, "is_bot": False, "first_name": "Ada", "last_name": "L."}
PRIVATE = {"id": CHAT, "type": "private", "first_name": "Ada"}


class Naps:
    """Sleeps for no time, and remembers how long it should have been."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)


def bot(
    *steps: Step, sleep: Callable[[float], Awaitable[None]] | None = None, **options: Any
) -> tuple[Telegram, Script]:
    """A bot that Telegram answers as `steps` say."""
    script = Script(*steps)
    settings = Telegram.Options(token=TOKEN, **options)
    return Telegram(settings, transport=script, clock=lambda: NOW, sleep=sleep or Naps()), script


def good(result: Any) -> httpx.Response:
    return httpx.Response(200, json={"ok": True, "result": result})


def bad(code: int, description: str = "", **parameters: Any) -> httpx.Response:
    """A refusal; its words quote the token, as they never should."""
    told = {"ok": False, "error_code": code, "description": f"{description} ({TOKEN})", "parameters": parameters}
    return httpx.Response(code, json=told)


def message(number: int = 5, **content: Any) -> dict[str, Any]:
    """A message as Telegram tells of it."""
    return {"message_id": number, "from": PERSON, "chat": PRIVATE, "date": 1_799_999_990, **content}


def update(number: int, **content: Any) -> dict[str, Any]:
    return {"update_id": number, **content}


def body(*updates: Any) -> bytes:
    return json.dumps(updates[0] if len(updates) == 1 else updates).encode()


def tells_nothing(*told: object) -> bool:
    """Whether neither token nor secret is in them."""
    return not any(secret in f"{t} {t!r}" for t in told for secret in (TOKEN, TOKEN[5:], SECRET, OLD_SECRET))


def ids(events: Sequence[Event]) -> list[str]:
    return [event.id for event in events if not isinstance(event, Status)]
