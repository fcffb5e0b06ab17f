"""What is kept: SQLite in its write-ahead log, each change one transaction that is on the disk when it is done."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import ColibriError

_PATIENCE_S = 2.0


class Database:
    """One file. Several processes may have it open. Used by one thread at a time."""

    def __init__(self, path: Path, schema: str) -> None:
        """`schema`: statements that make what is not there yet. Raises `ColibriError` when the file cannot be used."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=_PATIENCE_S, isolation_level=None, check_same_thread=False)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute("PRAGMA secure_delete=ON")  # what is erased is not to be found in the file any more
            self._db.executescript(schema)
        except (OSError, sqlite3.Error) as error:
            raise ColibriError(f"{path}: {error}; free space or mend its permissions, or move the file away") from error

    def execute(self, statement: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        """One statement. Raises `sqlite3.Error` when the disk fails or is full."""
        return self._db.execute(statement, values)

    def rows(self, statement: str, values: tuple[object, ...] = ()) -> list[sqlite3.Row]:
        """What a query finds."""
        return self._db.execute(statement, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def close(self) -> None:
        self._db.close()
