"""Jobs of which nobody knows whether they were sent, and times that were written down by a clock that was set since. To be called
within a transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from assistant.chat.store import jobs
from assistant.database import Database

_OPEN = "state IN ('waiting', 'sending', 'unknown')"
"""As the index of open jobs has it; without these words it is not used."""
LONGEST_S = 900.0
"""Nothing waits for longer after a start: the clock may have been wrong when that was written down."""


def recover(db: Database, now: float) -> int:
    """At the start: what was on its way when we stopped may have been sent, or not; how many. News of it is waited for from now
    on: while we were away none could come."""
    count = db.execute(
        "UPDATE outbox SET state = 'unknown', reason = 'stopped while it was being sent' WHERE state = 'sending'"
    ).rowcount
    db.execute(f"UPDATE outbox SET unknown_since = ? WHERE {_OPEN} AND state = 'unknown'", (now,))
    for table, open_ in (("outbox", _OPEN), ("inbox", "state = 'waiting'")):
        db.execute(
            f"UPDATE {table} SET again_at = ? WHERE {open_} AND again_at > ?", (now + LONGEST_S, now + LONGEST_S)
        )
    return count


def still(db: Database, job: str, now: float) -> None:
    """One that may have been sent was not sent again: it may still have been sent."""
    db.execute("UPDATE outbox SET state = 'unknown', unknown_since = ? WHERE job = ? AND state = 'waiting'", (now, job))


def shift(db: Database, by_s: float) -> None:
    """The clock was set: what waits, waits as long as it would have."""
    db.execute(f"UPDATE outbox SET unknown_since = unknown_since + ? WHERE {_OPEN} AND state = 'unknown'", (by_s,))
    db.execute(f"UPDATE outbox SET made = made + ? WHERE {_OPEN}", (by_s,))
    for table, open_ in (("outbox", _OPEN), ("inbox", "state = 'waiting'")):
        db.execute(f"UPDATE {table} SET again_at = again_at + ? WHERE {open_} AND again_at > 0", (by_s,))


def overdue(db: Database, before: float, channels: Sequence[str], most_tries: int) -> int:
    """What these channels have not confirmed though it may have been sent before `before` is sent again; how many."""
    count = 0
    for row in _late(db, before, channels):
        if row["tries"] < most_tries:
            jobs.again(db, row["job"], 0.0, row["reason"], row["code"])
            count += 1
        else:
            jobs.fail(db, row["job"], "never confirmed", row["code"])
    return count


def own_up(db: Database, now: float, before: float, confirming: Sequence[str], words: Callable[[str], str]) -> int:
    """Whoever may not have got a message since `before`, on a channel that will never tell, is told so in their language; how many."""
    marks = ", ".join("?" * len(confirming))
    rows = db.rows(
        f"SELECT job, channel, account, user, address, (SELECT language FROM people WHERE people.channel = outbox.channel AND "
        f"people.account = outbox.account AND people.user = outbox.user) AS language FROM outbox WHERE {_OPEN} "
        f"AND state = 'unknown' AND NOT stopped AND unknown_since < ? AND channel NOT IN ({marks})",
        (before, *confirming),
    )
    for row in rows:
        of = (row["channel"], row["account"], row["user"], row["address"])
        db.execute("UPDATE outbox SET unknown_since = NULL WHERE job = ?", (row["job"],))
        jobs.insert(db, now, jobs.NewJob(*of, key=f"doubt:{row['job']}", text=words(row["language"] or "")))
    return len(rows)


def any_late(db: Database, before: float, channels: Sequence[str]) -> bool:
    """Whether there is anything for `overdue`."""
    return bool(_late(db, before, channels))


def _late(db: Database, before: float, channels: Sequence[str]) -> list[sqlite3.Row]:
    marks = ", ".join("?" * len(channels))
    return db.rows(
        f"SELECT job, tries, reason, code FROM outbox WHERE {_OPEN} AND state = 'unknown' AND unknown_since < ? "
        f"AND channel IN ({marks})",
        (before, *channels),
    )
