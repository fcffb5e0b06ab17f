"""Who has ever written, what they are to the household, and whether they want to hear from it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass

from assistant.chat.store import jobs
from assistant.chat.store.identity import current
from assistant.chat.store.writer import Writer
from assistant.database import Database
from assistant.people import Role

_WRONG_CODES_S = 86400.0
_SELECT = "SELECT people.*, COALESCE((SELECT at FROM inbox WHERE inbox.id = people.stop), 0) AS stop_at FROM people"
_OF = "channel = ? AND account = ? AND user = ?"


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody, as one account of a platform knows them."""

    channel: str
    account: str
    user: str
    address: str
    person: str = ""
    """Whom of the household it is; empty for strangers."""
    role: Role | None = None
    """None: they were never allowed."""
    name: str = ""
    """What they call themselves; never to be trusted."""
    language: str = ""
    stopped: bool = False
    """They want no more messages."""
    refused: bool = False
    """They were told that they may not talk to it."""
    first: float = 0.0
    """When they first wrote, by the platform's clock, in seconds since 1970; 0: never."""
    last: float = 0.0
    """When they last wrote."""
    stop: int = 0
    """The latest message with which they stopped us. To be left alone: so `put` does not undo what it did not know of."""
    stop_at: float = 0.0
    """When they wrote that, by the platform's clock; 0: never, or long ago."""


def touch(db: Database, known: Known) -> None:
    """Somebody wrote at `known.last`. To be called within a transaction."""
    db.execute(
        "INSERT INTO people (channel, account, user, address, name, first, last) VALUES (?,?,?,?,?,?,?) "
        "ON CONFLICT DO UPDATE SET "
        "address = CASE WHEN excluded.last >= last AND excluded.address != '' THEN excluded.address ELSE address END, "
        "name = CASE WHEN excluded.last >= last AND excluded.name != '' THEN excluded.name ELSE name END, "
        "first = CASE WHEN first = 0 THEN excluded.first ELSE MIN(first, excluded.first) END, "
        "last = MAX(last, excluded.last)",
        (known.channel, known.account, known.user, known.address, known.name, known.last, known.last),
    )


def stop(db: Database, channel: str, account: str, user: str, message: int) -> None:
    """They want no more messages: none that wait, either. `message`: the row that says so. To be called within a transaction."""
    db.execute(
        f"UPDATE people SET stopped = 1, stop = MAX(stop, ?) WHERE {_OF}",
        (message, channel, account, user),
    )
    jobs.drop(db, channel, account, user)


class People:
    """Those in the store. Raises `StoreUnavailable`."""

    def __init__(self, writer: Writer, clock: Callable[[], float] = time.time) -> None:
        self._writer = writer
        self._clock = clock

    async def find(self, channel: str, account: str, user: str) -> Known | None:
        """Who it is; by a former id, too."""

        def work(db: Database) -> Known | None:
            now = current(db, channel, account, user)
            rows = db.rows(f"{_SELECT} WHERE {_OF}", (channel, account, now))
            return _known(rows[0]) if rows else None

        return await self._writer.read(work)

    async def put(self, known: Known) -> None:
        """As `find` gave it, but for what shall change. When they have stopped us since then, that stands; and who was removed since
        then stays removed."""
        await self._writer.write(lambda db: put(db, known))

    async def touch(self, channel: str, account: str, user: str, address: str, name: str, at: float) -> None:
        """Somebody wrote; `receive` does this by itself."""
        await self._writer.write(lambda db: touch(db, Known(channel, account, user, address, name=name, last=at)))

    async def all(self) -> list[Known]:
        """Everybody who has ever written; who wrote last comes first."""
        rows = await self._writer.read(lambda db: db.rows(f"{_SELECT} ORDER BY last DESC"))
        return [_known(row) for row in rows]

    async def remove(self, channel: str, account: str, user: str) -> bool:
        """Forget who somebody is, and what waits from and for them; False: it was not known. Should they write again, they are
        a stranger."""
        of = (channel, account, user)

        def work(db: Database) -> bool:
            jobs.drop(db, *of)
            db.execute(
                f"UPDATE inbox SET state = 'dropped', reason = 'removed' WHERE state IN ('waiting', 'dead') AND {_OF}",
                of,
            )
            return db.execute(f"DELETE FROM people WHERE {_OF}", of).rowcount > 0

        return await self._writer.write(work)

    async def add_code(self, digest: str, person: str, role: Role, until: float) -> None:
        """Whoever knows the code of that digest before `until` is `person`."""
        now = self._clock()

        def work(db: Database) -> None:
            db.execute("DELETE FROM codes WHERE until <= ?", (now,))
            db.execute("INSERT OR REPLACE INTO codes VALUES (?, ?, ?, ?)", (digest, person, role, until))

        await self._writer.write(work)

    async def take_code(
        self, digest: str, channel: str, account: str, user: str, now: float
    ) -> tuple[str, Role] | None:
        """Whom the code makes somebody, which they are from then on; each works once."""

        def work(db: Database) -> tuple[str, Role] | None:
            db.execute("DELETE FROM codes WHERE until <= ?", (now,))
            rows = db.rows("DELETE FROM codes WHERE digest = ? RETURNING person, role", (digest,))
            if not rows:
                return None
            person, role = str(rows[0]["person"]), Role(rows[0]["role"])
            of = (channel, account, current(db, channel, account, user))
            db.execute(f"UPDATE people SET person = ?, role = ? WHERE {_OF}", (person, role, *of))
            return person, role

        return await self._writer.write(work)

    async def wrong_tries(self, channel: str, account: str, user: str, now: float, window_s: float) -> int:
        """How many wrong codes somebody has sent within the last `window_s`; a day is remembered."""
        return await self._writer.read(
            lambda db: int(
                db.rows(
                    f"SELECT COUNT(*) FROM wrong_codes WHERE {_OF} AND at > ?", (channel, account, user, now - window_s)
                )[0][0]
            )
        )

    async def wrong_try(self, channel: str, account: str, user: str, now: float) -> None:
        """Somebody has sent a wrong code."""

        def work(db: Database) -> None:
            db.execute("DELETE FROM wrong_codes WHERE at <= ?", (now - _WRONG_CODES_S,))
            db.execute("INSERT INTO wrong_codes VALUES (?, ?, ?, ?)", (channel, account, user, now))

        await self._writer.write(work)


def put(db: Database, known: Known) -> None:
    """As `People.put`. To be called within a transaction."""
    user = current(db, known.channel, known.account, known.user)
    of = (known.channel, known.account, user)
    rows = db.rows(f"SELECT stopped, stop FROM people WHERE {_OF}", of)
    stopped_since = bool(rows) and bool(rows[0]["stopped"]) and rows[0]["stop"] > known.stop
    if known.stopped and not (rows and rows[0]["stopped"]):
        jobs.drop(db, *of)
    if rows:
        touch(db, Known(*of, known.address, name=known.name, last=known.last))
    db.execute(
        f"UPDATE people SET person = ?, role = ?, language = ?, stopped = ?, refused = ? WHERE {_OF}",
        (known.person, known.role, known.language, known.stopped or stopped_since, known.refused, *of),
    )


def _known(row: sqlite3.Row) -> Known:
    fields = dict(row)
    fields["role"] = Role(fields["role"]) if fields["role"] is not None else None
    return Known(**{**fields, "stopped": bool(row["stopped"]), "refused": bool(row["refused"])})
