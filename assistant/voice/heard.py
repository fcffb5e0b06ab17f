"""What of a reply was heard, by the samples that left the speaker.

The voice gives no alignment of words to samples, so a clause that was cut is cut in proportion: the share of its
samples that were played is the share of its text that was heard, down to whole words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SpokenClause:
    """A clause and its place in the speaker's stream, [start, stop) in samples at the speaker's rate."""

    text: str
    start: int
    stop: int


def heard_text(clauses: Sequence[SpokenClause], played: int) -> str:
    """The words of `clauses` that were complete when the speaker had played up to `played`."""
    parts = [_heard_words(clause, played) for clause in clauses if clause.start < played]
    return " ".join(part for part in parts if part)


def _heard_words(clause: SpokenClause, played: int) -> str:
    if played >= clause.stop:
        return clause.text
    characters = len(clause.text) * (played - clause.start) / max(1, clause.stop - clause.start)
    words, length = [], 0
    for word in clause.text.split():
        length += len(word) + 1
        if length - 1 > characters:
            break
        words.append(word)
    return " ".join(words)
