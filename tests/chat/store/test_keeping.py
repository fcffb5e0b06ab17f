"""Contents are forgotten first, ids of events later; what the owner has to decide about stays."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from assistant.chat import Delivery, Edited, Moved, Poison
from assistant.chat.store import NewJob, Store
from assistant.people import Role
from tests.chat.store.given import (
    ACCOUNT,
    LANE,
    NAME,
    USER,
    Clock,
    message,
    new_job,
    posted,
    receive,
    rows,
    status,
    texts,
    with_store,
)

DAY = 86400.0


async def filled(store: Store) -> None:
    """Something in every state, all of it `secret`."""
    await receive(store, message("done", "secret"), body=b"secret done")
    row = (await store.inbox.take(LANE, 2000.0))[0]
    await store.inbox.finish(
        [row.id], [new_job("sent", "secret"), new_job("failed", "secret"), new_job("open", "secret")]
    )
    for key in ("sent", "failed"):
        job = (await store.outbox.sendable(2000.0))[0]
        await store.outbox.sending(job.job)
        await (store.outbox.sent(job.job, "w") if key == "sent" else store.outbox.failed(job.job, "no"))
    await receive(store, message("dead", "secret"), Poison("p", "odd"), body=b"secret dead")
    row = (await store.inbox.take(LANE, 2000.0))[0]
    await store.inbox.failed(row.id, "broken", None)
    await receive(store, Edited("early", USER, "never comes", "secret"), body=b"secret early")
    await receive(store, message("waits", "secret"), body=b"secret waits")


def secrets(folder: Path) -> dict[str, set[object]]:
    """What still holds contents."""
    file = folder / "chat.db"
    return {
        "inbox": {event for (event,) in rows(file, "SELECT event FROM inbox WHERE text != ''")},
        "outbox": {key for (key,) in rows(file, "SELECT key FROM outbox WHERE text != ''")},
        "bodies": {id_ for (id_,) in rows(file, "SELECT id FROM bodies")},
    }


def test_purge(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await filled(store)
        assert await store.purge(1000.0) == 0
        assert await store.purge(1000.5) > 0
        assert secrets(tmp_path) == {"inbox": {"dead", "waits"}, "outbox": {"failed", "open"}, "bodies": {2, 4}}
        assert await receive(store, message("done", "again"), Edited("early", USER, "never comes", "again")) == (0, 2)
        assert len(await store.inbox.dead()) == 2
        await store.purge(1000.5, dead=True)
        assert secrets(tmp_path) == {"inbox": {"waits"}, "outbox": {"open"}, "bodies": {4}}
        assert (await store.inbox.dead(), await store.outbox.failures()) == ([], [])
        clock.now += 31 * DAY
        await store.purge(clock.now - DAY)
        assert rows(tmp_path / "chat.db", "SELECT event FROM inbox") == [("waits",)]
        assert rows(tmp_path / "chat.db", "SELECT key FROM outbox") == [("open",)]
        assert await texts(store, clock.now) == ["secret"]
        assert await store.purge(clock.now - DAY) == 0

    with_store(tmp_path, test)


def test_purge_of_much(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await receive(store, *[message(str(number)) for number in range(1200)])
        while batch := await store.inbox.take(LANE, 2000.0):
            await store.inbox.finish([row.id for row in batch])
        assert await store.purge(2000.0) == 1201

    with_store(tmp_path, test)


def test_statuses_that_belong_to_nothing_are_forgotten(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await receive(store, status(Delivery.READ, "nobody's"))
        clock.now += 31 * DAY
        assert await store.purge(clock.now - DAY) == 1

    with_store(tmp_path, test)


def test_erase(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await filled(store)
        await receive(store, Moved("v", "ann2", USER), message("new", "secret", user="ann2"), body=b"secret new")
        await receive(store, message("bob's", "mine", user="bob"))
        known = await store.people.find(NAME, ACCOUNT, "ann2")
        assert known is not None
        await store.people.put(replace(known, person="ann", role=Role.GUEST))
        assert await store.erase("") == 0
        assert await store.erase("ann") > 6
        assert secrets(tmp_path)["inbox"] == {"bob's"}
        assert secrets(tmp_path)["outbox"] == set()
        assert [known.user for known in await store.people.all()] == ["bob"]
        assert await receive(store, message("done", "again")) == (0, 1)
        assert await store.erase(f"{NAME}:{ACCOUNT}:bob") == 2

    with_store(tmp_path, test)
    for file in tmp_path.iterdir():
        assert b"secret" not in file.read_bytes(), file


def test_what_was_on_its_way_when_it_was_erased_ends_well(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await receive(store, message())
        row = (await store.inbox.take(LANE, 2000.0))[0]
        job = await posted(store)
        await store.erase(f"{NAME}:{ACCOUNT}:{USER}")
        assert not await store.inbox.finish([row.id], [new_job("answer")])
        await store.outbox.later(job.job, 1.0, "busy")
        assert (await store.counts()).outbox == {"dropped": 1}

    with_store(tmp_path, test)


def test_export(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await receive(store, message(), message("x", user="bob"))
        await store.outbox.post([NewJob(NAME, ACCOUNT, USER, "to ann", "k", voice=b"\xff")])
        entries = json.loads(json.dumps(await store.export(f"{NAME}:{ACCOUNT}:{USER}")))
        assert [entry["what"] for entry in entries] == ["identity", "message", "answer"]
        assert (entries[0]["name"], entries[1]["text"], entries[2]["voice"]) == ("Ann", "hello", "/w==")
        assert await store.export("nobody") == []

    with_store(tmp_path, test)


def test_counts(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        assert (await store.counts()).oldest_s == 0.0
        await filled(store)
        clock.now += 5.0
        counts = await store.counts()
        assert counts.inbox == {"done": 1, "dead": 2, "waiting": 1}
        assert counts.outbox == {"sent": 1, "failed": 1, "waiting": 1}
        assert (counts.oldest_s, counts.people) == (5.0, 1)
        assert counts.file_bytes > 50_000

    with_store(tmp_path, test)
