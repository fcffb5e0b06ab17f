"""What people told the assistant to remember: facts about them and theirs, of each person by themselves, found again by words.

A fact is kept as it was said. Which facts a question is about, and which one answers it, is decided in `relevance`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.brain.relevance import Told, answering, nearest, read, relevant
from assistant.brain.second_person import told
from assistant.brain.tokens import words
from assistant.database import Database
from assistant.errors import ColibriError

MOST_FACTS = 1000
"""Of a person."""
MOST_LETTERS = 500
"""Of a fact."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person TEXT NOT NULL,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    told TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS facts_of ON facts (person, id)
"""


class TooMuch(ColibriError):
    """No more facts fit for that person."""


class TooLong(ColibriError):
    """The fact has more letters than are kept."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something somebody told."""

    id: int
    language: str
    """ISO 639-1, in which it was told."""
    text: str
    """As it was said."""
    told: str
    """When, ISO 8601."""


class Facts:
    """Those in one file, which several processes may use. Raises `ColibriError` when it cannot be used; its methods raise
    `sqlite3.Error` when the disk fails. Called from one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, _SCHEMA)
        self._read: dict[str, dict[int, Told]] = {}

    def close(self) -> None:
        self._database.close()

    def add(self, person_id: str, text: str, language: str, now: datetime) -> bool:
        """Keeps a fact; False when that person has told it already. Raises `TooMuch`, `TooLong`."""
        text = " ".join(text.split())
        if len(text) > MOST_LETTERS:
            raise TooLong(f"a fact may have {MOST_LETTERS} letters, and this one has {len(text)}; say it shorter")
        with self._database.transaction():
            known = self.entries(person_id)
            if any(words(fact.text) == words(text) for fact in known):
                return False
            if len(known) >= MOST_FACTS:
                raise TooMuch(f"{MOST_FACTS} facts are remembered for {person_id}; forget some first")
            self._database.execute(
                "INSERT INTO facts (person, language, text, told) VALUES (?, ?, ?, ?)",
                (person_id, language, text, now.isoformat(timespec="seconds")),
            )
        return True

    def entries(self, person_id: str) -> tuple[Fact, ...]:
        """What that person told, in the order they did."""
        rows = self._database.rows(
            "SELECT id, language, text, told FROM facts WHERE person = ? ORDER BY id", (person_id,)
        )
        return tuple(Fact(**row) for row in rows)

    def all(self, person_id: str) -> list[str]:
        """What that person told, as they said it."""
        return [fact.text for fact in self.entries(person_id)]

    def about(self, person_id: str, text: str, limit: int) -> list[str]:
        """Up to `limit` facts that may have to do with `text`, a question, the likeliest first; as they were told."""
        facts = {fact.id: fact for fact in self.entries(person_id)}
        return [facts[number].text for number in relevant(self._known(person_id, facts), text)[:limit]]

    def find(self, person_id: str, text: str) -> list[Fact]:
        """The facts that `text` names: that very one, else those that hold all its words, else the one most like it."""
        facts = {fact.id: fact for fact in self.entries(person_id)}
        return [facts[number] for number in nearest(self._known(person_id, facts), text)]

    def answer(self, person_id: str, question: str, language: str) -> str | None:
        """What that person told, said back to them, if it clearly is the answer to `question`; else None."""
        facts = {fact.id: fact for fact in self.entries(person_id)}
        found = answering(self._known(person_id, facts), question, language)
        return " ".join(told(facts[number].text, facts[number].language) for number in found) or None

    def remove(self, facts: tuple[Fact, ...]) -> None:
        """For good; what is gone already does not matter."""
        with self._database.transaction():
            for fact in facts:
                self._database.execute("DELETE FROM facts WHERE id = ?", (fact.id,))
        self._clean()

    def erase(self, person_id: str) -> int:
        """All that person told, for good; how many facts there were."""
        with self._database.transaction():
            count = self._database.execute("DELETE FROM facts WHERE person = ?", (person_id,)).rowcount
        self._read.pop(person_id, None)
        self._clean()
        return count

    def _clean(self) -> None:
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # what is erased would stay in the log

    def _known(self, person_id: str, facts: dict[int, Fact]) -> dict[int, Told]:
        """The facts as they are compared. They never change, and their numbers are not used again, so each is read once."""
        before = self._read.get(person_id, {})
        self._read[person_id] = {
            number: before.get(number) or read(fact.text, fact.language) for number, fact in facts.items()
        }
        return self._read[person_id]
