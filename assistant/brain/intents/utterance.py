"""What was said, made ready for matching: words, where they stand in the text, and which of them are only politeness."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from assistant.brain import slots
from assistant.brain.intents.fillers import LEADING, TRAILING
from assistant.brain.slots import Value
from assistant.brain.tokens import lowered, tokens

MOST_WORDS = 80
"""Whoever says more tells something; no order is so long."""


Reader = Callable[[str, str], Value | None]
"""Reads a text in a language as a value; None if it is none."""

_LONGEST_TYPED = 16
_LONGEST_BROUGHT = 40
"""Words of a slot."""


class Utterance:
    """The words of a text, one blank apart (`line`); positions are indices into that line."""

    def __init__(self, text: str, language: str) -> None:
        self.language = language
        self._said = lowered(text)
        self._tokens = tokens(self._said)
        self.line = " ".join(token.text for token in self._tokens)
        self._starts: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        self._typed: dict[tuple[str, int], list[tuple[int, Value]]] = {}
        at = 0
        for index, token in enumerate(self._tokens):
            self._starts[at] = index
            self._ends[at + len(token.text)] = index
            at += len(token.text) + 1

    def __len__(self) -> int:
        """In words."""
        return len(self._tokens)

    def begins_word(self, at: int) -> bool:
        """Whether a word begins at a position."""
        return at in self._starts

    def ends_word(self, at: int) -> bool:
        """Whether a word ends at a position."""
        return at in self._ends

    def word(self, at: int) -> str:
        """The word that begins at a position."""
        return self._tokens[self._starts[at]].text

    def ends(self, at: int, most_words: int) -> list[int]:
        """Where text that begins at a position may end."""
        first, end, found = self._starts[at], at, []
        for token in self._tokens[first : first + most_words]:
            end += len(token.text)
            found.append(end)
            end += 1
        return found

    def said(self, start: int, end: int) -> str:
        """Text between two positions as it was said, in lower case."""
        return self._said[self._tokens[self._starts[start]].start : self._tokens[self._ends[end]].end]

    def typed(self, kind: str, at: int) -> list[tuple[int, Value]]:
        """All ends of a `kind` that begins at a position, each with its value."""
        if (kind, at) not in self._typed:
            self._typed[kind, at] = self._read(kind, at) if slots.may_begin(kind, self.word(at), self.language) else []
        return self._typed[kind, at]

    def brought(self, kind: str, reader: Reader, at: int) -> list[tuple[int, Value]]:
        """`typed` for a kind of a skill's own."""
        if (kind, at) not in self._typed:
            values = ((end, reader(self.said(at, end), self.language)) for end in self.ends(at, _LONGEST_BROUGHT))
            self._typed[kind, at] = [(end, value) for end, value in values if value is not None]
        return self._typed[kind, at]

    def _read(self, kind: str, at: int) -> list[tuple[int, Value]]:
        first, found = self._starts[at], []
        for count, end in enumerate(self.ends(at, _LONGEST_TYPED), 1):
            said = [token.text for token in self._tokens[first : first + count]]
            if (value := slots.read(kind, said, self.language)) is not None:
                found.append((end, value))
        return found

    @cached_property
    def beginnings(self) -> list[int]:
        """Positions where the order may begin: behind any number of fillers."""
        return self._behind(LEADING.get(self.language, ()), self.line, lambda at: at)

    @cached_property
    def endings(self) -> frozenset[int]:
        """Positions where the order may end: before any number of fillers; the blank before them counts too."""
        backwards = " ".join(token.text for token in reversed(self._tokens))
        found = self._behind(TRAILING.get(self.language, ()), backwards, lambda at: len(self.line) - at)
        return frozenset((*found, *(at + 1 for at in found)))

    def _behind(self, fillers: tuple[str, ...], line: str, position: Callable[[int], int]) -> list[int]:
        """Every place that is reached by passing over `fillers` at the beginning of `line`."""
        reached, new = {0}, [0]
        while new:
            at = new.pop()
            for filler in fillers:
                end = at + len(filler) + 1
                if end not in reached and end < len(line) and line.startswith(f"{filler} ", at):
                    reached.add(end)
                    new.append(end)
        return sorted(position(at) for at in reached)
