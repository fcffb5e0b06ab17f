"""The sender: in order, nothing twice, nothing lost, and no faster than the platforms allow."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.chat import Delivery, Limits, Rate, Refused, Status, TryLater, Uncertain
from assistant.chat import sender as sending
from assistant.chat.sender import Sender
from assistant.chat.store import NewJob, Store, StoreUnavailable
from assistant.chat.store.outbox import MOST_TRIES
from assistant.chat.wording import say
from tests.chat.fakes import FakeChannel


def job(key: str, text: str = "", user: str = "anna") -> NewJob:
    return NewJob("fake", "bot", user, f"+{user}", key, text=text or key)


async def until(true: Callable[[], bool], what: str = "") -> None:
    async with asyncio.timeout(8):
        while not true():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def at_work(tmp_path: Path, channel: FakeChannel, settle_s: float = 60.0) -> AsyncIterator[Store]:
    store = Store(tmp_path / "chat.db")
    sender = Sender(store, {"fake": channel}, settle_s)
    sender.heard("fake")
    task = asyncio.create_task(sender.run())
    try:
        yield store
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await store.close()


async def sent(store: Store) -> dict[str, int]:
    return (await store.counts()).outbox


def test_each_conversation_is_sent_in_order_and_no_job_twice(tmp_path: Path) -> None:
    async def story() -> None:
        channel = FakeChannel()
        async with at_work(tmp_path, channel) as store:
            for number in range(10):
                for user in ("anna", "ben"):
                    await store.outbox.post([job(f"{user}{number}", user=user)])
            await store.outbox.post([job("anna0")])
            await until(lambda: len(channel.accepted) == 20)
            await asyncio.sleep(0.05)
        for user in ("anna", "ben"):
            assert [text for text in channel.texts if text.startswith(user)] == [f"{user}{n}" for n in range(10)]

    asyncio.run(story())


def test_what_is_to_be_sent_later_holds_back_what_comes_after_it(tmp_path: Path) -> None:
    async def story() -> None:
        channel = FakeChannel(TryLater("slowly", 131056, after_s=0.2))
        async with at_work(tmp_path, channel) as store:
            await store.outbox.post([job("first"), job("second")])
            await until(lambda: len(channel.accepted) == 2)
            assert channel.texts == ["first", "second"]
            assert [out.text for out in channel.sent] == ["first", "first", "second"]
            assert channel.sent[0].job == channel.sent[1].job

    asyncio.run(story())


def test_what_the_platform_refuses_is_set_aside_and_the_rest_goes_on(tmp_path: Path) -> None:
    async def story() -> None:
        channel = FakeChannel(Refused("the window is closed", 131047))
        async with at_work(tmp_path, channel) as store:
            await store.outbox.post([job("first"), job("second")])
            await until(lambda: channel.texts == ["second"])
            (failure,) = await store.outbox.failures()
            assert (failure.state, failure.code, failure.reason) == ("failed", 131047, "the window is closed")

    asyncio.run(story())


def test_what_may_have_been_sent_waits_for_a_status_and_is_not_sent_again(tmp_path: Path) -> None:
    async def story() -> None:
        channel = FakeChannel(Uncertain("cut off"))
        async with at_work(tmp_path, channel) as store:
            await store.outbox.post([job("first"), job("second")])
            await until(lambda: len(channel.sent) == 1)
            await asyncio.sleep(0.1)
            assert await sent(store) == {"unknown": 1, "waiting": 1}
            news = Status("m77", Delivery.DELIVERED, 1.0, job=channel.sent[0].job)
            await store.receive("fake", "bot", b"{}", [news])
            await until(lambda: channel.texts == ["second"])
            await asyncio.sleep(0.05)
            assert await sent(store) == {"sent": 2}

    asyncio.run(story())


def test_what_was_never_confirmed_is_sent_again_where_it_would_have_been(tmp_path: Path) -> None:
    async def story(confirms: bool, folder: Path) -> list[str]:
        limits = Limits(4096, Rate(1000, 1000), Rate(1000, 1000), 0, confirms=confirms)
        channel = FakeChannel(Uncertain("cut off"), limits=limits)
        async with at_work(folder, channel, settle_s=0.2) as store:
            await store.outbox.post([job("first"), job("second")])
            await until(lambda: "second" in channel.texts)
            await asyncio.sleep(0.3)
            await asyncio.sleep(1.2)
            assert await sent(store) == ({"sent": 2} if confirms else {"sent": 2, "unknown": 1})
        return channel.texts

    assert asyncio.run(story(True, tmp_path / "a")) == ["first", "second"]
    # where nobody will ever know, they are told that something may be missing
    assert asyncio.run(story(False, tmp_path / "b")) == ["second", say("doubt", "")]


def test_a_message_on_its_way_when_the_process_ended_is_uncertain(tmp_path: Path) -> None:
    async def die() -> None:
        channel = FakeChannel()
        channel.pause_s = 60
        sending.LEAVE_S, before = 0.05, sending.LEAVE_S
        try:
            async with at_work(tmp_path, channel) as store:
                await store.outbox.post([job("first")])
                await until(lambda: len(channel.sent) == 1)
        finally:
            sending.LEAVE_S = before

    async def rise() -> None:
        channel = FakeChannel()
        async with at_work(tmp_path, channel) as store:
            await asyncio.sleep(0.2)
            assert (channel.sent, await sent(store)) == ([], {"unknown": 1})

    asyncio.run(die())
    asyncio.run(rise())


def test_nothing_is_tried_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "PATIENCE_S", 0.0)

    async def story() -> None:
        channel = FakeChannel(*(TryLater("busy", 4, after_s=0.01) for _ in range(MOST_TRIES)))
        async with at_work(tmp_path, channel) as store:
            await store.outbox.post([job("first")])
            await until(lambda: len(channel.sent) == MOST_TRIES)
            await asyncio.sleep(0.1)
            assert await sent(store) == {"failed": 1}

    asyncio.run(story())


def test_people_are_written_to_no_faster_than_allowed(tmp_path: Path) -> None:
    async def story() -> None:
        channel = FakeChannel(limits=Limits(4096, Rate(1000, 1000), Rate(0.01, 3), 0))
        async with at_work(tmp_path, channel) as store:
            await store.outbox.post([job(f"{user}{n}", user=user) for n in range(5) for user in ("anna", "ben")])
            await until(lambda: len(channel.accepted) == 6)
            await asyncio.sleep(0.2)
            assert sorted(channel.texts) == ["anna0", "anna1", "anna2", "ben0", "ben1", "ben2"]

    asyncio.run(story())


def test_while_a_platform_cannot_be_reached_everything_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "PATIENCE_S", 0.0)

    async def story() -> None:
        offline = [TryLater("cannot be reached", after_s=0.005, scope="account") for _ in range(3 * MOST_TRIES)]
        channel = FakeChannel(*offline)
        async with at_work(tmp_path, channel) as store:
            await store.outbox.post([job(f"{user}{n}", user=user) for n in range(2) for user in ("anna", "ben")])
            await until(lambda: len(channel.accepted) == 4)
            await asyncio.sleep(0.05)
            assert await sent(store) == {"sent": 4}

    asyncio.run(story())


def test_what_became_of_a_message_is_written_down_when_the_disk_takes_it_again(tmp_path: Path) -> None:
    async def story() -> None:
        channel = FakeChannel()
        async with at_work(tmp_path, channel) as store:
            written, troubles = store.outbox.sent, [StoreUnavailable("the disk is full")]

            async def full(job: str, message: str) -> None:
                if troubles:
                    raise troubles.pop()
                await written(job, message)

            store.outbox.sent = full  # type: ignore[method-assign]
            await store.outbox.post([job("first"), job("second")])
            await until(lambda: channel.texts == ["first", "second"])
            await asyncio.sleep(0.05)
            assert await sent(store) == {"sent": 2}

    asyncio.run(story())


def test_who_cannot_be_sent_a_voice_note_gets_the_text(tmp_path: Path) -> None:
    async def story() -> None:
        channel = FakeChannel(Refused("voice messages are forbidden", 400))
        async with at_work(tmp_path, channel) as store:
            await store.outbox.post([replace(job("first"), voice=b"OggS")])
            await until(lambda: bool(channel.accepted))
            assert [(out.text, out.voice) for out in channel.accepted] == [("first", b"")]

    asyncio.run(story())


def test_the_rest_of_an_answer_is_not_sent_without_its_beginning(tmp_path: Path) -> None:
    async def story() -> None:
        channel = FakeChannel(Refused("no", 100))
        async with at_work(tmp_path, channel) as store:
            parts = [replace(job(f"part {n}"), inbox=7) for n in range(3)]
            await store.outbox.post([*parts, replace(job("next"), inbox=8)])
            await until(lambda: channel.texts == ["next"])
            assert await sent(store) == {"failed": 3, "sent": 1}

    asyncio.run(story())


def test_what_may_have_been_sent_is_not_sent_again_before_the_platform_reaches_us(tmp_path: Path) -> None:
    async def story() -> None:
        channel, store = FakeChannel(Uncertain("cut off")), Store(tmp_path / "chat.db")
        sender = Sender(store, {"fake": channel}, 0.05)
        task = asyncio.create_task(sender.run())
        await store.outbox.post([job("first")])
        sender.wake()
        await asyncio.sleep(0.3)
        sender.wake()
        await asyncio.sleep(0.1)
        assert channel.texts == []
        sender.heard("fake")
        await until(lambda: channel.texts == ["first"])
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await store.close()

    asyncio.run(story())


def test_a_clock_that_is_set_makes_nothing_overdue_and_nothing_wait_for_ever(tmp_path: Path) -> None:
    wall = [1_000_000.0]

    async def story() -> None:
        slowly, begun = TryLater("slowly", after_s=0.3), time.monotonic()
        channel = FakeChannel(Uncertain("cut off"), slowly)
        store = Store(tmp_path / "chat.db", lambda: wall[0])
        sender = Sender(store, {"fake": channel}, 60.0, lambda: wall[0] + time.monotonic() - begun)
        sender.heard("fake")
        task = asyncio.create_task(sender.run())
        await store.outbox.post([job("first"), job("of ben", user="ben")])
        await until(lambda: len(channel.sent) == 2)
        wall[0] -= 500_000.0
        await until(lambda: channel.texts == ["of ben"])
        wall[0] += 900_000.0
        await asyncio.sleep(1.2)
        assert channel.texts == ["of ben"]
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await store.close()

    asyncio.run(story())


def test_jobs_of_another_account_wait(tmp_path: Path) -> None:
    async def story() -> None:
        channel = FakeChannel()
        async with at_work(tmp_path, channel) as store:
            await store.outbox.post([replace(job("theirs"), account="another bot"), job("ours")])
            await until(lambda: channel.texts == ["ours"])
            assert await sent(store) == {"sent": 1, "waiting": 1}

    asyncio.run(story())
