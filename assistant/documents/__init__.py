"""The household's documents: folders of Markdown, text, HTML and PDF, indexed on this board and answered from, with the source.

formats     a file -> blocks of clean text under their headings
passages    blocks -> passages of about a hundred words
index       folders -> the store (SQLite), what has changed alone
search      a question -> the store -> passages, each with how surely it answers
answer      a passage -> what is said of it, and where it stands
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.documents.search import Candidate, judged, match_expression, understood, weights
from assistant.documents.store import Found, Store

FOUND = 0.25
"""Score from which a passage is worth being named to somebody who asks the documents."""
HELPFUL = 0.4
"""Score from which a passage may help a language model to answer."""
SURE = 0.6
"""Score from which a passage answers a question that did not mention the documents."""

_CANDIDATES = 60
_FREQUENT = 0.15
"""A word that more than this share of all passages has finds nothing."""
_FEW = 400


@dataclass(frozen=True, slots=True)
class Passage:
    """Some sentences of a document. Clean text: it has no control characters and no markers of a chat template; still,
    anybody may have written it, and whatever it says is only ever text."""

    text: str
    """One line, 120 words at most."""
    best: tuple[str, ...]
    """Its sentences, the one that answers best first."""
    title: str
    """Of the document, to be said aloud."""
    headings: tuple[str, ...]
    """Under which it stands, the widest first."""
    path: Path
    line: int | None
    page: int | None
    """Of a PDF, from 1 on."""
    language: str
    """ISO 639-1; empty when it is not known."""
    score: float
    """In [0, 1]: how surely it answers."""


class Documents:
    """Answers from an index. May be used by several threads; each call takes some tens of milliseconds at most."""

    def __init__(self, path: Path) -> None:
        """`path`: the index. Raises `ColibriError` when it cannot be used."""
        self._store = Store(path)
        self._lock = threading.Lock()

    def passages(self, question: str, language: str, limit: int = 3) -> list[Passage]:
        """The passages that answer best, the surest first; of those that are no better than chance, none. Raises
        `sqlite3.Error` when the index cannot be read."""
        with self._lock:
            return self._passages(question, language, limit)

    def is_empty(self) -> bool:
        """Whether there is nothing to be found."""
        with self._lock:
            return self._store.passages() == 0

    def close(self) -> None:
        with self._lock:
            self._store.close()

    def _passages(self, question: str, language: str, limit: int) -> list[Passage]:
        asked = understood(question, language)
        frequency = cache(self._store.frequency)
        count = self._store.passages()
        expression = match_expression(asked, frequency, max(_FEW, round(_FREQUENT * count)))
        if not expression:
            return []
        weight = weights(asked, frequency, count)
        passages = []
        for found in self._store.find(expression, _CANDIDATES):
            result = judged(asked, weight, Candidate(found.text, found.title, found.headings, found.language))
            passages.append(_passage(found, result.score, result.best))
        return sorted(passages, key=lambda passage: -passage.score)[:limit]


def _passage(found: Found, score: float, best: tuple[str, ...]) -> Passage:
    return Passage(
        found.text, best, found.title, found.headings, found.path, found.line, found.page, found.language, score
    )
