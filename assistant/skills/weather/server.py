"""The weather server: the one place where weather leaves the board."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from enum import Enum
from typing import Any

_MOST_BYTES = 512 * 1024
_TOO_MANY = 429


class Trouble(Enum):
    """Why there is no answer."""

    UNREACHABLE = "no connection, or too slow"
    TOO_MANY = "asked too often"
    REFUSED = "it does not accept the question"
    FAILED = "its own fault"
    NONSENSE = "an answer that is none"


class ServerTrouble(Exception):
    """Carries a `Trouble`."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


async def ask(url: str, question: Mapping[str, str], timeout_s: float) -> Any:
    """The JSON that `url` answers to `question`, its parameters. Raises `ServerTrouble`; no later than after `timeout_s`."""
    import httpx

    try:
        async with (
            asyncio.timeout(timeout_s),
            httpx.AsyncClient(timeout=timeout_s) as client,
            client.stream("GET", url, params=dict(question)) as response,
        ):
            _check(response.status_code)
            body = bytearray()
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > _MOST_BYTES:
                    raise ServerTrouble(Trouble.NONSENSE)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
        raise ServerTrouble(Trouble.UNREACHABLE) from error
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ServerTrouble(Trouble.NONSENSE) from error


def _check(status: int) -> None:
    if status == _TOO_MANY:
        raise ServerTrouble(Trouble.TOO_MANY)
    if 400 <= status < 500:
        raise ServerTrouble(Trouble.REFUSED)
    if status >= 500:
        raise ServerTrouble(Trouble.FAILED)
    if status != 200:
        raise ServerTrouble(Trouble.NONSENSE)
