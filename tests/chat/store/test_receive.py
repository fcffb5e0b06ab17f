"""Each event once, whatever comes when."""

from __future__ import annotations

import asyncio
import zlib
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.chat import Edited, Event, Incoming, Kind, Media, Moved, Poison, Revoked
from assistant.chat.store import Lane, Store
from assistant.people import Role
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


def test_a_body_is_kept_once_and_each_event_once(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        body = '{"text": "grüße"}'.encode()
        assert await receive(store, message("a"), message("b"), message("a"), body=body) == (2, 1)
        assert await receive(store, message("b", "in other bytes"), body=b"other") == (0, 1)
        assert await receive(store, body=b"nothing in it") == (0, 0)
        kept = rows(tmp_path / "chat.db", "SELECT data FROM bodies")
        assert [zlib.decompress(data) for (data,) in kept] == [body]  # type: ignore[arg-type]
        assert await texts(store) == ["hello", "hello"]

    with_store(tmp_path, test)


def test_the_same_id_in_another_account_is_another_event(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        for channel, account in (("a", "1"), ("a", "2"), ("b", "1")):
            assert (await store.receive(channel, account, b"", [message()])).new == 1
        assert len(await store.inbox.lanes(2000.0)) == 3

    with_store(tmp_path, test)


def test_all_of_a_message_is_kept(tmp_path: Path) -> None:
    media = Media("id", "https://x/y", "audio/ogg", "abc", 12, 3.5)
    whole = Incoming("e", USER, "addr", 3.5, Kind.VOICE, "words", media, "Ann", "before", "the message")

    async def test(store: Store, clock: Clock) -> None:
        await receive(store, whole, message("plain", at=9.0))
        first, second = await store.inbox.take(LANE, 1000.0)
        assert first.incoming == whole
        assert second.incoming == replace(message("plain", at=9.0), message="plain")
        assert (first.received, first.tries, first.acting) == (1000.0, 0, False)

    with_store(tmp_path, test)


def test_poison_is_set_aside_with_its_reason(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        assert await receive(store, Poison("p", "odd"), message()) == (2, 0)
        for repeated in (0, 1):
            received = await store.receive(NAME, ACCOUNT, b"\xff", [], poison="no JSON")
            assert received.repeated == repeated
        assert [(row.state, row.reason) for row in await store.inbox.dead()] == [("dead", "odd"), ("dead", "no JSON")]
        assert await store.inbox.retry(None) == 0
        assert rows(tmp_path / "chat.db", "SELECT event FROM inbox WHERE event LIKE 'body:%'")[0][0] == (
            "body:a8100ae6aa1940d0b663bb31cd466142ebbdbd5187131b92d93818987832eb89"
        )

    with_store(tmp_path, test)


def test_stop_comes_before_everything(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await receive(store, message("m1"))
        asked = await store.inbox.take(LANE, 1000.0)
        await store.outbox.post([new_job("waits"), new_job("other", user="bob")])
        await receive(store, message("m2", "STOP", at=2.0))
        known = await store.people.find(*LANE)
        assert known is not None
        assert known.stopped
        assert [job.key for job in await store.outbox.sendable(1000.0)] == ["other"]
        # What they asked before is not answered any more; that they asked for silence may be confirmed.
        assert await store.inbox.finish([asked[0].id], [new_job("late", inbox=asked[0].id)])
        stop = (await store.inbox.take(LANE, 1000.0))[0]
        assert await store.inbox.finish([stop.id], [new_job("confirmed", inbox=stop.id)])
        await store.outbox.post([new_job("a reminder")])
        assert [job.key for job in await store.outbox.sendable(1000.0)] == ["other", "confirmed"]

    with_store(tmp_path, test)


def test_stop_is_not_undone_by_who_did_not_know_of_it(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await receive(store, message())
        before = await store.people.find(*LANE)
        assert before is not None
        await receive(store, message("m2", "STOP"))
        await store.people.put(replace(before, language="de"))
        after = await store.people.find(*LANE)
        assert after is not None
        assert (after.stopped, after.language) == (True, "de")
        await store.people.put(replace(after, stopped=False))
        assert not (await store.people.find(*LANE)).stopped  # type: ignore[union-attr]

    with_store(tmp_path, test)


def test_an_edit_changes_what_waits_and_nothing_else(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await receive(store, message("m1"), message("m2", at=2.0))
        first, second = await store.inbox.take(LANE, 1000.0)
        assert await store.inbox.acting([second.id])
        await receive(store, Edited("e1", USER, "m1", "better", 5.0), Edited("e2", USER, "m2", "too late", 5.0))
        await receive(store, Edited("e3", "bob", "m1", "not yours", 9.0))
        assert await texts(store) == ["better", "hello"]
        states = {event: state for event, state in rows(tmp_path / "chat.db", "SELECT event, state FROM inbox")}  # noqa: C416
        assert (states["e1"], states["e2"], states["e3"]) == ("done", "dropped", "early")
        assert first.version != (await store.inbox.take(LANE, 1000.0))[0].version

    with_store(tmp_path, test)


def test_what_is_revoked_is_erased(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await receive(store, message("m1", "secret one"), body=b"secret one" * 9)
        await receive(store, message("m2", "secret two", at=2.0), body=b"secret two" * 9)
        answered = (await store.inbox.take(LANE, 1000.0))[0]
        await store.inbox.finish([answered.id], [new_job()])
        await receive(store, Revoked("r1", USER, "m1"), Revoked("r2", USER, "m2"))
        assert await texts(store) == []
        found = rows(tmp_path / "chat.db", "SELECT event, state, text FROM inbox ORDER BY id")
        assert found[:2] == [("m1", "done", ""), ("m2", "revoked", "")]
        assert rows(tmp_path / "chat.db", "SELECT data FROM bodies ORDER BY id")[:2] == [(None,), (None,)]
        assert len(await store.outbox.sendable(1000.0)) == 1

    with_store(tmp_path, test)
    for file in tmp_path.iterdir():
        assert b"secret" not in file.read_bytes()


def test_who_moved_is_followed(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await receive(store, message("m1"))
        known = await store.people.find(*LANE)
        assert known is not None
        await store.people.put(replace(known, person="ann", role=Role.GUEST))
        await store.outbox.post([new_job()])
        waiting = await store.inbox.take(LANE, 1000.0)
        await receive(store, Moved("v", "ann2", USER, "new address"))
        new = Lane(NAME, ACCOUNT, "ann2")
        assert await store.inbox.lanes(1000.0) == [new]
        assert [(job.user, job.address) for job in await store.outbox.sendable(1000.0)] == [("ann2", "new address")]
        moved = await store.people.find(*LANE)
        assert moved == await store.people.find(*new)
        assert moved is not None
        assert (moved.user, moved.person, moved.role, moved.address) == ("ann2", "ann", Role.GUEST, "new address")
        # What was begun under the former id is answered under the new one; so is what still comes under the former one.
        assert await store.inbox.finish([waiting[0].id], [new_job("k2")])
        await receive(store, message("late", at=0.5))
        assert [row.incoming.user for row in await store.inbox.take(new, 1000.0)] == ["ann2"]
        await store.outbox.failed((await store.outbox.sendable(1000.0))[0].job, "x")
        assert (await store.outbox.sendable(1000.0))[0].address == "new address"

    with_store(tmp_path, test)


def test_moved_there_and_back(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await receive(store, message("m1"), Moved("v1", "b", USER), Moved("v2", USER, "b"), message("m2", user="b"))
        assert await store.inbox.lanes(1000.0) == [LANE]
        assert len(await store.inbox.take(LANE, 1000.0)) == 2

    with_store(tmp_path, test)


EVENTS: tuple[Event, ...] = (
    message("m1", "one", 1.0),
    message("m2", "two", 2.0),
    message("m3", "three", 3.0),
    message("m4", "four", 4.0, user="ann2"),
    Edited("e1", USER, "m1", "one, edited", 11.0),
    Edited("e2", USER, "m1", "one, edited again", 12.0),
    Edited("e3", "ann2", "m2", "two, edited", 12.0),
    Edited("e4", USER, "m3", "three, edited", 12.0),
    Edited("e5", "mallory", "m3", "not mine", 13.0),
    Revoked("r1", USER, "m3"),
    Revoked("r2", USER, "never came"),
    Edited("e6", USER, "never came", "words", 1.0),
    Moved("v1", "ann1", USER),
    Moved("v2", "ann2", "ann1"),
    message("s", "STOP", 2.5),
    Poison("p", "odd"),
)


@settings(max_examples=20, deadline=None)
@given(st.permutations(EVENTS), st.lists(st.sampled_from(EVENTS), max_size=6), st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(order: list[Event], again: list[Event], chance: object) -> None:
    together = chance.randint(1, 5)  # type: ignore[attr-defined]
    events = order + again
    batches = [events[start : start + together] for start in range(0, len(events), together)]

    async def outcome(folder: str, batches: list[list[Event]]) -> object:
        async with opened(Path(folder) / "chat.db") as store:
            new = sum([(await receive(store, *batch))[0] for batch in batches])
            assert new == len(EVENTS)
            everything = rows(
                Path(folder) / "chat.db",
                "SELECT event, what, state, text, CASE state WHEN 'waiting' THEN user END, edited_by FROM inbox ORDER BY event",
            )
            people = [(known.user, known.stopped, known.last) for known in await store.people.all()]
            return everything, people

    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        assert asyncio.run(outcome(one, batches)) == asyncio.run(outcome(other, [list(EVENTS)]))
