"""Where in a transcript each word of a template may have been said, and how unlike it is there. Pure.

A weighted edit distance between the word and every part of the transcript at once, whatever its spaces: "is presso" is near
to "espresso". A vowel is easily taken for its neighbour, a consonant for its cousin, and a final t or d is hardly heard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from assistant.brain import slots
from assistant.brain.sounds import VOWELS, spoken
from assistant.brain.tokens import words

Costs = NDArray[np.float32]
Places = NDArray[np.intp]

_MOST_OF_A_WORD = 0.5
"""Share of a word's sound that may differ; otherwise it is another word."""
_SLACK = 0.25
"""Added to it."""
_SHORT = 0.35
"""What may differ in a word of one consonant or none: "up" is not "off"."""
_DOUBT = 2.0
"""A word that is half wrong says less for a template than two that are a quarter wrong: differences grow by this times the
share of the word that differs."""
_TORN = 0.3
"""What it costs when a word of the template begins, ends, or goes on where the recogniser did otherwise."""
_LONGER = 3
"""Letters more than a word has that may stand for it."""
_EXACT = 1e-3
"""Sums that differ by less are one."""
_MOST_TYPED = 10
"""Words of a number or a time."""
_VOWEL_ROW = "ieaou"
"""From the front of the mouth to its back."""
_VOWEL_STEP = 0.2
_WEAK = 0.5
"""What a t or d costs at the end of a word: "ice coffee"."""
_BEYOND = 1e3
"""Cost of a letter behind the end of the transcript."""
_COUSINS = {
    frozenset(pair): cost
    for cost, pairs in {
        0.4: "bp dt gk mn sj jk wu wr lr wo vb fb fp iy",
        0.6: "td tk pk pt fs st kt nd wl hk gj dj tj sk gd ml nl",
    }.items()
    for pair in pairs.split()
}
"""Letters that noise turns into each other."""
_TURNS = frozenset(
    "not don't doesn't never no without what what's how why who when where which can't won't "
    "ne n pas jamais non sans que quoi quel quelle quels quelles comment pourquoi qui quand où combien".split()
)
"""Words without which a sentence says something else: never passed over, nor taken for another."""
_ASKS = frozenset("is are was were do does did est".split())
"""Words that make a question of it: never passed over."""


@dataclass(frozen=True, slots=True)
class Spans:
    """The parts of a transcript that may stand for something: from places to places, and what each costs."""

    starts: Places
    ends: Places
    costs: Costs

    def reached(self, row: Costs, most: Costs) -> Costs | None:
        """The least costs of getting to each place over one of these, from the least costs `row` of getting to each; None
        when all are beyond `most` there."""
        costs = row[self.starts] + self.costs
        if not (costs <= most[self.ends]).any():
            return None
        reached = np.full_like(row, np.inf)
        np.minimum.at(reached, self.ends, costs)
        return reached


