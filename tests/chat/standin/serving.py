"""HTTP on loopback, with answers that never come."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState


class Cut(Response):
    """Breaks the connection in place of an answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"]["transport"].abort()
        await gone(receive)


class Hang(Response):
    """Answers nothing until the other side goes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await gone(receive)


async def gone(receive: Receive) -> None:
    """Wait until the other side has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def watch(request: Request, answer: asyncio.Future[Any]) -> bool:
    """Wait for `answer`, but no longer than the other side does; whether it came. The request's body must have been read."""
    leaving = asyncio.ensure_future(gone(request.receive))
    try:
        await asyncio.wait((leaving, answer), return_when=asyncio.FIRST_COMPLETED)
        return answer.done()
    finally:
        leaving.cancel()
        answer.cancel()


class _Connection(H11Protocol):
    """Tells the application what it may cut."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.app_state["transport"] = transport
        super().connection_made(transport)


class Server:
    """Serves an application in the running event loop. Unlike uvicorn's own it starts and stops at once, and takes no signals."""

    def __init__(self, app: ASGIApp, port: int = 0) -> None:
        self._config = uvicorn.Config(
            app, lifespan="off", ws="none", log_config=None, access_log=False, timeout_keep_alive=75
        )
        self._state = ServerState()
        # asyncio switches Nagle's algorithm off (40 ms an answer) only where the protocol is named
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self.port: int = self._socket.getsockname()[1]
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._config.load()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._connection, sock=self._socket, backlog=512)

    async def stop(self) -> None:
        """Whoever still waits for an answer gets none."""
        if self._server is not None:
            self._server.close()
        tasks = list(self._state.tasks)
        for connection in list(self._state.connections):
            connection.transport.abort()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _connection(self) -> _Connection:
        return _Connection(config=self._config, server_state=self._state, app_state={})
