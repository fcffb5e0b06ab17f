"""Polling: nothing is asked for before what came is kept, and nothing that came is dropped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence

import pytest
from structlog.testing import capture_logs

from assistant.chat import Batch, Channel, Event, Polling
from assistant.chat.polling import LONGEST_S, poll
from assistant.chat.store import StoreUnavailable
from tests.chat.fakes import FakeChannel, wrote

FULL = StoreUnavailable("the disk is full")


class Asked(FakeChannel):
    """Has news numbered from 1. What is done is written into `story`; after `news` batches it waits, or is at its `end`."""

    polls = True

    def __init__(self, news: int, *, end: bool = False) -> None:
        super().__init__()
        self.story: list[str] = []
        self.running = self._batches(news, end)
        """Held, so that nobody closes it in passing."""

    def batches(self) -> AsyncIterator[Batch]:
        return self.running

    async def _batches(self, news: int, end: bool) -> AsyncGenerator[Batch, None]:
        try:
            for number in range(1, news + 1):
                self.story.append(f"ask {number}")
                yield Batch(b"%d" % number, [wrote(f"n{number}", number)])
            if not end:
                self.story.append("wait")
                await asyncio.Event().wait()
        finally:
            self.story.append("closed")


class Keeper:
    """Keeps what polling brings. `script`: what comes of the next tries, an exception is raised; then all goes well."""

    def __init__(self, channel: Asked, *script: Exception | None) -> None:
        self.channel = channel
        self.script = list(script)
        self.tried: list[tuple[str, Channel, bytes, Sequence[Event], str]] = []
        self.naps: list[float] = []

    async def receive(self, name: str, channel: Channel, body: bytes, events: Sequence[Event], poison: str) -> None:
        self.tried.append((name, channel, body, events, poison))
        await asyncio.sleep(0)
        outcome = self.script.pop(0) if self.script else None
        if outcome is not None:
            raise outcome
        self.channel.story.append(f"kept {body.decode()}")

    async def nap(self, seconds: float) -> None:
        self.naps.append(seconds)

    @property
    def bodies(self) -> bytes:
        return b"".join(body for _, _, body, *_ in self.tried)

    async def polls(self) -> None:
        await poll("fake", self.channel, self.receive, self.nap)


async def cancelled_when(polling: asyncio.Task[None], true: Callable[[], bool]) -> None:
    async with asyncio.timeout(8):
        while not true():
            await asyncio.sleep(0)
    polling.cancel()
    await asyncio.wait((polling,))
    assert polling.cancelled()


def test_each_batch_is_kept_before_the_next_is_asked_for() -> None:
    channel = Asked(3, end=True)
    keeper = Keeper(channel)
    asyncio.run(keeper.polls())
    assert isinstance(channel, Polling)
    assert channel.story == ["ask 1", "kept 1", "ask 2", "kept 2", "ask 3", "kept 3", "closed"]
    assert keeper.tried == [("fake", channel, b"%d" % n, [wrote(f"n{n}", n)], "") for n in (1, 2, 3)]
    assert keeper.naps == []


def test_what_could_not_be_kept_is_tried_again_more_and_more_rarely() -> None:
    channel = Asked(1, end=True)
    keeper = Keeper(channel, *[FULL] * 7)
    asyncio.run(keeper.polls())
    assert keeper.naps == [1, 2, 4, 8, 16, LONGEST_S, LONGEST_S]
    assert keeper.bodies == b"1" * 8
    assert all(tried == keeper.tried[0] for tried in keeper.tried)
    assert channel.story == ["ask 1", "kept 1", "closed"]


def test_after_a_batch_was_kept_the_next_trouble_is_tried_again_soon() -> None:
    keeper = Keeper(Asked(2, end=True), FULL, FULL, None, FULL, FULL)
    asyncio.run(keeper.polls())
    assert (keeper.naps, keeper.bodies) == ([1, 2, 1, 2], b"111222")


def test_each_failure_is_said_without_what_was_written() -> None:
    with capture_logs() as logs:
        asyncio.run(Keeper(Asked(1, end=True), FULL, FULL).polls())
    assert [(entry["log_level"], entry["channel"], entry["reason"]) for entry in logs] == [
        ("error", "fake", "the disk is full")
    ] * 2
    assert not any("n1" in str(entry) for entry in logs)


def test_it_waits_before_it_tries_again() -> None:
    async def story() -> None:
        channel, awake = Asked(1), asyncio.Event()
        keeper = Keeper(channel, FULL)

        async def nap(seconds: float) -> None:
            channel.story.append("nap")
            await awake.wait()

        polling = asyncio.create_task(poll("fake", channel, keeper.receive, nap))
        for _ in range(20):
            await asyncio.sleep(0)
        assert channel.story == ["ask 1", "nap"]
        awake.set()
        await cancelled_when(polling, lambda: channel.story[-1] == "wait")
        assert channel.story == ["ask 1", "nap", "kept 1", "wait", "closed"]

    asyncio.run(story())


@pytest.mark.parametrize("busy", ["asking", "keeping", "napping"])
def test_when_it_is_cancelled_the_channel_is_not_asked_any_more(busy: str) -> None:
    async def story() -> None:
        channel, reached = Asked(1), asyncio.Event()

        async def stuck(*_: object) -> None:
            reached.set()
            await asyncio.Event().wait()

        keeper = Keeper(channel, *([FULL] if busy == "napping" else []))
        receive, nap = (stuck if busy == "keeping" else keeper.receive), stuck
        polling = asyncio.create_task(poll("fake", channel, receive, nap))
        await cancelled_when(polling, lambda: reached.is_set() or channel.story[-1:] == ["wait"])
        assert channel.story == ["ask 1", *(["kept 1", "wait"] if busy == "asking" else []), "closed"]
        assert [batch async for batch in channel.running] == []

    asyncio.run(story())


def test_what_nobody_foresaw_ends_it_and_the_channel_is_not_asked_any_more() -> None:
    async def story() -> None:
        channel = Asked(2, end=True)
        keeper = Keeper(channel, ValueError("a fault"))
        with pytest.raises(ValueError, match="a fault"):
            await keeper.polls()
        assert (channel.story, keeper.naps) == (["ask 1", "closed"], [])

    asyncio.run(story())
