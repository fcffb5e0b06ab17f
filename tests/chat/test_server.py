"""The server on a real port: deliveries, and who only means to tie it up."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack

import pytest
from structlog.testing import capture_logs

from assistant.chat import Channel, Event, server
from assistant.chat.server import serving
from assistant.errors import ColibriError
from tests.chat.asgi import NAMES, Hook, Kept, body, pairs, play, signed
from tests.chat.wire import GOOD, head, request, served, wire


def delivery(name: str, text: str = "hello", id_: str = "7") -> bytes:
    said = body(name, text, id_=id_)
    return request(name, said, [(key, str(value)) for key, value in pairs(signed(name, said))])


def test_deliveries_arrive_one_after_the_other_on_one_connection() -> None:
    async def story() -> None:
        kept = Kept()
        async with served(Hook(kept).app) as port, wire(port) as line:
            for name in NAMES:
                await line.say(delivery(name, name))
                assert await line.answer() == (200, b"")
        assert kept.texts == [*NAMES]

    play(story)


def test_what_is_sent_without_waiting_for_answers_is_answered_in_order() -> None:
    async def story() -> None:
        kept = Kept()
        async with served(Hook(kept).app) as port, wire(port) as line:
            await line.say(b"".join(delivery("whatsapp", f"text {n}", str(n)) for n in range(20)) + GOOD)
            assert [await line.answer() for _ in range(20)] == [(200, b"")] * 20
            assert await line.answer() == (200, b"ok")
        assert kept.texts == [f"text {n}" for n in range(20)]

    play(story)


def test_a_delivery_in_single_bytes_arrives() -> None:
    async def story() -> None:
        kept = Kept()
        async with served(Hook(kept).app) as port, wire(port) as line:
            for byte in delivery("whatsapp", "slow"):
                await line.say(bytes([byte]))
                await asyncio.sleep(0)
            assert await line.answer() == (200, b"")
        assert kept.texts == ["slow"]

    play(story)


def test_it_listens_at_ipv6_as_well() -> None:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        pytest.skip("this machine has no ::1")

    async def story() -> None:
        with capture_logs() as logs:
            async with served(Hook(Kept()).app, "::1") as port, wire(port, "::1") as line:
                await line.say(GOOD)
                assert await line.answer() == (200, b"ok")
        assert not logs

    play(story)


def test_who_listens_to_the_network_is_told_to_put_a_proxy_before_it() -> None:
    async def story() -> None:
        with capture_logs() as logs:
            async with serving(Hook(Kept()).app, "0.0.0.0", 0):
                assert [line["log_level"] for line in logs] == ["warning"]
                assert "proxy" in logs[0]["event"]

    play(story)


def test_a_port_that_is_taken_is_said_with_what_to_do() -> None:
    async def story() -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            with pytest.raises(ColibriError, match=rf"127\.0\.0\.1:{port}: .*in use; choose another chat\.port"):
                async with serving(Hook(Kept()).app, "127.0.0.1", port):
                    raise AssertionError("it was had")

    play(story)


def test_of_two_that_start_at_once_the_second_is_told() -> None:
    async def start(port: int, over: asyncio.Event) -> str:
        try:
            async with serving(Hook(Kept()).app, "127.0.0.1", port):
                await over.wait()
        except ColibriError as error:
            over.set()
            return str(error)
        return "served"

    async def story() -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        over = asyncio.Event()
        first, second = await asyncio.gather(start(port, over), start(port, over))
        assert first == "served"
        assert "in use" in second

    play(story)


@pytest.mark.parametrize("host", ["192.0.2.1", "x" * 70 + ".example", ""])
def test_a_host_that_cannot_be_had_is_said(host: str) -> None:
    async def story() -> None:
        with pytest.raises(ColibriError, match=r"chat\.host"):
            async with serving(Hook(Kept()).app, host, 0):
                raise AssertionError("it was had")

    play(story)


def test_a_port_is_free_again_at_once() -> None:
    async def story() -> None:
        async with serving(Hook(Kept()).app, "127.0.0.1", 0) as first, wire(first.port) as line:
            await line.say(GOOD)
            await line.answer()
        async with serving(Hook(Kept()).app, "127.0.0.1", first.port) as second:
            assert second.port == first.port

    play(story)


def test_it_stops_in_time_though_a_delivery_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "STOP_S", 0.3)
    begun = asyncio.Event()

    async def hangs(name: str, channel: Channel, body: bytes, events: Sequence[Event], poison: str) -> None:
        begun.set()
        await asyncio.Event().wait()

    async def story() -> None:
        async with served(Hook(hangs).app) as port, wire(port) as idle, wire(port) as slow, wire(port) as line:
            await idle.say(GOOD)
            await idle.answer()
            await slow.say(head("whatsapp", [("Content-Length", "9")]))
            await line.say(delivery("whatsapp"))
            await begun.wait()
            stopping = time.monotonic()
        assert time.monotonic() - stopping < 2.0
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)

    play(story)


def test_what_is_being_kept_when_it_stops_is_still_answered() -> None:
    begun = asyncio.Event()

    async def slow(name: str, channel: Channel, body: bytes, events: Sequence[Event], poison: str) -> None:
        begun.set()
        await asyncio.sleep(0.2)

    async def story() -> None:
        async with AsyncExitStack() as stack:
            async with served(Hook(slow).app) as port:
                line = await stack.enter_async_context(wire(port))
                await line.say(delivery("whatsapp"))
                await begun.wait()
            assert await line.answer() == (200, b"")

    play(story)
