"""One connection to Home Assistant's WebSocket interface, https://developers.home-assistant.io/docs/api/websocket.

Everything goes over it: what there is, what changes, and what is to be done, each confirmed by a result of its own.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from itertools import count
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from assistant.skills.home.errors import Declined, NotReached, Silent, TokenRefused

log = structlog.get_logger(__name__)

_MOST_BYTES = 64 * 2**20
"""Of a message: the states of a large house are several megabytes."""

Message = Mapping[str, Any]
Heard = Callable[[Message], object]
"""Takes the `event` of a message."""


def address(url: str) -> str:
    """Of the WebSocket interface of the Home Assistant that a browser finds at `url`."""
    parts = urlsplit(url)
    scheme = {"http": "ws", "https": "wss"}[parts.scheme]
    return urlunsplit((scheme, parts.netloc, parts.path.rstrip("/") + "/api/websocket", "", ""))


class Client:
    """Authenticated. Every command waits for its result; while the connection stands, events are handed on as they come."""

    def __init__(self, socket: ClientConnection, timeout_s: float) -> None:
        self._socket = socket
        self._timeout_s = timeout_s
        self._ids = count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._heard: dict[int, Heard] = {}
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when the connection is."""

    async def command(self, kind: str, **fields: Any) -> Any:
        """The result of a command. Raises `Declined`, `NotReached`, `Silent`."""
        number = next(self._ids)
        return await self._asked(number, {"id": number, "type": kind, **fields})

    async def subscribe(self, event_type: str, heard: Heard) -> None:
        """Hand every event of a type to `heard`. Raises as `command` does."""
        number = next(self._ids)
        self._heard[number] = heard
        await self._asked(number, {"id": number, "type": "subscribe_events", "event_type": event_type})

    async def listen(self) -> None:
        """Read until the connection ends; then everybody who waits for a result is told."""
        try:
            async for frame in self._socket:
                self._take(frame)
        except WebSocketException as error:
            log.debug("the connection to Home Assistant broke", reason=str(error))
        finally:
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_exception(NotReached("the connection was lost"))
            if not self.ended.done():
                self.ended.set_result(None)

    async def _asked(self, number: int, message: Message) -> Any:
        if self.ended.done():
            raise NotReached("the connection was lost")
        waiting = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._socket.send(json.dumps(message))
                return await waiting
        except TimeoutError as error:
            raise Silent(f"no answer to {message['type']} within {self._timeout_s:g} s") from error
        except ConnectionClosed as error:
            raise NotReached("the connection was lost") from error
        finally:
            del self._waiting[number]

    def _take(self, frame: str | bytes) -> None:
        message = _decoded(frame)
        number = message.get("id")
        if not isinstance(number, int):
            log.debug("a message of Home Assistant was not understood", message=str(frame)[:200])
            return
        kind, waiting = message.get("type"), self._waiting.get(number)
        if kind == "event" and number in self._heard and isinstance(message.get("event"), dict):
            self._heard[number](message["event"])
        elif waiting is not None and not waiting.done():
            if kind == "pong" or (kind == "result" and message.get("success") is True):
                waiting.set_result(message.get("result"))
            elif kind == "result":
                waiting.set_exception(_declined(message.get("error")))


@asynccontextmanager
async def connected(url: str, token: str, timeout_s: float) -> AsyncIterator[Client]:
    """A client for the Home Assistant at `url`, as a browser finds it. Raises `NotReached`, `Silent`, `TokenRefused`."""
    try:
        socket = await connect(
            address(url),
            open_timeout=timeout_s,
            close_timeout=1,
            ping_interval=None,  # Home Assistant's own ping says more: that it still answers
            compression=None,
            proxy=None,
            max_size=_MOST_BYTES,
        )
    except TimeoutError as error:
        raise Silent(f"{url} does not answer within {timeout_s:g} s") from error
    except (OSError, ValueError, WebSocketException) as error:
        raise NotReached(f"{url}: {error}") from error
    async with socket:
        await _authenticate(socket, url, token, timeout_s)
        client = Client(socket, timeout_s)
        listening = asyncio.create_task(client.listen())
        try:
            yield client
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


async def _authenticate(socket: ClientConnection, url: str, token: str, timeout_s: float) -> None:
    try:
        async with asyncio.timeout(timeout_s):
            asked = _decoded(await socket.recv())
            if asked.get("type") == "auth_required":
                await socket.send(json.dumps({"type": "auth", "access_token": token}))
                asked = _decoded(await socket.recv())
    except TimeoutError as error:
        raise Silent(f"{url} does not answer within {timeout_s:g} s") from error
    except WebSocketException as error:
        raise NotReached(f"{url}: {error}") from error
    if asked.get("type") == "auth_invalid":
        raise TokenRefused(str(asked.get("message", "")))
    if asked.get("type") != "auth_ok":
        raise NotReached(f"{url} does not answer as Home Assistant does")


def _decoded(frame: str | bytes) -> Message:
    """A message, empty if it is none."""
    try:
        message = json.loads(frame)
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}


def _declined(error: Any) -> Declined:
    told = error if isinstance(error, dict) else {}
    return Declined(str(told.get("code", "error")), str(told.get("message", ""))[:300])
