"""The index on the disk: which folders, which documents, their passages, and the words of these (SQLite's FTS5)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.database import Database
from assistant.documents.passages import Piece
from assistant.documents.terms import fingerprint, terms

_VERSION = 1
"""To be raised when what is kept of a document changes."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS roots (path TEXT PRIMARY KEY, configured INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS documents (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, hash TEXT NOT NULL,
    title TEXT NOT NULL, language TEXT NOT NULL, problem TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS passages (
    id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents, text TEXT NOT NULL, headings TEXT NOT NULL,
    line INTEGER, page INTEGER);
CREATE INDEX IF NOT EXISTS passages_of_documents ON passages (document);
CREATE VIRTUAL TABLE IF NOT EXISTS terms USING fts5 (title, headings, text, content = '', tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE IF NOT EXISTS frequencies USING fts5vocab (terms, row);
"""
_BM25_WEIGHTS = "2.0, 3.0, 1.0"
"""Of a word in the title, in a heading, in the text."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document that the index knows."""

    path: Path
    size: int
    mtime_ns: int
    hash: str
    title: str = ""
    language: str = ""
    problem: str = ""
    """Why it cannot be read, and what to do; empty if it can."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage in the index."""

    path: Path
    title: str
    language: str
    text: str
    headings: tuple[str, ...]
    line: int | None
    page: int | None


class Store:
    """One index. Used by one thread at a time; several processes may have it open. Every method may raise `sqlite3.Error`."""

    def __init__(self, path: Path) -> None:
        """Raises `ColibriError` when the file cannot be used."""
        self._db = Database(path, _SCHEMA)
        version = fingerprint(str(_VERSION))
        if self._db.rows("PRAGMA user_version")[0][0] != version:
            # Other terms than those that were indexed would not find them, nor take them out: everything is read again.
            with self._db.transaction():
                self._db.execute("INSERT INTO terms (terms) VALUES ('delete-all')")
                self._db.execute("DELETE FROM passages")
                self._db.execute("DELETE FROM documents")
                self._db.execute(f"PRAGMA user_version = {version}")

    def close(self) -> None:
        self._db.close()

    # Folders

    def roots(self) -> Mapping[Path, bool]:
        """Folders and files that are to be indexed, and whether the configuration says so."""
        rows = self._db.rows("SELECT path, configured FROM roots ORDER BY path")
        return {Path(row["path"]): bool(row["configured"]) for row in rows}

    def add_root(self, path: Path) -> None:
        """What the configuration has is not added a second time."""
        self._db.execute("INSERT OR IGNORE INTO roots VALUES (?, 0)", (str(path),))

    def remove_root(self, path: Path) -> None:
        self._db.execute("DELETE FROM roots WHERE path = ?", (str(path),))

    def configure_roots(self, paths: Iterable[Path]) -> None:
        """Those of the configuration, in place of those it had before."""
        with self._db.transaction():
            self._db.execute("DELETE FROM roots WHERE configured")
            for path in paths:
                self._db.execute("INSERT OR REPLACE INTO roots VALUES (?, 1)", (str(path),))

    # Documents

    def entries(self) -> Iterator[Entry]:
        """All documents, by path."""
        names = "path, size, mtime_ns, hash, title, language, problem"
        for path, *rest in self._db.execute(f"SELECT {names} FROM documents ORDER BY path"):
            yield Entry(Path(path), *rest)

    def put(self, documents: Iterable[tuple[Entry, Sequence[Piece]]]) -> None:
        """Documents with all their passages, in place of what was known of them; in one transaction."""
        with self._db.transaction():
            for entry, pieces in documents:
                self._drop([entry.path])
                values = (
                    str(entry.path),
                    entry.size,
                    entry.mtime_ns,
                    entry.hash,
                    entry.title,
                    entry.language,
                    entry.problem,
                )
                added = self._db.execute("INSERT INTO documents VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", values)
                for piece in pieces:
                    self._add(added.lastrowid, entry, piece)

    def touch(self, path: Path, size: int, mtime_ns: int) -> None:
        """Its content is the same."""
        self._db.execute("UPDATE documents SET size = ?, mtime_ns = ? WHERE path = ?", (size, mtime_ns, str(path)))

    def drop(self, paths: Iterable[Path]) -> None:
        """Documents that are no more."""
        with self._db.transaction():
            self._drop(paths)

    def compact(self) -> None:
        """Leave nothing in the file of what was dropped, neither of its words."""
        self._db.execute("INSERT INTO terms (terms) VALUES ('optimize')")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    # Search

    def passages(self) -> int:
        """How many there are."""
        count: int = self._db.rows("SELECT count(*) FROM passages")[0][0]
        return count

    def frequency(self, term: str) -> int:
        """How many passages have a term in their text, headings or title."""
        rows = self._db.rows("SELECT doc FROM frequencies WHERE term = ?", (term,))
        return int(rows[0][0]) if rows else 0

    def find(self, expression: str, most: int) -> list[Found]:
        """The passages that fit an FTS5 expression, best first."""
        rows = self._db.rows(
            "SELECT path, title, language, passages.text, passages.headings, line, page FROM ("
            f" SELECT rowid, bm25(terms, {_BM25_WEIGHTS}) AS worth FROM terms WHERE terms MATCH ? ORDER BY worth LIMIT ?"
            ") AS best JOIN passages ON passages.id = best.rowid JOIN documents ON documents.id = passages.document"
            " ORDER BY worth, passages.id",
            (expression, most),
        )
        return [Found(Path(path), title, language, text, tuple(json.loads(headings)), line, page)
                for path, title, language, text, headings, line, page in rows]  # fmt: skip

    def _add(self, document: int | None, entry: Entry, piece: Piece) -> None:
        headings = json.dumps(piece.headings, ensure_ascii=False)
        row = (document, piece.text, headings, piece.line, piece.page)
        added = self._db.execute("INSERT INTO passages VALUES (NULL, ?, ?, ?, ?, ?)", row)
        fields = _fields(entry.title, piece.headings, piece.text, entry.language)
        statement = "INSERT INTO terms (rowid, title, headings, text) VALUES (?, ?, ?, ?)"
        self._db.execute(statement, (added.lastrowid, *fields))

    def _drop(self, paths: Iterable[Path]) -> None:
        for path in paths:
            self._drop_terms(path)
            ours = "(SELECT id FROM documents WHERE path = ?)"
            self._db.execute(f"DELETE FROM passages WHERE document = {ours}", (str(path),))
            self._db.execute("DELETE FROM documents WHERE path = ?", (str(path),))

    def _drop_terms(self, path: Path) -> None:
        """The index of words keeps no text: it wants to be told what it forgets."""
        rows = self._db.rows(
            "SELECT passages.id, title, headings, text, language FROM passages JOIN documents ON documents.id = document"
            " WHERE path = ?",
            (str(path),),
        )
        statement = "INSERT INTO terms (terms, rowid, title, headings, text) VALUES ('delete', ?, ?, ?, ?)"
        for id_, title, headings, text, language in rows:
            self._db.execute(statement, (id_, *_fields(title, json.loads(headings), text, language)))


def _fields(title: str, headings: Sequence[str], text: str, language: str) -> tuple[str, ...]:
    """A passage as the index of words has it."""
    return tuple(" ".join(terms(part, language)) for part in (title, "\n".join(headings), text))
