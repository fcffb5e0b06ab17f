"""Lists on disk: each change is one transaction, and the last one can be taken back.

What was removed stays in the file until the next change, and is then erased from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.database import Database

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    list TEXT NOT NULL,
    text TEXT NOT NULL,
    key TEXT NOT NULL,
    person TEXT NOT NULL,
    added TEXT NOT NULL,
    state TEXT NOT NULL   -- kept; or by the last change added or removed
)
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing on a list."""

    id: int
    list: str
    text: str
    key: str
    """The same for what is the same thing."""
    person: str
    added: str
    """When, ISO 8601."""
    state: str


@dataclass(frozen=True, slots=True)
class Undone:
    """What the last change had done and was taken back."""

    restored: tuple[Entry, ...] = ()
    dropped: tuple[Entry, ...] = ()


class Entries:
    """Those in one file. Raises `ColibriError` when it cannot be used; its methods raise `sqlite3.Error` when the disk fails."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, _SCHEMA)

    def close(self) -> None:
        self._database.close()

    def all(self) -> tuple[Entry, ...]:
        """What is on any list, in the order it was added."""
        return self._select("state != 'removed'")

    def on(self, name: str) -> tuple[Entry, ...]:
        """What is on a list."""
        return self._select("state != 'removed' AND list = ?", (name,))

    def of(self, person: str) -> tuple[Entry, ...]:
        """What somebody put on lists, and what of it could be put back."""
        return self._select("person = ?", (person,))

    def add(self, name: str, things: Iterable[tuple[str, str]], person: str, now: datetime) -> tuple[str, ...]:
        """Puts things, each with its key, on a list; those that were not there yet."""
        with self._database.transaction():
            there = {entry.key for entry in self.on(name)}
            new = {key: text for text, key in things if key not in there}
            if new:
                self._begin()
            for key, text in new.items():
                self._database.execute(
                    "INSERT INTO entries (list, text, key, person, added, state) VALUES (?, ?, ?, ?, ?, 'added')",
                    (name, text, key, person, now.isoformat(timespec="seconds")),
                )
        return tuple(new.values())

    def remove(self, entries: Iterable[Entry]) -> None:
        """Takes them off their lists; what is gone already does not matter."""
        with self._database.transaction():
            self._begin()
            for entry in entries:
                self._database.execute("UPDATE entries SET state = 'removed' WHERE id = ?", (entry.id,))

    def undo(self, *, additions: bool = True) -> Undone:
        """Takes the last change back: what it removed is there again, unless it was added anew, and what it added is not,
        if `additions` are meant too."""
        with self._database.transaction():
            there = {(entry.list, entry.key) for entry in self.all()}
            restored = tuple(e for e in self._select("state = 'removed'") if (e.list, e.key) not in there)
            dropped = self._select("state = 'added'") if additions else ()
            for entry in restored:
                self._database.execute("UPDATE entries SET state = 'kept' WHERE id = ?", (entry.id,))
            for entry in dropped:
                self._database.execute("DELETE FROM entries WHERE id = ?", (entry.id,))
        return Undone(restored, dropped)

    def erase(self, person: str) -> int:
        """For good, what somebody put on lists; how many entries there were."""
        with self._database.transaction():
            count = self._database.execute("DELETE FROM entries WHERE person = ?", (person,)).rowcount
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # it would stay in the log
        return count

    def _begin(self) -> None:
        """What can be taken back is from now on the change that begins."""
        self._database.execute("DELETE FROM entries WHERE state = 'removed'")
        self._database.execute("UPDATE entries SET state = 'kept' WHERE state = 'added'")

    def _select(self, condition: str, values: tuple[object, ...] = ()) -> tuple[Entry, ...]:
        rows = self._database.rows(f"SELECT * FROM entries WHERE {condition} ORDER BY id", values)
        return tuple(Entry(**row) for row in rows)
