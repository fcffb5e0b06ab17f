"""What somebody most likely said, of all that templates can say: a transcript is laid along a graph of words, by sound. Pure.

"Give me a double short ice moco" becomes "give me a double shot iced mocha" when an order of coffee can be said so. Every
word of the template has to sound like its part of the transcript; only little words may be missing, and only little words
may be said besides. What is far from every template stays as it is.

The search is a weighted edit distance between a string and an acyclic automaton (Mohri 2003, "Edit-distance of weighted
automata"), one row of costs a node.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from assistant.brain import slots
from assistant.brain.likeness import Costs, Said, Spans, weight
from assistant.brain.sayable import Arc, Sayable
from assistant.brain.sounds import spoken
from assistant.tts.normalize import normalize

LEAST = 0.8
"""Below this score a template is too far from what was said."""

FAMILIAR = 0.5
"""From here on it is worth to transcribe again, with the templates' words as a vocabulary."""

_FIXED = 4.0
"""Sound that a template with free text has at least besides: "to {text}" would be near to anything."""
_FREE = 0.05
"""A letter of free text costs this much, so that a template that knows the words is preferred."""
_FILLER = 0.3
"""What it costs to pass over a word that people say besides."""
_LEADING = 2
"""Words at the beginning that may be something else: a wake word's end, or a verb that was not understood."""
_AT_ONCE = 2.0
"""How much more may be lost at the beginning than what was said until there allows."""
_HALF_HEARD = 0.5
"""What they cost, of their weight."""
_LITTLE = frozenset(
    "a an and the of to my me some is uh um er please le la les l un une de du des d à au et euh s'il".split()
)
"""Words that a recogniser swallows, or adds."""
_SAID_BESIDES = _LITTLE | frozenset(
    "oh ah well now just so okay ok hey hi thanks thank you can could would will vous plaît plait te merci alors peux tu".split()
)
_TELLING = 5
"""Letters of sound from which a word may be nearly another."""
_ALIKE = 0.8
_SAME = 1e-3
"""Sums of costs that differ by less are one."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LONGEST = 40
"""Words; nobody says more to a template."""


@dataclass(frozen=True, slots=True)
class Near:
    """What a template can say, and how near the transcript is to it."""

    text: str
    """In the template's words; free text as it was said, with numbers as words."""
    score: float
    """In [0, 1]; 1: it sounds the same."""


def familiar(text: str, sayable: Sayable, *, language: str = "en") -> float:
    """Which share of `text`, in [0, 1], are words of the templates, little words aside. Quick, and never surer than `closest`:
    "with homemade" may have been "with whole milk", where the rest is about coffee."""
    words = [spoken(word) for word in _said(text, language) if word not in _SAID_BESIDES]
    known = sum(weight(word) for word in words if word in sayable.sounds or _like_one(word, sayable))
    return known / max(1.0, sum(map(weight, words)))


def _like_one(sound: str, sayable: Sayable) -> bool:
    """Whether a word of some length is nearly one of the templates: "americana"."""
    return len(sound) >= _TELLING and bool(get_close_matches(sound, sayable.sounds, n=1, cutoff=_ALIKE))


def nearest(text: str, candidates: Iterable[str], *, language: str = "en", least: float = LEAST) -> Near | None:
    """The candidate that sounds most like the whole of `text`; None when the best one's score is under `least`."""
    return closest(text, Sayable.of(candidates), language=language, least=least)


def closest(text: str, sayable: Sayable, *, language: str = "en", least: float = LEAST) -> Near | None:
    """What the templates of `sayable` can say that sounds most like the whole of `text`; None when the best one's score is
    under `least`. The higher `least`, the sooner it is done."""
    words = _said(text, language)
    if not 0 < len(words) <= _LONGEST:
        return None
    return _Search(Said(words), sayable, language, least).best()


def _said(text: str, language: str) -> list[str]:
    """The words of a text, numbers spelled out."""
    return _WORD.findall(normalize(text, language).lower().replace("’", "'"))


