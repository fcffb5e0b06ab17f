"""Messages that have come: each conversation is a lane, and what waits in it is worked off in order."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from assistant.chat import Incoming, Kind, Media
from assistant.chat.store import jobs
from assistant.chat.store.heads import heads
from assistant.chat.store.jobs import NewJob
from assistant.chat.store.people import Known, put
from assistant.chat.store.writer import Writer
from assistant.database import Database

_MOST_LANES = 1000
_MOST_TAKEN = 50
_HEADS = heads("inbox", "id", "state = 'waiting'", ("at", "id"), ("received", "again_at"))


class Lane(NamedTuple):
    """A conversation."""

    channel: str
    account: str
    user: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that waits for its answer."""

    id: int
    channel: str
    account: str
    received: float
    """By our clock."""
    incoming: Incoming
    tries: int
    acting: bool
    """What it asks for was about to be done once already: nobody knows whether it was. It must not be done again."""
    version: int
    """Changes when it is edited or revoked."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A message that was given up, or could not be read."""

    id: int
    channel: str
    received: float
    state: str
    tries: int
    reason: str


class Inbox:
    """What has come. Raises `StoreUnavailable`; then nothing was done.

    It remembers which versions of messages `take` has given out: what is done with one that was edited or revoked since then
    is refused.
    """

    def __init__(self, writer: Writer, clock: Callable[[], float] = time.time) -> None:
        self._writer = writer
        self._clock = clock
        self._taken: dict[Lane, dict[int, int]] = {}

    async def lanes(self, now: float) -> list[Lane]:
        """Where something waits that may be tried now; what has waited longest first. One look sees 1000 lanes at most."""
        rows = await self._writer.read(
            lambda db: db.rows(
                f"{_HEADS} SELECT * FROM heads WHERE again_at <= ? ORDER BY received LIMIT {_MOST_LANES}", (now,)
            )
        )
        return [Lane(row["channel"], row["account"], row["user"]) for row in rows]

    async def take(self, lane: Lane, now: float) -> list[Waiting]:
        """What waits in a lane, in the order in which it was written, up to what was postponed; 50 at most."""
        rows = await self._writer.read(
            lambda db: db.rows(
                "SELECT * FROM inbox WHERE channel = ? AND account = ? AND user = ? AND state = 'waiting' "
                f"ORDER BY at, id LIMIT {_MOST_TAKEN}",
                lane,
            )
        )
        ready = next((place for place, row in enumerate(rows) if row["again_at"] > now), len(rows))
        taken = [_waiting(row) for row in rows[:ready]]
        if taken:
            self._taken[lane] = {row.id: row.version for row in taken}
        else:
            self._taken.pop(lane, None)
        return taken

    async def acting(self, ids: Sequence[int]) -> bool:
        """What these ask for is about to be done. False: one was edited or revoked meanwhile, or is being done already; nothing is put
        down, and it must not be done."""
        versions = self._versions(ids)

        def work(db: Database) -> bool:
            if not all(_stands(db, id_, version) for id_, version in versions.items()):
                return False
            for id_ in ids:
                db.execute("UPDATE inbox SET acting = 1 WHERE id = ?", (id_,))
            return True

        return await self._writer.write(work)

    async def finish(
        self,
        ids: Sequence[int],
        jobs: Sequence[NewJob] = (),
        *,
        state: Literal["done", "dropped"] = "done",
        reason: str = "",
        forget: bool = False,
        known: Known | None = None,
    ) -> bool:
        """They are answered by `jobs`, in one transaction. False, and nothing done: one was edited or revoked meanwhile, or is
        finished already. What is being acted upon can be finished all the same. `forget`: what they say is none of our business. `known`:
        who they are from now on, as for `People.put`."""
        versions, now = self._versions(ids), self._clock()

        def work(db: Database) -> bool:
            if not all(_stands(db, id_, version, begun=True) for id_, version in versions.items()):
                return False
            if known is not None:
                put(db, known)
            _finish(db, now, tuple(versions), jobs, state, reason)
            if forget:
                _forget(db, ids)
            return True

        return await self._writer.write(work)

    async def failed(self, id: int, reason: str, again_at: float | None, apology: Sequence[NewJob] = ()) -> bool:
        """One could not be answered; it is tried again at `again_at`, or None: never, and its sender gets the `apology`, in one
        transaction. False, and nothing done: it was edited or revoked meanwhile, or is finished already."""
        versions, now = self._versions((id,)), self._clock()

        def work(db: Database) -> bool:
            if not _stands(db, id, versions[id], begun=True):
                return False
            failed = db.execute(
                "UPDATE inbox SET tries = tries + 1, again_at = ?, reason = ?, state = ? "
                "WHERE id = ? AND state = 'waiting'",
                (again_at or 0.0, reason, "dead" if again_at is None else "waiting", id),
            ).rowcount
            for job in apology if failed else ():
                jobs.insert(db, now, job, newest=id)
            return failed > 0

        return await self._writer.write(work)

    async def dead(self) -> list[Failed]:
        """What was given up, the oldest first."""
        rows = await self._writer.read(
            lambda db: db.rows(
                "SELECT id, channel, received, state, tries, reason FROM inbox WHERE state = 'dead' ORDER BY id"
            )
        )
        return [Failed(**row) for row in rows]

    async def retry(self, id: int | None) -> int:
        """Try again what was given up, or None: all of it; how many there were. What could not be read cannot be tried."""

        def work(db: Database) -> int:
            return db.execute(
                "UPDATE inbox SET state = 'waiting', tries = 0, again_at = 0, reason = '' "
                "WHERE state = 'dead' AND what = 'incoming' AND (? IS NULL OR id = ?)",
                (id, id),
            ).rowcount

        return await self._writer.write(work)

    def _versions(self, ids: Sequence[int]) -> dict[int, int | None]:
        """As they were given out; None: they never were."""
        given = {id_: version for taken in self._taken.values() for id_, version in taken.items()}
        return {id_: given.get(id_) for id_ in ids}


