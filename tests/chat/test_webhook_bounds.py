"""What a request may cost, and what is said when the house is full."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from assistant.chat import Channel, Event
from assistant.chat.webhook import Bounds
from tests.chat.asgi import NAMES, Hook, Kept, ask, body, pairs, play, signed
from tests.chat.standin.writing import write

MOST = Bounds().bytes


def padded(size: int) -> bytes:
    """A message with so much space behind it."""
    said = body("whatsapp")
    return said + b" " * (size - len(said))


def test_the_largest_body_is_read_and_a_larger_one_is_not() -> None:
    async def story() -> None:
        kept = Kept()
        hook = Hook(kept)
        assert MOST == 3 * 2**20
        assert (await hook.post("whatsapp", padded(MOST))).status == 200
        assert (await hook.post("whatsapp", padded(MOST + 1))).status == 413
        assert (kept.texts, len(kept.bodies[0])) == (["hello"], MOST)

    play(story)


def test_of_a_body_whose_length_is_not_told_no_more_is_read_than_may_be() -> None:
    taken = 0

    def chunks() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(100):
            taken += 2**16
            yield b"x" * 2**16

    async def story() -> None:
        kept = Kept()
        assert (await Hook(kept).stream("whatsapp", chunks())).status == 413
        assert taken == MOST + 2**16
        assert not kept.bodies

    play(story)


def test_a_body_that_is_announced_too_large_is_not_read_at_all() -> None:
    def chunks() -> Iterator[bytes]:
        raise AssertionError("it was asked for")
        yield b""

    async def story() -> None:
        for length in (str(MOST + 1), "9" * 19, "9" * 4000):
            answer = await Hook(Kept()).stream("whatsapp", chunks(), {"Content-Length": length})
            assert answer.status == 413

    play(story)


@pytest.mark.parametrize("length", ["", "-1", "+1", "1.0", "1e3", "0x10", " 1", "1,1", "abc", b"\xb2", b"\xff"])
def test_a_length_that_is_no_number_is_refused(length: str | bytes) -> None:
    async def story() -> None:
        said = body("whatsapp")
        headers = [*pairs(signed("whatsapp", said)), ("Content-Length", length)]
        assert (await Hook(Kept()).stream("whatsapp", [said], headers)).status == 400

    play(story)


def test_a_length_that_is_a_lie_does_not_help() -> None:
    async def story() -> None:
        kept, said = Kept(), padded(MOST + 1)
        for length in ("0", "1", "0" * 30 + "1"):
            headers = [*pairs(signed("whatsapp", said)), ("Content-Length", length)]
            assert (await Hook(kept).stream("whatsapp", [said[:1000], said[1000:]], headers)).status == 413
        assert not kept.bodies

    play(story)


def test_what_is_packed_is_not_unpacked() -> None:
    async def story() -> None:
        kept, said = Kept(), body("whatsapp")
        for coding, status in (("gzip", 415), ("br", 415), ("identity, gzip", 415), ("", 415), ("Identity", 200)):
            headers = [*pairs(signed("whatsapp", said)), ("Content-Encoding", coding)]
            assert (await Hook(kept).post("whatsapp", said, headers)).status == status
        assert len(kept.bodies) == 1

    play(story)


def test_a_body_that_comes_in_single_bytes_is_the_same_body() -> None:
    async def story() -> None:
        kept, said = Kept(), body("messenger", "小")
        pieces = [said[at : at + 1] for at in range(len(said))]
        assert (await Hook(kept).stream("messenger", pieces, signed("messenger", said))).status == 200
        assert kept.bodies == [said]

    play(story)


def test_a_body_that_never_ends_is_given_up() -> None:
    async def for_ever() -> bytes:
        await asyncio.Event().wait()
        return b""

    async def story() -> None:
        kept, said = Kept(), body("whatsapp")
        hook = Hook(kept, Bounds(read_s=0.05))
        assert (await hook.stream("whatsapp", [said, for_ever()], signed("whatsapp", said))).status == 408
        assert not kept.bodies

    play(story)


def test_who_hangs_up_is_not_kept() -> None:
    async def story() -> None:
        kept, said = Kept(), body("whatsapp")
        steps: list[dict[str, Any]] = [
            {"type": "http.request", "body": said, "more_body": True},
            {"type": "http.disconnect"},
        ]

        async def receive() -> dict[str, Any]:
            return steps.pop(0)

        async def send(message: Any) -> None:
            """Nobody is there."""

        headers = [(name.lower().encode(), str(value).encode()) for name, value in pairs(signed("whatsapp", said))]
        scope = {"type": "http", "method": "POST", "path": "/whatsapp", "query_string": b"", "headers": headers}
        await Hook(kept).app({**scope, "scheme": "http", "root_path": ""}, receive, send)
        assert not kept.bodies

    play(story)


async def slow(name: str, channel: Channel, body: bytes, events: Sequence[Event], poison: str) -> None:
    await asyncio.Event().wait()


def test_a_store_that_hangs_is_not_waited_for_for_ever() -> None:
    async def story() -> None:
        answer = await Hook(slow, Bounds(store_s=0.05)).post("whatsapp", body("whatsapp"))
        assert (answer.status, answer.headers["retry-after"]) == (503, "10")

    play(story)


def test_when_too_many_come_at_once_the_others_shall_come_again() -> None:
    free = asyncio.Event()

    async def story() -> None:
        async def waits(*_: object) -> None:
            await free.wait()

        hook = Hook(waits, Bounds(at_once=3))
        first = [asyncio.create_task(hook.post(name, body(name))) for name in NAMES]
        await asyncio.sleep(0.01)
        more = [await hook.post(name, body(name, id_="8")) for name in NAMES]
        assert {(one.status, one.headers["retry-after"]) for one in more} == {(503, "5")}
        assert (await hook.get("/health")).status == 200
        free.set()
        assert {answer.status for answer in await asyncio.gather(*first)} == {200}
        assert (await hook.post("whatsapp", body("whatsapp", id_="8"))).status == 200

    play(story)


def test_places_are_given_back_whatever_comes_of_a_request() -> None:
    async def story() -> None:
        hook = Hook(Kept(), Bounds(at_once=1, read_s=0.02))
        for _ in range(3):
            await hook.post("whatsapp", b"{}", {})
            await hook.stream("whatsapp", [asyncio.sleep(1, b"")])
            await ask(hook.app, "POST", "/whatsapp", b"", {"Content-Length": "x"})
        assert (await hook.post("whatsapp", body("whatsapp"))).status == 200

    play(story)


def test_whoever_does_not_sign_keeps_nobody_waiting_who_does() -> None:
    end = asyncio.Event()

    async def slowly() -> bytes:
        await end.wait()
        return b""

    async def story() -> None:
        kept, limits = Kept(), Bounds(at_once=2, thread_bytes=1000, unsigned_bytes=10_000)
        hook = Hook(kept, limits)
        small = [asyncio.create_task(hook.stream("whatsapp", [b"x", slowly()])) for _ in range(70)]
        large = [
            asyncio.create_task(hook.stream("whatsapp", [b"x" * 4000, asyncio.ensure_future(slowly())]))
            for _ in range(5)
        ]
        await asyncio.sleep(0.01)
        assert (await hook.post("whatsapp", body("whatsapp"))).status == 200
        assert sorted(task.result().status for task in large if task.done()) == [503, 503, 503]
        end.set()
        assert {answer.status for answer in await asyncio.gather(*small)} == {401}
        await asyncio.gather(*large)
        said = write({"object": "whatsapp_business_account", "entry": [], "x": "y" * 8000}, "plain")
        assert (await hook.post("whatsapp", said)).status == 200  # what was read of others is forgotten

    play(story)
