"""What Telegram is asked with: JSON, a form, or the address's own parameters."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from tests.chat.standin.forms import BadForm, form
from tests.chat.standin.wrap import TelegramError
from tests.chat.standin.writing import Json

LONGEST_TEXT = 4096
"""In UTF-16 code units, as Telegram counts everything else; 'characters' is all that its documents say."""


async def given(request: Request) -> Json:
    """All parameters; a file is a `Part`. Raises `TelegramError`."""
    content_type, body = request.headers.get("content-type", ""), await request.body()
    found: Json = dict(request.query_params)
    try:
        if content_type.startswith("multipart/"):
            found.update(
                {name: part if part.filename else part.data.decode() for name, part in form(content_type, body).items()}
            )
        elif content_type.startswith("application/x-www-form-urlencoded"):
            found.update(parse_qsl(body.decode(), keep_blank_values=True))
        elif body:
            found.update(json.loads(body))
    except (BadForm, ValueError, TypeError):
        raise TelegramError(400, "can't parse the request") from None
    return found


def text(parameters: Json) -> str:
    """What is to be sent."""
    found = parameters.get("text")
    if not isinstance(found, str) or not found.strip():
        raise TelegramError(400, "message text is empty")
    if len(found.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST_TEXT:
        raise TelegramError(400, "message is too long")
    return found


def whole(parameters: Json, name: str, default: int) -> int:
    try:
        return int(parameters.get(name, default))
    except (TypeError, ValueError):
        raise TelegramError(400, f"{name} is not a number") from None


def names(value: Any) -> list[str]:
    """A list, as it is or as JSON in a text."""
    found = _parsed(value)
    if not isinstance(found, list):
        raise TelegramError(400, "can't parse a list")
    return [str(one) for one in found]


def fields(value: Any) -> Json:
    """An object, as it is or as JSON in a text."""
    found = _parsed(value)
    if not isinstance(found, dict):
        raise TelegramError(400, "can't parse an object")
    return found


def _parsed(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        raise TelegramError(400, "can't parse JSON in a parameter") from None