def _finish(db: Database, now: float, ids: Sequence[int], new: Sequence[NewJob], state: str, reason: str) -> None:
    for id_ in ids:
        db.execute(
            "UPDATE inbox SET state = CASE WHEN state = 'revoked' THEN 'revoked' ELSE ? END, acting = 0, reason = ? "
            "WHERE id = ?",
            (state, reason, id_),
        )
    for job in new:
        jobs.insert(db, now, job, newest=max(ids, default=0))


def _forget(db: Database, ids: Sequence[int]) -> None:
    """Only that they have come stays, and what else came in the same body and still waits."""
    for id_ in ids:
        db.execute("UPDATE inbox SET text = '', name = '', reply_to = '', media = NULL WHERE id = ?", (id_,))
        db.execute(
            "UPDATE bodies SET data = NULL WHERE id = (SELECT body FROM inbox WHERE id = ?1) AND NOT EXISTS (SELECT 1 FROM inbox "
            "WHERE body = bodies.id AND id != ?1 AND state IN ('waiting', 'early', 'dead'))",
            (id_,),
        )


def _stands(db: Database, id_: int, version: int | None, *, begun: bool = False) -> bool:
    """Whether a message waits as it was given out. `begun`: or it is being acted upon."""
    for row in db.rows("SELECT state, acting, version FROM inbox WHERE id = ?", (id_,)):
        if begun and row["acting"] and row["state"] in ("waiting", "revoked"):
            return True
        return row["state"] == "waiting" and not row["acting"] and version in (None, row["version"])
    return False


def _waiting(row: sqlite3.Row) -> Waiting:
    media = Media(**json.loads(row["media"])) if row["media"] else None
    incoming = Incoming(
        id=row["event"],
        user=row["user"],
        address=row["address"],
        at=row["at"],
        kind=Kind(row["kind"]),
        text=row["text"],
        media=media,
        name=row["name"],
        reply_to=row["reply_to"],
        message=row["message"] or row["event"],
        forwarded=bool(row["forwarded"]),
    )
    return Waiting(
        id=row["id"],
        channel=row["channel"],
        account=row["account"],
        received=row["received"],
        incoming=incoming,
        tries=row["tries"],
        acting=bool(row["acting"]),
        version=row["version"],
    )
