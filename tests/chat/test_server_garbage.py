"""What is no HTTP, or hardly, is refused; nothing breaks, and nothing is logged."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

import pytest

from tests.chat.asgi import Kept
from tests.chat.wire import GOOD, Wire, chunk, head, silence, tell

Story = Callable[[Wire], Awaitable[None]]

GARBAGE = [b"\x00\x01\x02", b"what?", b"GET / HTTP/1", b"\x16\x03\x01", b"\xff" * 20_000]
HEADS = [
    b"GET /health HTTP/1.1\r\n\r\n",  # no Host
    b"GET /health HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    b"POST /whatsapp HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"POST /whatsapp HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    b"POST /whatsapp HTTP/1.1\r\nHost: x\r\nContent-Length: " + b"9" * 30 + b"\r\n\r\n",
    b"POST /whatsapp HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
    b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /health HTTP/1.1\r\nHost: x\r\nA: " + b"x" * 40_000,
]
PATHS = [b"/%ff%fe", b"/%00", b"/%", b"http://[::1/health", b"*", b"/" + b"a/" * 5000, b"/whatsapp/"]


@pytest.fixture(autouse=True)
def _silence(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with silence(caplog):
        yield


@pytest.mark.parametrize("before", [0, 1])
def test_garbage_ends_the_connection(before: int) -> None:
    def about(garbage: bytes) -> Story:
        async def story(line: Wire) -> None:
            await line.say(GOOD * before + garbage + b"\r\n\r\n")
            for _ in range(before):
                assert await line.answer() == (200, b"ok")
            found = await line.ended()
            assert found.startswith(b"HTTP/1.1 400 ")
            assert found.count(b"HTTP/1.1 ") == 1

        return story

    tell(*map(about, GARBAGE))


def test_a_head_that_is_none_is_refused() -> None:
    def about(odd: bytes) -> Story:
        async def story(line: Wire) -> None:
            await line.say(odd)
            assert (await line.ended()).startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 501 "))

        return story

    tell(*map(about, HEADS))


def test_an_odd_path_is_not_found() -> None:
    def about(path: bytes) -> Story:
        async def story(line: Wire) -> None:
            await line.say(b"GET " + path + b" HTTP/1.1\r\nHost: [\r\n\r\n")
            assert (await line.answer())[0] == 404

        return story

    tell(*map(about, PATHS))


@pytest.mark.parametrize("before", [0, 1000, 4 * 2**20])
def test_a_chunk_that_is_none_ends_the_connection(before: int) -> None:
    kept = Kept()

    async def story(line: Wire) -> None:
        good = chunk(b"x" * before) if before else b""
        await line.say(head("whatsapp", [("Transfer-Encoding", "chunked")]) + good)
        await line.say(b"nonsense\r\n" * 9)
        found = await line.ended()
        assert found.count(b"HTTP/1.1 ") == 1
        assert found[9:12] in (b"400", b"413")

    tell(story, kept=kept)
    assert not kept.bodies


def test_garbage_behind_a_refused_body_breaks_nothing() -> None:
    async def story(line: Wire) -> None:
        framing = [("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")]
        await line.say(head("whatsapp", framing))
        assert (await line.answer())[0] == 415
        await line.say(b"nonsense\r\n")
        assert not await line.ended()

    tell(story)


def test_who_is_refused_by_the_server_is_not_refused_by_the_application_too() -> None:
    async def story(line: Wire) -> None:
        framing = [("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")]
        await line.say(head("whatsapp", framing) + b"nonsense\r\n")
        found = await line.ended()
        assert found.startswith(b"HTTP/1.1 400 ")
        assert found.count(b"HTTP/1.1 ") == 1

    tell(story)
