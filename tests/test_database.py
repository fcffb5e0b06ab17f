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


def test_a_part_of_a_transaction_fails_alone(tmp_path: Path) -> None:
    database = Database(tmp_path / "w.db", SCHEMA)

    def part(*new: str) -> None:
        with database.savepoint():
            for word in new:
                database.execute("INSERT INTO words VALUES (?)", (word,))

    with database.transaction():
        part("a", "b")
        with pytest.raises(sqlite3.IntegrityError):
            part("c", "a")
        assert database.in_transaction
    assert not database.in_transaction
    assert words(database) == ["a", "b"]


def test_what_was_lost_says_so_and_the_next_goes_on(tmp_path: Path) -> None:
    """The disk may end a transaction by itself; that must not hide what happened."""
    database = Database(tmp_path / "w.db", SCHEMA)

    def ended() -> None:
        with database.transaction(), database.savepoint():
            database.execute("ROLLBACK")
            raise sqlite3.OperationalError("disk I/O error")

    with pytest.raises(sqlite3.OperationalError, match="disk I/O error"):
        ended()
    with database.transaction():
        database.execute("INSERT INTO words VALUES ('kept')")
    assert words(database) == ["kept"]


def test_a_commit_that_fails_leaves_nothing_open(tmp_path: Path) -> None:
    database = Database(
        tmp_path / "w.db",
        f"{SCHEMA}; CREATE TABLE IF NOT EXISTS of (w REFERENCES words (word) DEFERRABLE INITIALLY DEFERRED)",
    )
    database.execute("PRAGMA foreign_keys=ON")

    def broken() -> None:
        with database.transaction():
            database.execute("INSERT INTO of VALUES ('nothing')")

    with pytest.raises(sqlite3.IntegrityError):
        broken()
    assert not database.in_transaction


def test_queries_that_belong_together_see_one_state(tmp_path: Path) -> None:
    one, two = Database(tmp_path / "w.db", SCHEMA), Database(tmp_path / "w.db", SCHEMA)
    with one.reading():
        assert words(one) == []
        two.execute("INSERT INTO words VALUES ('new')")
        assert words(one) == []
        assert not two.shorten_log()
    assert words(one) == ["new"]
    assert two.shorten_log()
    assert (tmp_path / "w.db-wal").stat().st_size == 0


def test_what_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "w.db").write_text("This is no database, and long enough to be taken for one that is broken. " * 20)
    with pytest.raises(ColibriError, match=r"w\.db: .*; free space or mend its permissions, or move the file away"):
        Database(tmp_path / "w.db", SCHEMA)
