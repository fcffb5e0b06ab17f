"""Ids change, and are given to others; whoever is forgotten stays forgotten."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assistant.chat import Incoming, Moved, Revoked
from assistant.chat.store import Known, Store
from assistant.people import Role
from tests.chat.store.given import ACCOUNT, NAME, USER, Clock, message, new_job, receive, there, with_store

DAY = 86_400.0
OWNER = Known(NAME, ACCOUNT, "15550001", "+15550001", "owner", Role.OWNER, "Ann", last=10.0)


def sent(id_: str, user: str, phone: str, at: float, text: str = "hello") -> Incoming:
    return replace(message(id_, text, at, user), address=phone)


def test_what_was_written_under_a_former_id_before_the_change_is_theirs(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await there(store, OWNER)
        await receive(store, Moved("c", "15550002", "15550001", "+15550002", at=1000.0))
        await receive(store, sent("late", "15550001", "+15550001", 990.0))
        known = await store.people.find(NAME, ACCOUNT, "15550001")
        assert known is not None
        assert (known.user, known.role, known.address) == ("15550002", Role.OWNER, "+15550002")

    with_store(tmp_path, test)


def test_whoever_gets_a_former_number_is_a_stranger(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await there(store, OWNER)
        await receive(store, Moved("c", "15550002", "15550001", "+15550002", at=1000.0))
        await receive(store, sent("new", "15550001", "+15550001", 1000.0 + 200 * DAY))
        stranger = await store.people.find(NAME, ACCOUNT, "15550001")
        owner = await store.people.find(NAME, ACCOUNT, "15550002")
        assert stranger is not None
        assert owner is not None
        assert (stranger.user, stranger.role) == ("15550001", None)
        assert (owner.role, owner.address) == (Role.OWNER, "+15550002")
        await store.outbox.post([new_job("k", user="15550001")])
        assert [job.user for job in await store.outbox.sendable(2000.0)] == ["15550001"]

    with_store(tmp_path, test)


def test_who_was_known_by_phone_is_followed_to_the_id_that_comes_with_it(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await there(store, OWNER)
        await receive(store, sent("m", "US.1", "+15550001", 20.0, "unlock the door"))
        known = await store.people.find(NAME, ACCOUNT, "US.1")
        assert known is not None
        assert known.role is Role.OWNER
        await receive(store, Revoked("r", "15550001", "m"))
        assert await store.inbox.lanes(2000.0) == []

    with_store(tmp_path, test)


def test_a_number_that_was_silent_for_long_may_be_somebody_elses(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await there(store, OWNER)
        await receive(store, sent("m", "US.1", "+15550001", 10.0 + 60 * DAY))
        known = await store.people.find(NAME, ACCOUNT, "US.1")
        assert known is not None
        assert known.role is None

    with_store(tmp_path, test)


def test_who_was_removed_while_we_thought_stays_removed(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await there(store, OWNER)
        known = await store.people.find(NAME, ACCOUNT, OWNER.user)
        assert known is not None
        await store.people.remove(NAME, ACCOUNT, OWNER.user)
        await store.people.put(replace(known, language="fr"))
        assert await store.people.find(NAME, ACCOUNT, OWNER.user) is None

    with_store(tmp_path, test)


def test_what_strangers_write_is_not_kept(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await receive(store, message("m1", "a long story"), body=b"a long story")
        (row,) = await store.inbox.take((await store.inbox.lanes(2000.0))[0], 2000.0)
        assert await store.inbox.finish((row.id,), state="dropped", reason="a stranger", forget=True)
        (kept,) = [one for one in await store.export(f"{NAME}:{USER}") if one["what"] == "message"]
        assert (kept["text"], kept["name"]) == ("", "")
        assert await receive(store, message("m1", "a long story")) == (0, 1)

    with_store(tmp_path, test)


def test_strangers_who_were_refused_are_forgotten_after_a_month(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        stranger = Known(NAME, ACCOUNT, "x", "x", refused=True, last=clock.now)
        await there(store, stranger)
        await there(store, replace(stranger, user="y", refused=False, person="ann", role=Role.GUEST))
        clock.now += 40 * DAY
        await store.purge(clock.now)
        assert [known.user for known in await store.people.all()] == ["y"]

    with_store(tmp_path, test)


def test_what_was_forwarded_stays_marked(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await receive(store, replace(message("m1"), forwarded=True), message("m2"))
        rows = await store.inbox.take((await store.inbox.lanes(2000.0))[0], 2000.0)
        assert [row.incoming.forwarded for row in rows] == [True, False]

    with_store(tmp_path, test)
