"""A webhook that does nothing but take, or not: to see what the stand-in delivers."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tests.chat.standin.serving import Server


@dataclass
class Taker:
    """What has come."""

    url: str = ""
    status: Callable[[int], int] = field(default=lambda attempt: 200)
    """What the n-th attempt, from 1, is answered."""
    attempts: list[bytes] = field(default_factory=list)
    taken: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)
    """(channel, body, headers) of what was answered 200."""

    def bodies(self, channel: str) -> list[Any]:
        return [json.loads(body) for name, body, _ in self.taken if name == channel]

    def values(self, name: str) -> list[Any]:
        """All items of the lists `name` (messages, statuses) that WhatsApp has delivered."""
        changes = (
            change["value"]
            for body in self.bodies("whatsapp")
            for entry in body["entry"]
            for change in entry["changes"]
        )
        return [item for value in changes for item in value.get(name, ())]


@asynccontextmanager
async def taker() -> AsyncIterator[Taker]:
    """It listens at `url`/whatsapp and so on."""
    found = Taker()

    async def take(request: Request) -> Response:
        if request.method == "GET":
            return PlainTextResponse(request.query_params["hub.challenge"])
        body = await request.body()
        found.attempts.append(body)
        status = found.status(len(found.attempts))
        if status == 200:
            found.taken.append((request.path_params["channel"], body, dict(request.headers)))
        return Response(status_code=status)

    server = Server(Starlette(routes=[Route("/{channel}", take, methods=["GET", "POST"])]))
    found.url = f"http://127.0.0.1:{server.port}"
    await server.start()
    try:
        yield found
    finally:
        await server.stop()
