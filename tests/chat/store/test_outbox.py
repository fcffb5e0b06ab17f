"""In each conversation in order, nothing twice; statuses settle what is unknown, in whatever order they come."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.chat import Delivery
from assistant.chat.store import Job, NewJob, Store
from tests.chat.store.given import (
    ACCOUNT,
    NAME,
    USER,
    Clock,
    message,
    new_job,
    opened,
    posted,
    receive,
    rows,
    status,
    with_store,
)


async def keys(store: Store, now: float = 1000.0) -> list[str]:
    return [job.key for job in await store.outbox.sendable(now)]


async def states(store: Store) -> dict[str, int]:
    return (await store.counts()).outbox


def test_the_head_of_each_conversation(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        assert await store.outbox.post([new_job("a1"), new_job("a2"), new_job("b1", user="bob"), new_job("a1")]) == 3
        first, _ = await store.outbox.sendable(1000.0)
        assert (first.key, first.text, first.tries, first.made, len(first.job)) == ("a1", "hi", 0, 1000.0, 32)
        assert await store.outbox.sending(first.job)
        assert not await store.outbox.sending(first.job)
        assert await keys(store) == ["b1"]
        await store.outbox.sent(first.job, "w1")
        assert await keys(store) == ["a2", "b1"]
        assert await store.outbox.post([new_job("a1")]) == 0

    with_store(tmp_path, test)


def test_later_blocks_until_then(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        job = await posted(store)
        await store.outbox.post([new_job("next")])
        await store.outbox.later(job.job, 1010.0, "slow down", 429)
        assert (await keys(store), await keys(store, 1010.0)) == ([], ["k"])
        assert await store.outbox.next_at() == 1010.0
        assert await store.outbox.next_at(1010.0) is None
        assert (await store.outbox.sendable(1010.0))[0].tries == 1

    with_store(tmp_path, test)


def test_what_failed_does_not_block(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        job = await posted(store)
        await store.outbox.post([new_job("next")])
        await store.outbox.failed(job.job, "not allowed", 131047)
        assert await keys(store) == ["next"]
        (failed,) = await store.outbox.failures()
        assert (failed.job, failed.state, failed.tries, failed.reason, failed.code) == (
            job.job,
            "failed",
            1,
            "not allowed",
            131047,
        )
        assert await store.outbox.retry(None) == 1
        assert await keys(store) == ["k"]

    with_store(tmp_path, test)


def test_what_is_unknown_blocks_where_it_will_be_known(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        job = await posted(store)
        await store.outbox.post([new_job("next")])
        await store.outbox.unknown(job.job, "the connection broke")
        assert await keys(store) == ["next"]
        store.outbox.confirming = frozenset({NAME})
        assert await keys(store) == []
        assert (await store.outbox.failures())[0].state == "unknown"
        assert await store.outbox.retry(None) == 0
        assert await store.outbox.overdue(1000.0) == 0
        assert await store.outbox.overdue(1000.1) == 1
        assert await keys(store) == ["k"]
        # It had been sent after all: said before it is sent again.
        await receive(store, status(Delivery.SENT, job=job.job))
        assert await keys(store) == ["next"]

    with_store(tmp_path, test)


def test_what_is_never_confirmed_is_given_up(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        store.outbox.confirming = frozenset({NAME})
        store.outbox.most_tries = 2
        job = await posted(store)
        for again in (1, 0):
            await store.outbox.unknown(job.job, "?")
            assert await store.outbox.overdue(2000.0) == again
            assert await store.outbox.sending(job.job) == bool(again)
        assert (await store.outbox.failures())[0].reason == "never confirmed"

    with_store(tmp_path, test)


def test_what_was_on_its_way_is_unknown_after_a_crash(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        job = await posted(store)
        clock.now = 1100.0
        assert await store.outbox.recover() == 1
        assert await states(store) == {"unknown": 1}
        await receive(store, status(Delivery.FAILED, job=job.job, code=130429, later=True))
        assert await keys(store, 1103.9) == []
        assert await keys(store, 1104.0) == ["k"]

    with_store(tmp_path, test)


def test_a_failure_after_it_was_sent(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        job = await posted(store)
        await store.outbox.sent(job.job, "w1")
        assert await receive(store, status(Delivery.FAILED, code=131026)) == (1, 0)
        (failed,) = await store.outbox.failures()
        assert (failed.state, failed.reason, failed.code) == ("failed", "why", 131026)
        assert await store.outbox.retry(job.job) == 1
        assert await store.outbox.sending(job.job)
        await store.outbox.sent(job.job, "w2")
        # The first try's failure is told once more: it says nothing of the second one.
        assert await receive(store, status(Delivery.FAILED, code=131026), status(Delivery.DELIVERED)) == (0, 2)
        assert await states(store) == {"sent": 1}

    with_store(tmp_path, test)


def test_tries_are_bounded(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        store.outbox.most_tries = 2
        job = await posted(store)
        for number, state in enumerate(("waiting", "failed")):
            await store.outbox.sent(job.job, f"w{number}")
            await receive(store, status(Delivery.FAILED, f"w{number}", later=True))
            assert await states(store) == {state: 1}
            await store.outbox.sending(job.job)

    with_store(tmp_path, test)


def test_nothing_is_tried_again_for_who_has_stopped_us(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        store.outbox.confirming = frozenset({NAME})
        await receive(store, message())
        job = await posted(store)
        await store.outbox.post([new_job("waits")])
        await receive(store, message("s", "STOP"))
        assert await states(store) == {"dropped": 1, "sending": 1}
        await store.outbox.unknown(job.job, "?")
        await store.outbox.overdue(2000.0)
        assert await states(store) == {"dropped": 2}
        assert await store.outbox.retry(job.job) == 0

    with_store(tmp_path, test)


def test_voice_notes_are_given_in_bearable_amounts(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        note = bytes(3_000_000)
        await store.outbox.post([NewJob(NAME, ACCOUNT, f"u{i}", "x", f"v{i}", voice=note) for i in range(4)])
        await store.outbox.post([new_job("text"), NewJob(NAME, ACCOUNT, "big", "x", "big", voice=note * 3)])
        assert await keys(store) == ["v0", "v1", "text"]

    with_store(tmp_path, test)


FAR = [Delivery.SENT, Delivery.DELIVERED, Delivery.FAILED, Delivery.READ, Delivery.PLAYED]
"""Whoever has read a message has got it, whatever else is said; short of that, a failure is a failure."""
ANSWER = None
"""The platform's answer to our request, among news of (how far, whether with the job's id)."""
News = tuple[Delivery, bool] | None


async def settled(folder: str, news: list[News], begun: str) -> tuple[object, ...]:
    """State, and how far it has come, of a job of which we hear in this order."""
    async with opened(Path(folder) / "chat.db") as store:
        job: Job = await posted(store)
        if begun == "unknown":
            await store.outbox.unknown(job.job, "?")
        for item in news:
            if item is ANSWER:
                await store.outbox.sent(job.job, "w1")
            else:
                await receive(store, status(item[0], job=job.job if item[1] else ""))
        return rows(Path(folder) / "chat.db", "SELECT state, rank FROM outbox")[0]


def expected(news: list[News], begun: str) -> tuple[object, ...]:
    if not any(item is ANSWER or item[1] for item in news):
        return (begun, 0)
    furthest = max(0 if item is ANSWER else FAR.index(item[0]) for item in news)
    return ("failed", 0) if FAR[furthest] is Delivery.FAILED else ("sent", furthest + 1)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.none() | st.tuples(st.sampled_from(Delivery), st.booleans()), min_size=1, max_size=6),
    st.sampled_from(["sending", "unknown"]),
)
@example([(Delivery.READ, False), (Delivery.SENT, True)], "unknown")
@example([(Delivery.FAILED, True), ANSWER, (Delivery.READ, False)], "sending")
def test_the_order_of_statuses_does_not_matter(news: list[News], begun: str) -> None:
    with TemporaryDirectory() as folder:
        assert asyncio.run(settled(folder, news, begun)) == expected(news, begun)


@pytest.mark.parametrize("told", [Delivery.SENT, Delivery.PLAYED])
def test_a_status_that_comes_before_the_answer_settles(tmp_path: Path, told: Delivery) -> None:
    async def test(store: Store, clock: Clock) -> None:
        job = await posted(store)
        await receive(store, status(told, job=job.job))
        assert await states(store) == {"sent": 1}
        await store.outbox.later(job.job, 1.0, "too late to say")
        await store.outbox.failed(job.job, "too late to say")
        await store.outbox.unknown(job.job, "too late to say")
        assert await states(store) == {"sent": 1}
        assert await receive(store, status(told), status(Delivery.SENT, message="somebody else's")) == (1, 1)
        assert await store.outbox.post([new_job(user=USER)]) == 0

    with_store(tmp_path, test)
