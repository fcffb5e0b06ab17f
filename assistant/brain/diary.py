"""Conversations in writing, on this board only, for as many days as its owner wants; not at all unless they want."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from assistant.brain.session import Exchange
from assistant.database import Database
from assistant.people import Person

_SCHEMA = """
CREATE TABLE IF NOT EXISTS exchanges (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,             -- seconds since 1970, UTC
    person TEXT NOT NULL,
    user TEXT NOT NULL,
    assistant TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS by_time ON exchanges (at);
"""
_DAY_S = 86_400
_OFTEN_S = 3_600
"""What is too old is looked for once in this time."""


class Diary:
    """What was said by both sides, and was heard. Used by one thread at a time."""

    def __init__(self, path: Path, days: int, clock: Callable[[], float] = time.time) -> None:
        """`days`: it keeps an exchange so long; 0 keeps none, and `purge` erases what is there from earlier. Raises `ColibriError`."""
        self._days = days
        self._clock = clock
        self._database = Database(path, _SCHEMA)
        self._purged = clock()

    def add(self, person: Person, exchange: Exchange) -> None:
        """Keep one. Raises `sqlite3.Error` when the disk is full."""
        if not self._days:
            return
        self._database.execute(
            "INSERT INTO exchanges (at, person, user, assistant) VALUES (?, ?, ?, ?)",
            (self._clock(), person.id, exchange.user, exchange.assistant),
        )
        if self._clock() - self._purged > _OFTEN_S:
            self.purge()

    def purge(self) -> int:
        """Erase what is too old; how many exchanges."""
        self._purged = self._clock()
        oldest = self._purged - self._days * _DAY_S
        return self._gone("at <= ?", oldest)

    def export(self, person: Person) -> list[dict[str, str]]:
        """All that is kept of somebody, oldest first, ready for JSON."""
        found = self._database.rows("SELECT * FROM exchanges WHERE person = ? ORDER BY id", (person.id,))
        return [
            {
                "at": datetime.fromtimestamp(row["at"], UTC).isoformat(timespec="seconds"),
                "user": row["user"],
                "assistant": row["assistant"],
            }
            for row in found
        ]

    def erase(self, person: Person) -> int:
        """Erase all of somebody; how many exchanges."""
        return self._gone("person = ?", person.id)

    def _gone(self, which: str, value: object) -> int:
        count = self._database.execute(f"DELETE FROM exchanges WHERE {which}", (value,)).rowcount
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # from the log of writes, too
        return count

    def close(self) -> None:
        """Nobody writes any more."""
        self._database.close()
