"""What is kept is on the disk, whole or not at all."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from assistant.database import Database
from assistant.errors import ColibriError

SCHEMA = "CREATE TABLE IF NOT EXISTS words (word TEXT UNIQUE)"


def words(database: Database) -> list[str]:
    return [row["word"] for row in database.rows("SELECT word FROM words ORDER BY word")]


def test_several_have_it_open(tmp_path: Path) -> None:
    one, two = Database(tmp_path / "a" / "w.db", SCHEMA), Database(tmp_path / "a" / "w.db", SCHEMA)
    one.execute("INSERT INTO words VALUES (?)", ("hello",))
    assert words(two) == ["hello"]
    one.close()
    two.close()


def test_a_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    database = Database(tmp_path / "w.db", SCHEMA)

    def both() -> None:
        with database.transaction():
            database.execute("INSERT INTO words VALUES ('lost')")
            database.execute("INSERT INTO words VALUES ('lost')")

    with pytest.raises(sqlite3.IntegrityError):
        both()
    with database.transaction():
        database.execute("INSERT INTO words VALUES ('kept')")
    assert words(database) == ["kept"]


def test_what_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "w.db").write_text("This is no database, and long enough to be taken for one that is broken. " * 20)
    with pytest.raises(ColibriError, match=r"w\.db: .*; free space or mend its permissions, or move the file away"):
        Database(tmp_path / "w.db", SCHEMA)
