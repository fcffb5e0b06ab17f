"""What the bridge keeps: what has come, what is to be sent, and who everybody is. One SQLite file, used by one bridge and by any
other process that only looks, posts or mends."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.chat import Event
from assistant.chat.store.inbox import Failed, Inbox, Lane, Waiting
from assistant.chat.store.jobs import NewJob
from assistant.chat.store.keeping import erase, export, purge_some
from assistant.chat.store.lock import BridgeLock
from assistant.chat.store.outbox import Job, Outbox, Unsent
from assistant.chat.store.people import Known, People
from assistant.chat.store.receive import Letter, Received, Receiving
from assistant.chat.store.unavailable import StoreUnavailable
from assistant.chat.store.writer import Writer
from assistant.database import Database

__all__ = [
    "BridgeLock",
    "Counts",
    "Failed",
    "Inbox",
    "Job",
    "Known",
    "Lane",
    "NewJob",
    "Outbox",
    "People",
    "Received",
    "Store",
    "StoreUnavailable",
    "Unsent",
    "Waiting",
]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is."""

    inbox: dict[str, int]
    """Messages, and what could not be read, by their states."""
    outbox: dict[str, int]
    """Jobs by their states."""
    oldest_s: float
    """For how long the oldest message waits; 0: none does."""
    people: int
    file_bytes: int
    """With the write-ahead log."""


class Store:
    """Belongs to the event loop. Everything it says to have done is on the disk. Raises `StoreUnavailable`; then nothing was done."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._writer = Writer(path)
        self.inbox = Inbox(self._writer, clock)
        self.outbox = Outbox(self._writer, clock)
        self.people = People(self._writer, clock)

    async def receive(
        self,
        channel: str,
        account: str,
        body: bytes,
        events: Sequence[Event],
        *,
        stops: Callable[[str], bool] = lambda text: False,
        poison: str = "",
    ) -> Received:
        """Keep a body and what was read in it. `stops`: whether a text says that they want no more messages; called in another
        thread. `poison`: why nothing could be read."""
        letter = Letter(channel, account, body, events, poison)
        now = self._clock()

        def work(db: Database) -> Received:
            receiving = Receiving(db, now, letter, stops, self.outbox.most_tries)
            received = receiving.run()
            if receiving.erased:
                self._writer.clean()
            return received

        return await self._writer.write(work)

    async def purge(self, before: float, *, dead: bool = False) -> int:
        """Forget the contents of what was done with before `before`, and a month later that it ever was; how many steps that took.
        `dead`: of what was given up, too."""
        now, count = self._clock(), 0

        def work(db: Database) -> int:
            self._writer.clean()
            return purge_some(db, now, before, dead)

        while some := await self._writer.write(work):
            count += some
        return count

    async def erase(self, person: str) -> int:
        """Forget all of somebody of the household, or of anybody by `channel:user` or `channel:account:user`; how many entries
        there were."""

        def work(db: Database) -> int:
            self._writer.clean()
            return erase(db, person)

        return await self._writer.write(work)

    async def export(self, person: str) -> list[dict[str, object]]:
        """All that is kept of somebody, named as for `erase`; fit for JSON."""
        return await self._writer.read(lambda db: list(export(db, person)))

    async def counts(self) -> Counts:
        """How much there is."""
        now = self._clock()
        return await self._writer.read(lambda db: _counts(db, self._writer.path, now))

    async def close(self) -> None:
        """What was begun is done; then the file is closed."""
        await self._writer.close()


def _counts(db: Database, path: Path, now: float) -> Counts:
    inbox = db.rows("SELECT state, COUNT(*) FROM inbox WHERE what IN ('incoming', 'poison') GROUP BY state")
    outbox = db.rows("SELECT state, COUNT(*) FROM outbox GROUP BY state")
    oldest = db.rows("SELECT MIN(received) FROM inbox WHERE state = 'waiting'")[0][0]
    files = (path, path.with_name(f"{path.name}-wal"))
    return Counts(
        inbox=dict(map(tuple, inbox)),
        outbox=dict(map(tuple, outbox)),
        oldest_s=max(0.0, now - oldest) if oldest is not None else 0.0,
        people=int(db.rows("SELECT COUNT(*) FROM people")[0][0]),
        file_bytes=sum(file.stat().st_size for file in files if file.exists()),
    )