class Said:
    """A transcript as letters of sound. A place is the number of letters before it."""

    def __init__(self, said: Sequence[str]) -> None:
        sounds = [spoken(word) for word in said]
        self.words = said
        self.letters = "".join(sounds)
        self.bounds = [0]
        """Places where words begin, and the end."""
        for each in sounds:
            self.bounds.append(self.bounds[-1] + len(each))
        self.weights: Costs = np.cumsum([0.0, *map(weight, self.letters)], dtype=np.float32)
        """Of the letters before each place."""
        self.weight = float(self.weights[-1])
        self._sums = np.cumsum([0.0, *map(_changed, self.letters)], dtype=np.float32)
        self._known: dict[tuple[str, int], Costs] = {}
        self._torn = self._tears()

    def turns(self, at: int) -> bool:
        """Whether the sentence would say something else without that word."""
        return self.words[at] in _TURNS or self.words[at] in _ASKS

    def between(self, start: int, end: int) -> str:
        """The words between two places, at which words begin."""
        return " ".join(self.words[self.bounds.index(start) : self.bounds.index(end)])

    def spans(self, sound: str, *, little: bool) -> Spans | None:
        """Where that sound may have been said; a `little` word also not at all, at its whole weight. None if nowhere."""
        costs = self._distances(sound)
        whole = weight(sound)
        starts, lengths = np.nonzero(costs <= _most(sound, whole) + _EXACT)
        ends, found = starts + lengths, costs[starts, lengths]
        found = found * (1 + _DOUBT * found / max(whole, 1.0)) + self._torn[starts, ends]
        kept = self._only_whole(sound, starts, ends)
        starts, ends, found = starts[kept], ends[kept], found[kept]
        if little:
            nowhere = np.arange(len(self._sums))
            starts, ends = np.concatenate([starts, nowhere]), np.concatenate([ends, nowhere])
            found = np.concatenate([found, np.full(len(nowhere), whole, np.float32)])
        return Spans(starts, ends, found) if len(starts) else None

    def free(self, letter: float) -> Spans:
        """Any words, at least one, at a cost a letter."""
        every = range(len(self.words))
        return self._whole_words([(first, last) for first in every for last in every[first:]], letter)

    def typed(self, kind: str, language: str) -> Spans | None:
        """Words that say a number, a time, … None if there are none."""
        ways = []
        for first, word in enumerate(self.words):
            if slots.may_begin(kind, word, language):
                for last in range(first, min(first + _MOST_TYPED, len(self.words))):
                    if slots.read(kind, words(" ".join(self.words[first : last + 1])), language) is not None:
                        ways.append((first, last))
        return self._whole_words(ways, 0.0) if ways else None

    def _whole_words(self, ways: Sequence[tuple[int, int]], letter: float) -> Spans:
        starts = np.array([self.bounds[first] for first, _ in ways], np.intp)
        ends = np.array([self.bounds[last + 1] for _, last in ways], np.intp)
        return Spans(starts, ends, ((ends - starts) * letter).astype(np.float32))

    def _distances(self, sound: str) -> Costs:
        """Shape (places, lengths): the cheapest way from the sound to so many letters from a place on."""
        lengths = len(sound) + _LONGER + 1
        sums = self._windows("", lengths)
        costs: Costs = sums - sums[:, :1]
        for at, letter in enumerate(sound):
            replaced = costs[:, :-1] + self._windows(letter, lengths - 1)
            costs += _WEAK if letter in "td" and at == len(sound) - 1 else _changed(letter)
            np.minimum(costs[:, 1:], replaced, out=costs[:, 1:])
            costs -= sums
            np.minimum.accumulate(costs, axis=1, out=costs)
            costs += sums
        return costs

    def _windows(self, letter: str, lengths: int) -> Costs:
        """Shape (places, lengths): from each place on, what it costs to take the letters there for `letter`; without one, what
        the letters before cost."""
        if (letter, lengths) not in self._known:
            behind = _BEYOND * np.arange(1, lengths + 1)
            line = self._sums if not letter else [_unlike(letter, each) for each in self.letters]
            padded = np.concatenate([line, (line[-1] if not letter else 0) + behind]).astype(np.float32)
            windows = np.lib.stride_tricks.sliding_window_view(padded, lengths)
            self._known[letter, lengths] = np.ascontiguousarray(windows[: len(self._sums)])
        return self._known[letter, lengths]

    def _tears(self) -> Costs:
        """Shape (places, places): what it costs to take a part for one word, because of the spaces in and around it."""
        bound = np.zeros(len(self.letters) + 1, np.float32)
        bound[self.bounds] = 1
        before = np.cumsum(bound)
        inside = np.maximum(0, before - bound - before[:, None])
        tears: Costs = (_TORN * (inside + (1 - bound) + (1 - bound)[:, None])).astype(np.float32)
        return tears

    def _only_whole(self, sound: str, starts: Places, ends: Places) -> NDArray[np.bool_]:
        """Which parts do not touch a word that turns the sentence, or are such a word."""
        kept = np.ones(len(starts), np.bool_)
        for at, word in enumerate(self.words):
            if word not in _TURNS:
                continue
            first, last = self.bounds[at], self.bounds[at + 1]
            if self.letters[first:last] == sound:
                kept &= (starts >= last) | (ends <= first) | ((starts == first) & (ends == last))
            else:
                kept &= (starts >= last) | (ends <= first)
        return kept


@cache
def weight(sound: str) -> float:
    """What a sound counts, of which a share may differ."""
    return sum(0.5 if letter in VOWELS else 1.0 for letter in sound)


def _most(sound: str, whole: float) -> float:
    """How unlike a part may be that stands for the sound. "hrs" is not said as it is spelled."""
    if not VOWELS.intersection(sound):
        return 0.0
    return _SHORT if whole < 2 else _MOST_OF_A_WORD * whole + _SLACK


def _changed(letter: str) -> float:
    """What one letter more or less costs."""
    return 0.35 if letter in VOWELS else 0.6 if letter in "rw" else 1.0


@cache
def _unlike(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if one in VOWELS and other in VOWELS:
        return _VOWEL_STEP * abs(_VOWEL_ROW.index(one) - _VOWEL_ROW.index(other))
    return _COUSINS.get(frozenset((one, other)), 1.0)
