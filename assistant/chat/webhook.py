"""What the platforms call: a request is verified, kept, and only then answered with 200. Nothing else happens before that."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

import structlog
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from assistant.chat import Channel, Event, Receive, Unreadable, Webhook
from assistant.errors import ColibriError

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a request may cost."""

    bytes: int = 3 * 2**20
    read_s: float = 10.0
    """To read a body."""
    store_s: float = 10.0
    """To keep it."""
    at_once: int = 64
    """Deliveries that are signed and wait to be kept."""
    unsigned_bytes: int = 24 * 2**20
    """Of large bodies that are being read, all together: nobody knows yet who sends them."""
    thread_bytes: int = 64 * 1024
    """Larger bodies are read in a thread, and are not let in when too many come at once."""


@dataclass(slots=True)
class _Reading:
    """What is being read of large bodies."""

    bytes: int = 0


class _Refused(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def webhook(channels: Mapping[str, Channel], receive: Receive, bounds: Bounds | None = None) -> Starlette:
    """The application: `/NAME` of every channel, and `/health`."""
    limits = bounds or Bounds()
    gate, reading = asyncio.Semaphore(limits.at_once), _Reading()
    routes = [Route("/health", _health, methods=["GET"])]
    for name, channel in channels.items():
        endpoint = _Endpoint(name, channel, receive, limits, gate, reading)
        routes.append(Route(f"/{name}", endpoint.get, methods=["GET"]))
        routes.append(Route(f"/{name}", endpoint.post, methods=["POST"]))
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False  # nobody is sent to where a header of theirs says
    return app


async def _health(request: Request) -> Response:
    return PlainTextResponse("ok")


class _Endpoint:
    def __init__(
        self,
        name: str,
        channel: Channel,
        receive: Receive,
        bounds: Bounds,
        gate: asyncio.Semaphore,
        reading: _Reading,
    ) -> None:
        self._name = name
        self._channel = channel
        self._receive = receive
        self._bounds = bounds
        self._gate = gate
        self._reading = reading
        self._refused = 0

    @property
    def _hook(self) -> Webhook:
        return cast(Webhook, self._channel)

    async def get(self, request: Request) -> Response:
        """The platform asks whether this is really us."""
        answer = self._hook.challenge(dict(request.query_params))
        if answer is None:
            return _empty(403)
        # Byte for byte what came: nothing is decoded for show, nothing is a page.
        return Response(answer.encode(), 200, {"X-Content-Type-Options": "nosniff"}, media_type="text/plain")

    async def post(self, request: Request) -> Response:
        """A delivery. Whoever cannot sign keeps nobody waiting who can."""
        try:
            body = await self._body(request)
            self._verify(request, body)
        except _Refused as refused:
            self._refused += 1
            if self._refused & (self._refused - 1) == 0:  # 1, 2, 4, 8 ...: a flood does not fill the log
                log.warning("a request was refused", channel=self._name, status=refused.status, so_far=self._refused)
            return _empty(refused.status, {"Retry-After": "5"} if refused.status == 503 else None)
        if self._gate.locked():
            return _empty(503, {"Retry-After": "5"})
        async with self._gate:
            return await self._keep(body)

    async def _body(self, request: Request) -> bytes:
        headers = request.headers
        if headers.get("content-encoding", "identity").lower() != "identity":
            raise _Refused(415)
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdecimal()):
            raise _Refused(400)
        if int(length[:20]) > self._bounds.bytes:
            raise _Refused(413)
        body, large = bytearray(), 0
        try:
            async with asyncio.timeout(self._bounds.read_s):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > self._bounds.bytes:
                        raise _Refused(413)
                    if len(body) > self._bounds.thread_bytes:
                        self._reading.bytes += len(body) - large
                        large = len(body)
                        if self._reading.bytes > self._bounds.unsigned_bytes:
                            raise _Refused(503)
        except (TimeoutError, ClientDisconnect):
            raise _Refused(408) from None
        finally:
            self._reading.bytes -= large
        return bytes(body)

    def _verify(self, request: Request, body: bytes) -> None:
        raw = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in request.headers.raw]
        times = Counter(name for name, _ in raw)
        # which one of two counts, a proxy may see in another way
        if not self._hook.signed({name: value for name, value in raw if times[name] == 1}, body):
            raise _Refused(401)

    async def _keep(self, body: bytes) -> Response:
        events: Sequence[Event] = ()
        poison = ""
        try:
            read = partial(self._channel.read, body)
            events = await asyncio.to_thread(read) if len(body) > self._bounds.thread_bytes else read()
        except Unreadable as error:
            poison = str(error)
        except Exception as error:  # whatever it is, it was signed: it is kept for its owner to look at
            poison = f"it cannot be read ({type(error).__name__})"
        if not events and not poison:
            return _empty(200)
        try:
            async with asyncio.timeout(self._bounds.store_s):
                await self._receive(self._name, self._channel, body, events, poison)
        except Exception as error:  # whatever it is, nothing is certain to be kept
            reason = str(error) if isinstance(error, ColibriError) else type(error).__name__
            log.error("a delivery could not be kept; the platform sends it again", channel=self._name, reason=reason)
            return _empty(503, {"Retry-After": "10"})
        return _empty(200)


def _empty(status: int, headers: Mapping[str, str] | None = None) -> Response:
    return Response(status_code=status, headers=dict(headers or {}))
