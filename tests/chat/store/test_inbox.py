"""Lanes are worked off in order, and what is answered is answered in one transaction."""

from __future__ import annotations

import asyncio
from pathlib import Path

from assistant.chat import Edited, Revoked
from assistant.chat.store import Lane, Store, Waiting
from tests.chat.store.given import (
    ACCOUNT,
    LANE,
    NAME,
    USER,
    Clock,
    message,
    new_job,
    opened,
    receive,
    rows,
    texts,
    with_store,
)


async def taken(store: Store) -> Waiting:
    return (await store.inbox.take(LANE, 1000.0))[0]


def test_in_the_order_in_which_it_was_written(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await receive(
            store, message("c", "3", 3.0), message("a", "1", 1.0), message("b1", "2a", 2.0), message("b2", "2b", 2.0)
        )
        clock.now = 1001.0
        await receive(store, message("x", user="bob", at=0.5))
        assert await texts(store) == ["1", "2a", "2b", "3"]
        assert await store.inbox.lanes(1000.0) == [LANE, Lane(NAME, ACCOUNT, "bob")]

    with_store(tmp_path, test)


def test_a_lane_is_taken_in_pieces(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await receive(store, *[message(str(number), str(number), number) for number in range(120)])
        seen = []
        while piece := await store.inbox.take(LANE, 1000.0):
            assert len(piece) <= 50
            seen += [row.incoming.text for row in piece]
            await store.inbox.finish([row.id for row in piece])
        assert seen == [str(number) for number in range(120)]

    with_store(tmp_path, test)


def test_what_is_postponed_blocks_its_lane_alone(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await receive(
            store, message("m1", "1"), message("m2", "2", 2.0), message("m3", "3", 3.0), message("x", user="bob")
        )
        first, second, _ = await store.inbox.take(LANE, 1000.0)
        await store.inbox.failed(second.id, "busy", 1060.0)
        assert await texts(store) == ["1"]
        await store.inbox.failed(first.id, "busy", 1030.0)
        assert await texts(store) == []
        assert await store.inbox.lanes(1000.0) == [Lane(NAME, ACCOUNT, "bob")]
        assert await texts(store, 1030.0) == ["1"]
        assert await texts(store, 1060.0) == ["1", "2", "3"]
        assert (await store.inbox.take(LANE, 1060.0))[0].tries == 1

    with_store(tmp_path, test)


def test_finishing_is_one_transaction(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await receive(store, message("m1"), message("m2", at=2.0))
        ids = [row.id for row in await store.inbox.take(LANE, 1000.0)]
        assert await store.inbox.finish(ids, [new_job("a"), new_job("b"), new_job("a")])
        assert not await store.inbox.finish(ids, [new_job("c")])
        assert not await store.inbox.finish([999], [new_job("d")])
        assert rows(tmp_path / "chat.db", "SELECT key FROM outbox ORDER BY seq") == [("a",), ("b",)]
        assert (await store.counts()).inbox == {"done": 2}

    with_store(tmp_path, test)


def test_what_changed_meanwhile_is_not_finished(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        for number, change in enumerate((Edited("e", USER, "m0", "new"), Revoked("r", USER, "m1"))):
            await receive(store, message(f"m{number}"))
            row = await taken(store)
            await receive(store, change)
            assert not await store.inbox.acting([row.id])
            assert not await store.inbox.finish([row.id], [new_job()])
            for left in await store.inbox.take(LANE, 1000.0):
                assert await store.inbox.finish([left.id])
        assert (await store.counts()).outbox == {}

    with_store(tmp_path, test)


def test_what_is_acted_upon_is_finished_all_the_same(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await receive(store, message("m1"))
        row = await taken(store)
        assert await store.inbox.acting([row.id])
        await receive(store, Revoked("r", USER, "m1"))
        assert await store.inbox.finish([row.id], [new_job()])
        assert not await store.inbox.finish([row.id], [new_job("again")])
        counts = await store.counts()
        assert (counts.inbox, counts.outbox) == ({"revoked": 1}, {"waiting": 1})

    with_store(tmp_path, test)


def test_that_something_was_begun_outlives_us(tmp_path: Path) -> None:
    async def begin() -> None:
        async with opened(tmp_path / "chat.db") as store:
            await receive(store, message("m1"))
            await store.inbox.acting([(await taken(store)).id])

    async def later() -> bool:
        async with opened(tmp_path / "chat.db") as store:
            return (await taken(store)).acting

    asyncio.run(begin())
    assert asyncio.run(later())


def test_what_was_given_up_can_be_tried_again(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await receive(store, message("m1"), message("m2", at=2.0))
        ids = [row.id for row in await store.inbox.take(LANE, 1000.0)]
        for id_ in ids:
            await store.inbox.failed(id_, "broken", None)
        assert [(row.id, row.tries, row.reason) for row in await store.inbox.dead()] == [
            (id_, 1, "broken") for id_ in ids
        ]
        assert await texts(store) == []
        assert await store.inbox.retry(ids[1]) == 1
        assert (await taken(store)).tries == 0
        assert await store.inbox.retry(None) == 1
        assert await store.inbox.dead() == []

    with_store(tmp_path, test)
