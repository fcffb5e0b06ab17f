"""The HTTP server, in the event loop that is there already. A proxy or tunnel stands before it; still, nobody may tie it up."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import h11
import structlog
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from assistant.errors import ColibriError

log = structlog.get_logger(__name__)

HEAD_S = 10.0
"""In which the head of a request has to be there."""
IDLE_S = 30
"""For which a connection is kept after a request."""
CONNECTIONS = 512
BACKLOG = 256
LEFTOVER = 256 * 1024
"""Bytes of a request that are still taken, and thrown away, once it is answered: whoever sends it all first sees the answer."""
STOP_S = 5


@dataclass(frozen=True, slots=True)
class Server:
    """It listens."""

    port: int
    ended: asyncio.Future[None]
    """When it does not listen any more."""


class _Impatient(H11Protocol):
    """Closes connections whose next request does not begin, whose head takes for ever, or that send on what was refused."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._patience: asyncio.TimerHandle | None = None
        """While the rest of something is waited for."""
        self._leftover = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > CONNECTIONS:
            transport.abort()
            return
        self._wait()

    def data_received(self, data: bytes) -> None:
        before, unwanted = self.cycle, not self._busy and self.conn.their_state is h11.SEND_BODY
        super().data_received(data)
        if self.cycle is not before:  # a head is whole
            self._calm()
            self._leftover = 0
        elif unwanted:
            self._leftover += len(data)
            if self._leftover > LEFTOVER:
                self.transport.close()
        if self._patience is None and not self._busy:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._calm()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        if self.conn.our_state is not h11.IDLE and self.conn.our_state is not h11.SEND_RESPONSE:
            self.transport.close()  # it has its answer already
            return
        super().send_400_response(msg)
        if self._busy:  # nor may the application answer once more
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    @property
    def _busy(self) -> bool:
        """Whether a request is being answered."""
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self) -> None:
        self._patience = self.loop.call_later(HEAD_S, self.transport.close)

    def _calm(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None


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
        log_level="error",  # what strangers send is no warning of ours
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=IDLE_S,
        timeout_graceful_shutdown=STOP_S,
        backlog=BACKLOG,
        h11_max_incomplete_event_size=16 * 1024,
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server._serve([listener]))  # `serve` would take the process's signals
    try:
        while not server.started and not task.done():  # noqa: ASYNC110 - uvicorn has a flag only
            await asyncio.sleep(0.01)
        if task.done():
            await task
        yield Server(listener.getsockname()[1], task)
    finally:
        server.should_exit = True
        try:
            await asyncio.wait((task,), timeout=STOP_S + 2)
        finally:
            task.cancel()
            listener.close()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise _taken(host, port, error) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)  # now, for two may bind an address at which none listens yet
    except OSError as error:
        listener.close()
        raise _taken(host, port, error) from error
    if not ipaddress.ip_address(listener.getsockname()[0]).is_loopback:
        log.warning("webhooks are open to the network; let a proxy with TLS stand before them", host=host, port=port)
    listener.setblocking(False)
    return listener


def _taken(host: str, port: int, error: Exception) -> ColibriError:
    reason = getattr(error, "strerror", None) or str(error)
    return ColibriError(f"chat: cannot listen at {host}:{port}: {reason}; choose another chat.port or chat.host")
