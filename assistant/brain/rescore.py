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

import numpy as np

from assistant.brain.likeness import Costs, Said, Spans, weight
from assistant.brain.sayable import Arc, Sayable
from assistant.tts.normalize import normalize

LEAST = 0.8
"""Below this score a template is too far from what was said."""

MAYBE = 0.6
"""From here on it is worth to transcribe again, with a vocabulary."""

_FIXED = 4.0
"""Sound that a template with free text has at least besides: "to {text}" would be near to anything."""
_FREE = 0.05
"""A letter of free text costs this much, so that a template that knows the words is preferred."""
_FILLER = 0.3
"""What it costs to pass over a word that people say besides."""
_LEADING = 2
"""Words at the beginning that may be something else: a wake word's end, or a verb that was not understood."""
_HALF_HEARD = 0.5
"""What they cost, of their weight."""
_LITTLE = frozenset(
    "a an and the of to my me some is uh um er please le la les l un une de du des d à au et euh s'il".split()
)
"""Words that a recogniser swallows, or adds."""
_SAID_BESIDES = _LITTLE | frozenset(
    "oh ah well now just so okay ok hey hi thanks thank you can could would will vous plaît plait te merci alors peux tu".split()
)
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


def nearest(text: str, candidates: Iterable[str], *, language: str = "en", least: float = LEAST) -> Near | None:
    """The candidate that sounds most like the whole of `text`; None when the best one's score is under `least`."""
    return closest(text, Sayable.of(candidates), language=language, least=least)


def closest(text: str, sayable: Sayable, *, language: str = "en", least: float = LEAST) -> Near | None:
    """What the templates of `sayable` can say that sounds most like the whole of `text`; None when the best one's score is
    under `least`. The higher `least`, the sooner it is done."""
    words = _WORD.findall(normalize(text, language).lower().replace("’", "'"))
    if not 0 < len(words) <= _LONGEST:
        return None
    return _Search(Said(words), sayable, least).best()


class _Search:
    """For each node, the least costs with which a template got there when so many letters were said."""

    def __init__(self, said: Said, sayable: Sayable, least: float) -> None:
        self._said = said
        self._sayable = sayable
        self._least = least
        self._most = (1 - least) / max(least, 0.1) * said.weight + _SAME
        self._free = said.free(_FREE)
        self._known: dict[tuple[str, bool], Spans | None] = {}
        self._skips = [(said.bounds[at], said.bounds[at + 1], self._skip(at)) for at in range(len(said.words))]
        start = np.full(len(said.letters) + 1, np.inf, np.float32)
        start[0] = 0
        self._rows = {0: start}

    def best(self) -> Near | None:
        for node, arcs in enumerate(self._sayable.arcs):
            if (row := self._rows.get(node)) is not None:
                self._pass_over(row)
                for arc in arcs:
                    self._follow(row, arc)
        row = self._rows.get(self._sayable.end)
        if row is None or row[-1] > self._most:
            return None
        way = self._way_back()
        fixed = sum(weight(arc.sound) for arc, _ in way)
        if fixed < _FIXED and any(arc.free for arc, _ in way):
            return None
        score = max(0.0, 1 - float(row[-1]) / max(fixed, 1.0))
        text = "".join(f" {heard} " if arc.free else arc.text for arc, heard in way)
        return Near(" ".join(text.split()), score) if score >= self._least else None

    def _follow(self, row: Costs, arc: Arc) -> None:
        """Goes on over an arc, if that can still be near enough."""
        spans = self._spans(arc)
        if spans is None:
            return
        reached = row if spans is _GAP else spans.reached(row)
        if reached.min() <= self._most:
            known = self._rows.get(arc.target)
            self._rows[arc.target] = reached.copy() if known is None else np.minimum(known, reached)

    def _spans(self, arc: Arc) -> Spans | None:
        if arc.free:
            return self._free
        if not arc.sound:
            return _GAP
        key = arc.sound, arc.text.strip() in _LITTLE
        if key not in self._known:
            self._known[key] = self._said.spans(arc.sound, little=key[1])
        return self._known[key]

    def _skip(self, at: int) -> float:
        """What it costs to pass over a word that was said."""
        word = self._said.words[at]
        if word in _SAID_BESIDES:
            return _FILLER
        if at >= _LEADING or self._said.turns(at):
            return float("inf")
        bounds = self._said.bounds
        return _HALF_HEARD * weight(self._said.letters[bounds[at] : bounds[at + 1]]) + _FILLER

    def _pass_over(self, row: Costs) -> None:
        for start, end, cost in self._skips:
            row[end] = min(row[end], row[start] + cost)

    def _way_back(self) -> list[tuple[Arc, str]]:
        """The arcs of the cheapest way, with what was said for each that is free."""
        node, place = self._sayable.end, len(self._said.letters)
        way: list[tuple[Arc, str]] = []
        while node or place:
            arc, start = self._step_back(node, place)
            if arc is not None:
                way.append((arc, self._said.between(start, place) if arc.free else ""))
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


_GAP = Spans(np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0, np.float32))
"""Of an arc that says nothing."""
