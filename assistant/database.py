"""What is kept: SQLite in its write-ahead log, each change one transaction that is on the disk when it is done."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import ColibriError

_PATIENCE_S = 2.0
_PAUSE_S = 0.02


class Database:
    """One file. Several processes may have it open. Used by one thread at a time."""

    def __init__(self, path: Path, schema: str) -> None:
        """`schema`: statements that make what is not there yet. Raises `ColibriError` when the file cannot be used."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=_PATIENCE_S, isolation_level=None, check_same_thread=False)
            self._db.row_factory = sqlite3.Row
            self._use_log()
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
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:  # a disk that fails may have ended it already
                self._db.execute("ROLLBACK")
            raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Several queries that see one and the same state, whatever others write meanwhile."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Within a transaction: all of it or nothing, while the rest of the transaction stands. When `in_transaction` is false
        after it has failed, the whole transaction was lost."""
        self._db.execute("SAVEPOINT inner_part")
        try:
            yield
            self._db.execute("RELEASE inner_part")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK TO inner_part")
                self._db.execute("RELEASE inner_part")
            raise

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction has begun and not ended."""
        return self._db.in_transaction

    def shorten_log(self) -> bool:
        """Move the write-ahead log into the file, and empty it; False: another process is using it just now, try again later.
        What was erased can be found in the log until then."""
        self._db.execute("PRAGMA busy_timeout=0")
        try:
            return not self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            self._db.execute(f"PRAGMA busy_timeout={int(_PATIENCE_S * 1000)}")

    def close(self) -> None:
        self._db.close()

    def _use_log(self) -> None:
        """Write ahead. SQLite does not wait for another process that is making the same file just now, so it is done here."""
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            try:
                self._db.execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(_PAUSE_S)
            else:
                return
