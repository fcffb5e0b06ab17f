from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assistant.chat.store import Known, Lane, Store
from assistant.people import Role
from tests.chat.store.given import ACCOUNT, LANE, NAME, USER, Clock, message, new_job, receive, there, with_store


def test_whoever_writes_is_known_as_a_stranger(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        assert await store.people.find(*LANE) is None
        await receive(store, message("m2", at=20.0), replace(message("m1", at=10.0), name="Old", address="old"))
        assert await store.people.find(*LANE) == Known(NAME, ACCOUNT, USER, "to ann", name="Ann", first=10.0, last=20.0)
        await store.people.touch(NAME, ACCOUNT, USER, "new", "", 30.0)
        known = await store.people.find(*LANE)
        assert known is not None
        assert (known.address, known.name, known.last) == ("new", "Ann", 30.0)

    with_store(tmp_path, test)


def test_put_changes_what_it_says_and_nothing_newer(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await receive(store, message("m1", at=10.0))
        known = await store.people.find(*LANE)
        assert known is not None
        await receive(store, replace(message("m2", at=20.0), name="Anna", address="new"))
        await store.people.put(replace(known, person="ann", role=Role.OWNER, language="de", refused=True))
        after = await store.people.find(*LANE)
        assert after == Known(
            NAME, ACCOUNT, USER, "new", "ann", Role.OWNER, "Anna", "de", refused=True, first=10.0, last=20.0
        )

    with_store(tmp_path, test)


def test_stopping_by_put_drops_what_waits(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await there(store, Known(NAME, ACCOUNT, USER, "x"))
        await store.outbox.post([new_job()])
        await there(store, Known(NAME, ACCOUNT, USER, "x", stopped=True))
        assert (await store.counts()).outbox == {"dropped": 1}

    with_store(tmp_path, test)


def test_who_wrote_last_comes_first(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        for user, last in (("a", 1.0), ("b", 3.0), ("c", 2.0)):
            await there(store, Known(NAME, ACCOUNT, user, "x", last=last))
        assert [known.user for known in await store.people.all()] == ["b", "c", "a"]

    with_store(tmp_path, test)


def test_who_is_removed_is_gone_with_what_waits(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await receive(store, message())
        await store.outbox.post([new_job()])
        assert await store.people.remove(*LANE)
        assert not await store.people.remove(*LANE)
        assert await store.people.find(*LANE) is None
        assert await store.inbox.lanes(2000.0) == []
        assert await store.outbox.sendable(2000.0) == []

    with_store(tmp_path, test)


def test_a_code_works_once_and_in_time(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await store.people.add_code("d1", "ann", Role.GUEST, 1300.0)
        await store.people.add_code("d2", "bob", Role.OWNER, 1300.0)
        assert await store.people.take_code("wrong", *LANE, 1299.0) is None
        assert await store.people.take_code("d1", *LANE, 1299.0) == ("ann", Role.GUEST)
        assert await store.people.take_code("d1", *LANE, 1299.0) is None
        assert await store.people.take_code("d2", *LANE, 1300.0) is None
        assert await store.people.take_code("d2", *LANE, 1299.0) is None

    with_store(tmp_path, test)


def test_whoever_takes_a_code_is_who_it_makes_them_in_the_same_transaction(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await receive(store, message())
        await store.people.add_code("d1", "ann", Role.GUEST, 1300.0)
        await store.people.take_code("d1", *LANE, 1299.0)
        known = await store.people.find(*LANE)
        assert known is not None
        assert (known.person, known.role) == ("ann", Role.GUEST)

    with_store(tmp_path, test)


def test_wrong_codes_are_counted(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        other = Lane(NAME, ACCOUNT, "bob")
        for at in (1000.0, 1050.0, 1100.0):
            await store.people.wrong_try(*LANE, at)
        assert await store.people.wrong_tries(*LANE, 1100.0, 60.0) == 2
        assert await store.people.wrong_tries(*LANE, 1100.0, 600.0) == 3
        assert await store.people.wrong_tries(*other, 1100.0, 600.0) == 0
        await store.people.wrong_try(*other, 200_000.0)
        assert await store.people.wrong_tries(*LANE, 1100.0, 600.0) == 0

    with_store(tmp_path, test)
