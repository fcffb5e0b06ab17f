"""The sender: in order, nothing twice, nothing lost, and no faster than the platforms allow."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from assistant.chat import Delivery, Limits, Rate, Refused, Status, TryLater, Uncertain
from assistant.chat import sender as sending
from assistant.chat.sender import Sender
from assistant.chat.store import NewJob, Store
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
            assert await sent(store) == ({"sent": 2} if confirms else {"sent": 1, "unknown": 1})
        return channel.texts

    assert asyncio.run(story(True, tmp_path / "a")) == ["first", "second"]
    assert asyncio.run(story(False, tmp_path / "b")) == ["second"]


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


def test_nothing_is_tried_for_ever(tmp_path: Path) -> None:
    async def story() -> None:
        channel = FakeChannel(*(TryLater("busy", 4, after_s=0.01) for _ in range(sending.TRIES)))
        async with at_work(tmp_path, channel) as store:
            await store.outbox.post([job("first")])
            await until(lambda: len(channel.sent) == sending.TRIES)
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
