"""The HTTP server, in the event loop that is there already. A proxy or tunnel stands before it; still, nobody may tie it up."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import structlog
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from assistant.errors import ColibriError

log = structlog.get_logger(__name__)

HEAD_S = 10.0
"""In which the head of a request has to be there."""
CONNECTIONS = 512
STOP_S = 5


@dataclass(frozen=True, slots=True)
class Server:
    """It listens."""

    port: int


class _Impatient(H11Protocol):
    """Closes connections on which no request begins, or whose head takes for ever."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > CONNECTIONS:
            transport.abort()
            return
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._patience is None and not self._busy:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._patience is not None:
            self._patience.cancel()
        super().connection_lost(exc)

    @property
    def _busy(self) -> bool:
        """Whether a request is being answered."""
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self) -> None:
        self._patience = self.loop.call_later(HEAD_S, self._tired, self.cycle)

    def _tired(self, before: object) -> None:
        self._patience = None
        if self.cycle is before and not self._busy and not self.transport.is_closing():
            self.transport.close()


@asynccontextmanager
async def serving(app: Any, host: str, port: int) -> AsyncIterator[Server]:
    """Serves `app` until the context is left. Raises `ColibriError` when the address cannot be had."""
    listener = _listen(host, port)
    config = uvicorn.Config(
        app,
        http=_Impatient,
        ws="none",
        loop="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=STOP_S,
        backlog=256,
        h11_max_incomplete_event_size=16 * 1024,
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server._serve([listener]))  # `serve` would take the process's signals
    try:
        while not server.started and not task.done():  # noqa: ASYNC110 - uvicorn has a flag only
            await asyncio.sleep(0.01)
        if task.done():
            await task
        yield Server(listener.getsockname()[1])
    finally:
        server.should_exit = True
        with suppress(asyncio.CancelledError):
            await asyncio.wait((task,), timeout=STOP_S + 2)
        task.cancel()
        listener.close()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ColibriError(
            f"chat: cannot listen at {host}:{port}: {reason}; choose another chat.port or chat.host"
        ) from error
    if not ipaddress.ip_address(listener.getsockname()[0]).is_loopback:
        log.warning("webhooks are open to the network; let a proxy with TLS stand before them", host=host, port=port)
    listener.setblocking(False)
    return listener
