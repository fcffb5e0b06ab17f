"""Appointments on disk: SQLite, each change one transaction that is on the disk when the call returns.

Wherever the power fails or the process is killed, an appointment is in exactly one state: it waits, it rings, it was missed,
or it is gone. An occurrence of one that repeats leaves it as an appointment of its own in the same transaction that moves
the repetition on. Other processes may change the file; the next look sees it. Called from one thread at a time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

from assistant.errors import ColibriError
from assistant.skills.timers.appointment import Appointment, Kind, Span, State
from assistant.skills.timers.clocks import Reading
from assistant.skills.timers.wall import Wall

_SCHEMA = """
CREATE TABLE IF NOT EXISTS appointments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    length_s INTEGER,
    state TEXT NOT NULL,
    utc_ms INTEGER, boot TEXT, uptime_ms INTEGER,   -- a span,
    day TEXT, time TEXT, zone TEXT, repeat TEXT,    -- or a time on the wall, or neither
    person TEXT NOT NULL DEFAULT 'owner'
)
"""
_COLUMNS = "kind name language length_s state utc_ms boot uptime_ms day time zone repeat person".split()
_PLAIN = ("kind", "name", "language", "length_s", "state", "person")
_PATIENCE_S = 2.0


class Appointments:
    """Those in one file, which is made if it is not there. Raises `ColibriError` when it cannot be read; its methods raise
    `sqlite3.Error` when the disk fails or is full."""

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=_PATIENCE_S, isolation_level=None, check_same_thread=False)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute("PRAGMA secure_delete=ON")
            self._db.execute(_SCHEMA)
            self._add_person()
        except (OSError, sqlite3.Error) as error:
            raise ColibriError(f"{path}: {error}; free space or mend its permissions, or move the file away") from error
        self._known: tuple[Appointment, ...] | None = None
        self._version = 0

    def close(self) -> None:
        self._db.close()

    def all(self) -> tuple[Appointment, ...]:
        """Every appointment, as they were set."""
        version = self._db.execute("PRAGMA data_version").fetchone()[0]  # changes when another process has written
        if self._known is None or version != self._version:
            rows = self._db.execute("SELECT * FROM appointments ORDER BY id").fetchall()
            self._known, self._version = tuple(map(_appointment, rows)), version
        return self._known

    def add(self, appointment: Appointment) -> Appointment:
        """Keep it; it comes back with the id it was given."""
        with self._transaction():
            return self._insert(appointment)

    def remove(self, appointments: Iterable[Appointment]) -> None:
        """Cancelled or told: gone, with all that would have repeated. What is gone already does not matter."""
        with self._transaction():
            self._db.executemany("DELETE FROM appointments WHERE id = ?", [(a.id,) for a in appointments])

    def finish(self, rang: Iterable[Appointment]) -> None:
        """They have rung: gone, but for one that repeats, which waits for its next day."""
        with self._transaction():
            for due in rang:
                if due.repeats:
                    self._advance(due)
                else:
                    self._db.execute("DELETE FROM appointments WHERE id = ?", (due.id,))

    def claim(self, due: Appointment, state: State) -> Appointment | None:
        """Its time has come: put it into `state`, or what `due` is of one that repeats, which then waits for its next day.

        None when somebody else was first, or has changed it meanwhile: then it is not to ring.
        """
        if isinstance(due.when, Wall) and due.when.repeat:
            occurrence = replace(due, when=replace(due.when, repeat=frozenset()), state=state)
            with self._transaction():
                return self._insert(occurrence) if self._advance(due) else None
        columns = _to_columns(due)
        with self._transaction():
            moved = self._update(
                "state = ? WHERE id = ? AND state = ? AND utc_ms IS ? AND day IS ?",
                (state, due.id, due.state, columns["utc_ms"], columns["day"]),
            )
        return replace(due, state=state) if moved else None

    def move(self, moves: Iterable[tuple[Appointment, Span | Wall]]) -> None:
        """Let each wait for another time: snoozed, prolonged, or skipped."""
        with self._transaction():
            for appointment, when in moves:
                columns = _to_columns(replace(appointment, when=when, state=State.WAITING))
                assignments = ", ".join(f"{column} = :{column}" for column in _COLUMNS)
                self._update(f"{assignments} WHERE id = :id", {**columns, "id": appointment.id})

    def clock_was_set(self, reading: Reading) -> None:
        """Spans of this start of the board end when they would have; only their instant has another name now."""
        with self._transaction():
            self._update("utc_ms = uptime_ms + ? WHERE boot = ?", (reading.offset_ms, reading.boot))

    def _add_person(self) -> None:
        """To a file of an earlier version."""
        with self._transaction():
            if "person" not in {row["name"] for row in self._db.execute("PRAGMA table_info(appointments)")}:
                self._db.execute("ALTER TABLE appointments ADD COLUMN person TEXT NOT NULL DEFAULT 'owner'")

    def _advance(self, due: Appointment) -> bool:
        """Let one that repeats wait for the day after `due`. False if it does already."""
        assert isinstance(due.when, Wall)
        days = (due.when.following().day.isoformat(), due.id, State.WAITING, due.when.day.isoformat())
        return self._update("day = ? WHERE id = ? AND state = ? AND day <= ?", days)

    def _insert(self, appointment: Appointment) -> Appointment:
        columns = _to_columns(appointment)
        marks = ", ".join(f":{column}" for column in _COLUMNS)
        cursor = self._db.execute(f"INSERT INTO appointments ({', '.join(_COLUMNS)}) VALUES ({marks})", columns)
        return replace(appointment, id=cursor.lastrowid or 0, when=_when(columns))

    def _update(self, change: str, values: tuple[Any, ...] | dict[str, Any]) -> bool:
        return self._db.execute(f"UPDATE appointments SET {change}", values).rowcount > 0

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._known = None
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise


def _appointment(row: sqlite3.Row) -> Appointment:
    return Appointment(
        id=row["id"],
        kind=Kind(row["kind"]),
        name=row["name"],
        language=row["language"],
        when=_when({column: row[column] for column in _COLUMNS}),
        length_s=row["length_s"],
        state=State(row["state"]),
        person=row["person"],
    )


def _when(columns: dict[str, Any]) -> Span | Wall | None:
    if columns["utc_ms"] is not None:
        return Span(columns["utc_ms"], columns["boot"], columns["uptime_ms"])
    if columns["day"] is not None:
        repeat = frozenset(map(int, columns["repeat"]))
        return Wall(date.fromisoformat(columns["day"]), time.fromisoformat(columns["time"]), columns["zone"], repeat)
    return None


def _to_columns(appointment: Appointment) -> dict[str, Any]:
    columns: dict[str, Any] = dict.fromkeys(_COLUMNS)
    columns |= {name: getattr(appointment, name) for name in _PLAIN}
    when = appointment.when
    if isinstance(when, Span):
        columns |= {"utc_ms": when.utc_ms, "boot": when.boot, "uptime_ms": when.uptime_ms}
    elif isinstance(when, Wall):
        columns |= {"day": when.day.isoformat(), "time": when.time.isoformat(), "zone": when.zone}
        columns["repeat"] = "".join(map(str, sorted(when.repeat)))
    return columns
