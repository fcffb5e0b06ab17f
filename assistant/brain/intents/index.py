"""Which templates are worth searching for an utterance: those whose required words are all there.

hassil knows of every template what text its sentences must contain, as clauses of pieces of words. A template is filed under
the pieces of its most telling clause; the pieces of an utterance's words then lead to the few that could read it, however
many there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assistant.brain.intents.compiler import Template

_LONGEST_WORD = 30


class Index:
    """Of templates that do not change."""

    def __init__(self, templates: Sequence[Template]) -> None:
        self._templates = templates
        self._filed: dict[str, list[int]] = {}
        self._unfiled: list[int] = []
        """Templates that need no word."""
        common = Counter(piece for template in templates for clause in template.needs for piece in clause)
        for number, template in enumerate(templates):
            if not template.needs:
                self._unfiled.append(number)
                continue
            telling = min(template.needs, key=lambda clause: sum(common[piece] for piece in clause))
            for piece in telling:
                self._filed.setdefault(piece, []).append(number)

    def candidates(self, line: str) -> list[int]:
        """Numbers of the templates that may read `line`, in ascending order."""
        there = {piece for word in line.split() for piece in _pieces(word)}
        found = {number for piece in there & self._filed.keys() for number in self._filed[piece]}
        return sorted(
            number
            for number in (*found, *self._unfiled)
            if not any(clause.isdisjoint(there) for clause in self._templates[number].needs)
        )


def _pieces(word: str) -> set[str]:
    """All parts of a word. Of a longer one, all parts of its beginning: no template has such a word."""
    word = word[:_LONGEST_WORD]
    return {word[start:end] for start in range(len(word)) for end in range(start + 1, len(word) + 1)}