class _Search:
    """For each node, the least costs with which a template got there when so many letters were said."""

    def __init__(self, said: Said, sayable: Sayable, language: str, least: float) -> None:
        self._said = said
        self._sayable = sayable
        self._least = least
        share = (1 - least) / max(least, 0.1)
        self._most: Costs = np.minimum(share * said.weights + _AT_ONCE, share * said.weight) + _SAME
        """What may have been lost at each place. The beam, and all that makes the search quick."""
        self._language = language
        self._words: dict[str, Spans | None] = {}
        self._slots: dict[str, Spans | None] = {}
        self._skips = [(said.bounds[at], said.bounds[at + 1], self._skip(at)) for at in range(len(said.words))]
        start = np.full(len(said.letters) + 1, np.inf, np.float32)
        start[0] = 0
        self._rows = {0: start}

    def best(self) -> Near | None:
        for node, arcs in enumerate(self._sayable.arcs):
            if (row := self._rows.get(node)) is not None:
                row[row > self._most] = np.inf
                self._pass_over(row)
                for arc in arcs:
                    self._follow(row, arc)
        row = self._rows.get(self._sayable.end)
        if row is None or row[-1] > self._most[-1]:
            return None
        way = self._way_back()
        free = any(arc.kind and not _is_typed(arc) for arc, _ in way)
        fixed = sum(weight(spoken(heard) if _is_typed(arc) else arc.sound) for arc, heard in way)
        if free and fixed < _FIXED:
            return None
        score = max(0.0, 1 - float(row[-1]) / max(fixed, 1.0))
        text = "".join(f" {heard} " if arc.kind else arc.text for arc, heard in way)
        return Near(" ".join(text.split()), score) if score >= self._least else None

    def _follow(self, row: Costs, arc: Arc) -> None:
        """Goes on over an arc, if that can still be near enough."""
        spans = self._spans(arc)
        if spans is None:
            return
        reached = row.copy() if spans is _GAP else spans.reached(row, self._most)
        if reached is not None:
            known = self._rows.get(arc.target)
            self._rows[arc.target] = reached if known is None else np.minimum(known, reached, out=known)

    def _spans(self, arc: Arc) -> Spans | None:
        if not arc.sound and not arc.kind:
            return _GAP
        known, key = (self._slots, arc.kind) if arc.kind else (self._words, arc.text)
        if key not in known:
            known[key] = self._heard(arc)
        return known[key]

    def _heard(self, arc: Arc) -> Spans | None:
        if not arc.kind:
            return self._said.spans(arc.sound, little=arc.text.strip() in _LITTLE)
        return self._said.typed(arc.kind, self._language) if _is_typed(arc) else self._said.free(_FREE)

    def _skip(self, at: int) -> float:
        """What it costs to pass over a word that was said."""
        word = self._said.words[at]
        if self._said.turns(at) or (at >= _LEADING and word not in _SAID_BESIDES):
            return float("inf")
        if word in _SAID_BESIDES:
            return _FILLER
        bounds = self._said.bounds
        return _HALF_HEARD * weight(self._said.letters[bounds[at] : bounds[at + 1]]) + _FILLER

    def _pass_over(self, row: Costs) -> None:
        for start, end, cost in self._skips:
            row[end] = min(row[end], row[start] + cost)

    def _way_back(self) -> list[tuple[Arc, str]]:
        """The arcs of the cheapest way, with what was said for each that is a slot."""
        node, place = self._sayable.end, len(self._said.letters)
        way: list[tuple[Arc, str]] = []
        while node or place:
            arc, start = self._step_back(node, place)
            if arc is not None:
                way.append((arc, self._said.between(start, place) if arc.kind else ""))
                node = arc.source
            place = start
        return way[::-1]

    def _step_back(self, node: int, place: int) -> tuple[Arc | None, int]:
        """The arc that was taken to get there, and where from; no arc where a word was passed over."""
        cost = self._rows[node][place]
        for arc in self._sayable.into[node]:
            row, spans = self._rows.get(arc.source), self._spans(arc)
            if row is None or spans is None:
                continue
            if spans is _GAP:
                starts, costs = np.array([place]), row[[place]]
            else:
                here = spans.ends == place
                starts = spans.starts[here]
                costs = row[starts] + spans.costs[here]
            if len(costs) and costs.min() < cost + _SAME:
                return arc, int(starts[costs.argmin()])
        row = self._rows[node]
        return None, next(s for s, end, skip in self._skips if end == place and row[s] + skip < cost + _SAME)


def _is_typed(arc: Arc) -> bool:
    return arc.kind in slots.KINDS and arc.kind not in slots.FREE


_GAP = Spans(np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0, np.float32))
"""Of an arc that says nothing."""
