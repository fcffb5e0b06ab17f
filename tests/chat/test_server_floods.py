"""Whoever only means to tie the server up is rid of soon, costs little, and fills no log."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Iterator

import pytest

from assistant.chat import server
from assistant.chat.webhook import Bounds
from tests.chat.asgi import Hook, Kept, body, pairs, play, signed
from tests.chat.wire import GOOD, Wire, chunk, head, request, served, silence, tell, wire

SHORT_S = 0.2
BLOCK = bytes(2**16)
MUCH = 100 * 2**20
BUFFERS = 16 * 2**20
"""What the kernel takes for both sides of a connection, and more."""


@pytest.fixture(autouse=True)
def _silence(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with silence(caplog):
        yield


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "HEAD_S", SHORT_S)


async def trickle(line: Wire) -> None:
    """A head that never ends, byte by byte."""
    await line.say(b"POST /whatsapp HTTP/1.1\r\nHost: x\r\n")
    for byte in itertools.cycle(b"X-A: 1\r\n"):
        await line.say(bytes([byte]))
        await asyncio.sleep(SHORT_S / 10)


async def until_closed(line: Wire, doing: Awaitable[None]) -> bytes:
    """What came; `doing` goes on until the other side hangs up."""
    task = asyncio.ensure_future(doing)
    try:
        return await line.ended()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("good", [0, 2])
def test_a_head_that_never_ends_is_not_waited_for(good: int) -> None:
    async def story(line: Wire) -> None:
        for _ in range(good):
            await line.say(GOOD)
            await line.answer()
        assert not await until_closed(line, trickle(line))

    tell(story)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("begun", [b"", b"G", b"POST /whatsapp HTTP/1.1\r\nHost: x\r\n"])
def test_a_request_that_does_not_begin_or_stops_is_not_waited_for(begun: bytes) -> None:
    async def story(line: Wire) -> None:
        await line.say(begun)
        assert not await line.ended()

    tell(story)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("begun", [b"G", b"GET /health HTTP/1.1\r\nX: "])
def test_nor_is_a_second_one_that_stops(begun: bytes) -> None:
    async def story(line: Wire) -> None:
        await line.say(GOOD)
        await line.answer()
        await line.say(begun)  # long before who is silent from the start would be sent away
        assert not await line.ended()

    tell(story)


def test_a_connection_without_a_next_request_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "IDLE_S", SHORT_S)

    async def story(line: Wire) -> None:
        await line.say(GOOD)
        await line.answer()
        assert not await line.ended()

    tell(story)


@pytest.mark.usefixtures("impatient")
def test_a_connection_that_is_used_is_kept_however_old_it_is() -> None:
    async def story(line: Wire) -> None:
        for _ in range(5):
            await line.say(GOOD)
            assert await line.answer() == (200, b"ok")
            await asyncio.sleep(SHORT_S / 2)

    tell(story)


@pytest.mark.usefixtures("impatient")
def test_a_delivery_that_takes_long_to_be_kept_is_waited_for() -> None:
    class Slow(Kept):
        async def __call__(self, *given: object) -> None:
            await asyncio.sleep(3 * SHORT_S)

    async def story(line: Wire) -> None:
        said = body("whatsapp")
        await line.say(request("whatsapp", said, [(key, str(value)) for key, value in pairs(signed("whatsapp", said))]))
        assert await line.answer() == (200, b"")

    tell(story, kept=Slow())


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("framing", [("Content-Length", "1000"), ("Transfer-Encoding", "chunked")])
def test_a_body_that_never_ends_is_answered_and_its_rest_not_waited_for(framing: tuple[str, str]) -> None:
    async def more(line: Wire) -> None:
        while True:
            await line.say(chunk(b"x") if framing[1] == "chunked" else b"x")
            await asyncio.sleep(SHORT_S / 10)

    async def story(line: Wire) -> None:
        await line.say(head("whatsapp", [framing]))
        answers = await until_closed(line, more(line))
        assert answers.startswith(b"HTTP/1.1 408 ")
        assert answers.count(b"HTTP/1.1") == 1

    tell(story, bounds=Bounds(read_s=0.1))


@pytest.mark.parametrize("path", ["whatsapp", "telegram", "health", "nowhere"])
def test_who_announces_too_much_is_refused_at_once_and_cannot_go_on(path: str) -> None:
    async def story(line: Wire) -> None:
        await line.say(head(path, [("Content-Length", str(MUCH))]))
        assert (await line.answer())[0] == {"health": 405, "nowhere": 404}.get(path, 413)
        assert await line.pour(BLOCK, MUCH) < BUFFERS

    tell(story)


def test_who_sends_too_much_without_saying_so_is_refused_soon_and_cannot_go_on() -> None:
    async def story(line: Wire) -> None:
        await line.say(head("whatsapp", [("Transfer-Encoding", "chunked")]))
        answer = asyncio.create_task(line.answer())
        sent = await line.pour(chunk(BLOCK), MUCH)
        assert Bounds().bytes < sent < Bounds().bytes + BUFFERS
        assert (await answer)[0] == 413

    tell(story)


def test_who_is_refused_may_first_send_the_little_that_is_left() -> None:
    async def story(line: Wire) -> None:
        for _ in range(3):
            await line.say(head("whatsapp", [("Content-Length", "200000"), ("Content-Encoding", "gzip")]))
            assert (await line.answer())[0] == 415
            await line.say(bytes(200_000))
            await asyncio.sleep(0.05)
            await line.say(GOOD)
            assert await line.answer() == (200, b"ok")

    tell(story)


def test_there_are_no_more_connections_than_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "CONNECTIONS", 3)

    async def story() -> None:
        async with served(Hook(Kept()).app) as port, wire(port) as first, wire(port) as second:
            async with wire(port) as third:
                for line in (first, second, third):
                    await line.say(GOOD)
                    assert await line.answer() == (200, b"ok")
                for _ in range(20):
                    async with wire(port) as more:
                        assert not await more.ended()
            while True:  # until the third has been seen to have left
                async with wire(port) as fourth:
                    try:
                        await fourth.say(GOOD)
                        assert await fourth.answer() == (200, b"ok")
                        break
                    except (ConnectionError, asyncio.IncompleteReadError):
                        await asyncio.sleep(0.01)
            await first.say(GOOD)
            assert await first.answer() == (200, b"ok")

    play(story)
