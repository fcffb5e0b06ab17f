"""A server on a real port of this machine, and who writes to it byte by byte."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from assistant.chat.server import serving
from assistant.chat.webhook import Bounds
from tests.chat.asgi import Hook, Kept, play

WITHIN_S = 20.0
GOOD = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"


@dataclass
class Wire:
    """One connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def say(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self) -> tuple[int, bytes]:
        """Status and body of the next answer."""
        async with asyncio.timeout(WITHIN_S):
            head = await self.reader.readuntil(b"\r\n\r\n")
            lines = head.lower().split(b"\r\n")
            length = next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")), 0)
            return int(head.split()[1]), await self.reader.readexactly(length)

    async def ended(self) -> bytes:
        """What still comes until the other side hangs up, which it has to."""
        found = b""
        async with asyncio.timeout(WITHIN_S):
            try:
                while data := await self.reader.read(2**16):
                    found += data
            except ConnectionError:
                return found
        return found

    async def pour(self, data: bytes, most: int) -> int:
        """Write `data` again and again, until the other side hangs up or `most` bytes are written; how many went out."""
        count = 0
        try:
            while count < most:
                await self.say(data)
                count += len(data)
        except ConnectionError:
            return count
        return count


@asynccontextmanager
async def wire(port: int, host: str = "127.0.0.1") -> AsyncIterator[Wire]:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        yield Wire(reader, writer)
    finally:
        writer.transport.abort()


@asynccontextmanager
async def served(app: Any, host: str = "127.0.0.1") -> AsyncIterator[int]:
    """The port at which it is served."""
    async with serving(app, host, 0) as server:
        yield server.port


def request(name: str, body: bytes, headers: Sequence[tuple[str, str]]) -> bytes:
    """A whole delivery."""
    return head(name, [*headers, ("Content-Length", str(len(body)))]) + body


def head(name: str, headers: Sequence[tuple[str, str]]) -> bytes:
    lines = [f"POST /{name} HTTP/1.1", "Host: x", *(f"{name}: {value}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode("latin-1")


def chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def tell(*stories: Callable[[Wire], Awaitable[None]], kept: Kept | None = None, bounds: Bounds | None = None) -> None:
    """Each with a connection of its own to one server, which serves others afterwards as before."""

    async def run() -> None:
        async with served(Hook(kept or Kept(), bounds).app) as port:
            for story in stories:
                async with wire(port) as line:
                    await story(line)
            async with wire(port) as line:
                await line.say(GOOD)
                assert await line.answer() == (200, b"ok")

    play(run)


@contextmanager
def silence(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing that strangers do meanwhile is logged by the server or the event loop."""
    caplog.set_level(logging.INFO)
    yield
    assert not caplog.get_records("call")
