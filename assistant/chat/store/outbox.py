"""Messages to be sent: in each conversation in order, and what may have been sent blocks what comes after it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from assistant.chat.store import doubt, jobs
from assistant.chat.store.heads import heads
from assistant.chat.store.jobs import NewJob
from assistant.chat.store.statuses import Statuses
from assistant.chat.store.writer import Writer
from assistant.database import Database

MOST_TRIES = 8
"""Of a job; what a platform has failed to deliver so often is not tried again, and neither is what it never confirmed."""
_MOST_JOBS = 1000
_MOST_VOICE_BYTES = 8_000_000
"""Of what `sendable` gives at once."""

_OPEN = "state IN ('waiting', 'sending', 'unknown')"
"""As the index of open jobs has it; without these words it is not used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(NewJob):
    """A message to be sent, in the outbox."""

    job: str
    """Our id of it."""
    seq: int
    """In this order they are sent."""
    made: float
    tries: int
    """How often it was begun to be sent."""
    state: str
    unknown_since: float | None


@dataclass(frozen=True, slots=True)
class Unsent:
    """A message that was not sent, or nobody knows."""

    job: str
    channel: str
    made: float
    state: str
    """`failed` or `unknown`."""
    tries: int
    reason: str
    code: int | None


class Outbox:
    """What is to be sent. Raises `StoreUnavailable`; then nothing was done."""

    confirming: frozenset[str] = frozenset()
    """The channels that tell us, with the job's id, what they have accepted. Of the others, what may have been sent stays unknown."""
    most_tries: int = MOST_TRIES

    def __init__(self, writer: Writer, clock: Callable[[], float] = time.time) -> None:
        self._writer = writer
        self._clock = clock

    async def post(self, jobs_: Sequence[NewJob]) -> int:
        """Have them sent; how many were new."""
        now = self._clock()
        return await self._writer.write(lambda db: sum(jobs.insert(db, now, job) for job in jobs_))

    async def sendable(self, now: float) -> list[Job]:
        """What may be sent now: of each conversation the first that is not done with. What was made first comes first."""
        first, confirming = self._heads()

        def work(db: Database) -> list[Job]:
            found: list[Job] = []
            voice_bytes = 0
            query = f"""{first} SELECT id AS seq, (SELECT LENGTH(voice) FROM outbox WHERE seq = id) AS bytes FROM heads
                WHERE state = 'waiting' AND again_at <= ?{len(confirming) + 1} ORDER BY id LIMIT {_MOST_JOBS}"""
            for row in db.rows(query, (*confirming, now)):
                voice_bytes += row["bytes"]
                if row["bytes"] == 0 or voice_bytes <= _MOST_VOICE_BYTES or row["bytes"] == voice_bytes:
                    found.extend(_job(whole) for whole in db.rows("SELECT * FROM outbox WHERE seq = ?", (row["seq"],)))
            return found

        return await self._writer.read(work)

    async def next_at(self, after: float = 0.0) -> float | None:
        """When the next message may be sent that was postponed till later than `after`; None: none was."""
        first, confirming = self._heads()
        place = len(confirming) + 1
        rows = await self._writer.read(
            lambda db: db.rows(
                f"{first} SELECT MIN(again_at) AS next FROM heads WHERE state = 'waiting' AND again_at > ?{place}",
                (*confirming, after),
            )
        )
        return None if rows[0]["next"] is None else float(rows[0]["next"])

    async def sending(self, job: str) -> bool:
        """It is about to be sent; False: it is not to be sent any more."""
        return await self._change("state = 'sending', tries = tries + 1", (), job, "waiting") > 0

    async def sent(self, job: str, message: str) -> None:
        """It was. `message`: the platform's id of it; news of it may have come already."""

        def work(db: Database) -> None:
            for row in db.rows("SELECT channel, account FROM outbox WHERE job = ?", (job,)):
                of = (row["channel"], row["account"])
                Statuses(db, self._clock(), *of, self.most_tries).sent(job, message)

        await self._writer.write(work)

    async def later(self, job: str, at: float, reason: str, code: int | None = None, *, counted: bool = True) -> None:
        """It was not sent; it may be, at `at`. `counted`: as one of its tries. One that may have been sent before, when the platform
        takes nothing, waits for news of that again: none could come."""
        now = self._clock()

        def work(db: Database) -> None:
            for row in db.rows(
                "SELECT unknown_since FROM outbox WHERE job = ? AND state IN ('waiting', 'sending')", (job,)
            ):
                jobs.again(db, job, at, reason, code)
                if not counted:
                    db.execute("UPDATE outbox SET tries = MAX(0, tries - 1) WHERE job = ?", (job,))
                    if row["unknown_since"] is not None:
                        doubt.still(db, job, now)

        await self._writer.write(work)

    async def failed(self, job: str, reason: str, code: int | None = None) -> None:
        """It was not sent, and will not be; nor will what comes after it of the same answer."""
        await self._writer.write(lambda db: jobs.fail_all(db, job, reason, code))

    async def in_writing(self, job: str) -> bool:
        """A voice note was not sent, and will not be; its text is, unless they want no more messages. False: it has none."""
        return await self._writer.write(lambda db: jobs.in_writing(db, job))

    async def unknown(self, job: str, reason: str) -> None:
        """It may have been sent, or not."""
        await self._change("state = 'unknown', unknown_since = ?, reason = ?", (self._clock(), reason), job, "sending")

    async def recover(self) -> int:
        """At the start: what was on its way when we stopped may have been sent, or not. How many there were."""
        now = self._clock()
        return await self._writer.write(lambda db: doubt.recover(db, now))

    async def clock_was_set(self, by_s: float) -> None:
        """What waits, here and in the inbox, waits as long as it would have."""
        await self._writer.write(lambda db: doubt.shift(db, by_s))

    async def overdue(self, before: float, channels: Collection[str] | None = None) -> int:
        """What a confirming channel, of `channels` if they are named, has not confirmed though it may have been sent before `before`
        is sent again; how many."""
        confirming = sorted(self.confirming if channels is None else self.confirming & set(channels))
        if not await self._writer.read(lambda db: doubt.any_late(db, before, confirming)):
            return 0
        return await self._writer.write(lambda db: doubt.overdue(db, before, confirming, self.most_tries))

    async def own_up(self, before: float, words: Callable[[str], str]) -> int:
        """On channels that confirm nothing, who may not have got a message since `before` is told so, once; how many. `words`: what to
        say in a language; called in another thread."""
        now, confirming = self._clock(), sorted(self.confirming)
        return await self._writer.write(lambda db: doubt.own_up(db, now, before, confirming, words))

    async def failures(self) -> list[Unsent]:
        """What was not sent, and of what nobody knows; the oldest first."""
        rows = await self._writer.read(
            lambda db: db.rows(
                "SELECT job, channel, made, state, tries, reason, code FROM outbox "
                "WHERE state IN ('failed', 'unknown') ORDER BY seq"
            )
        )
        return [Unsent(**row) for row in rows]

    async def retry(self, job: str | None) -> int:
        """Send again what failed, or None: all that failed; how many. One of which nobody knows is sent again only by its id.
        Who wants no more messages gets none."""

        def work(db: Database) -> int:
            return db.execute(
                "UPDATE outbox SET state = 'waiting', tries = 0, again_at = 0, unknown_since = NULL, reason = '', "
                "code = NULL WHERE NOT stopped AND (state = 'failed' OR (state = 'unknown' AND job = ?)) "
                "AND (? IS NULL OR job = ?) AND NOT EXISTS (SELECT 1 FROM people WHERE people.channel = outbox.channel "
                "AND people.account = outbox.account AND people.user = outbox.user AND people.stopped)",
                (job, job, job),
            ).rowcount

        return await self._writer.write(work)

    async def _change(self, change: str, values: tuple[object, ...], job: str, state: str) -> int:
        statement = f"UPDATE outbox SET {change} WHERE job = ? AND state = ?"
        return await self._writer.write(lambda db: db.execute(statement, (*values, job, state)).rowcount)

    def _heads(self) -> tuple[str, list[str]]:
        """What begins a query for the first job of each conversation, and its values ?1, ?2 ..."""
        confirming = sorted(self.confirming)
        known = ", ".join(f"?{place}" for place in range(1, len(confirming) + 1))
        where = f"{_OPEN} AND (state != 'unknown' OR channel IN ({known}))"
        return heads("outbox", "seq", where, ("seq",), ("state", "again_at")), confirming


def _job(row: sqlite3.Row) -> Job:
    names = Job.__dataclass_fields__
    return Job(**{name: row[name] for name in row.keys() if name in names})  # noqa: SIM118
