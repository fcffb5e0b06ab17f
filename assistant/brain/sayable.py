"""All that a set of sentence templates can say, as one graph of words; and a few sentences that show its words. Pure.

A template stands for more sentences than can be written out: an order of coffee has millions. As an acyclic graph it is
small, for every size, drink and amount is written once a place.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from assistant.brain.intents.graph import END, Fork, Node, OneOf, Range, Slot, Words
from assistant.brain.sounds import spoken

_PIECE = re.compile(r"\s*\S+\s*|\s+")
_WORD_COST = 0.2
"""What a word that was shown before costs a sentence: little enough to pass by it on the way to a new one."""


@dataclass(frozen=True, slots=True)
class Arc:
    """One word of a template, or a part of one, or a gap, or free text."""

    source: int
    target: int
    text: str = ""
    """With the spaces around it."""
    sound: str = ""
    """Empty for a gap."""
    kind: str = ""
    """Of a slot that is said in too many ways to be listed: a number, a time, or free text."""


class Sayable:
    """A graph from node 0 to node `end`; every arc leads to a node of a higher number."""

    def __init__(self, arcs: Iterable[Arc], nodes: int) -> None:
        self.arcs: list[list[Arc]] = [[] for _ in range(nodes)]
        """Arcs out of each node."""
        self.into: list[list[Arc]] = [[] for _ in range(nodes)]
        """Arcs into each node."""
        for arc in dict.fromkeys(arcs):
            self.arcs[arc.source].append(arc)
            self.into[arc.target].append(arc)
        self.end = nodes - 1
        self.sounds = frozenset(arc.sound for arcs in self.arcs for arc in arcs if arc.sound)
        """Of all its words."""

    @classmethod
    def of(cls, texts: Iterable[str]) -> Sayable:
        """Plain texts, one way each."""
        return cls.of_graphs([Words(" ".join(text.split()), END) for text in texts if text.strip()])

    @classmethod
    def of_graphs(cls, graphs: Iterable[Node]) -> Sayable:
        """Everything that any of these templates can say."""
        builder = _Builder()
        last = builder.beginning(graphs)
        turned = [replace(arc, source=last - arc.source, target=last - arc.target) for arc in reversed(builder.arcs)]
        return cls(turned, last + 1)


class _Builder:
    """Numbers nodes from the end of all templates, 0, to their beginning."""

    def __init__(self) -> None:
        self.arcs: list[Arc] = []
        self._nodes = 1
        self._known: dict[Node, int] = {END: 0}
        self._endings: dict[tuple[int, str], int] = {}
        """Nodes by what they say and where that leads: "a lot of milk" and "lots of milk" end alike."""

    def beginning(self, graphs: Iterable[Node]) -> int:
        return self._new([(self.node(graph), "") for graph in graphs])

    def node(self, node: Node) -> int:
        if node not in self._known:
            self._known[node] = self._build(node)
        return self._known[node]

    def _build(self, node: Node) -> int:
        match node:
            case Fork(by_letter=by_letter, others=others):
                return self.beginning(dict.fromkeys((*itertools.chain(*by_letter.values()), *others)))
            case Words(text=text, then=then):
                return self._new([self._way(text, self.node(then))])
            case Slot(source=OneOf(values=values), then=then):
                behind = self.node(then)
                said = {said for listed in values.values() for said, _ in listed}
                return self._new([self._way(f" {text} ", behind) for text in sorted(said)])
            case Slot(source=source, then=then):
                return self._new([(self.node(then), "")], "number" if isinstance(source, Range) else source.kind)
        raise TypeError(f"{type(node).__name__} cannot begin a template")

    def _way(self, text: str, target: int) -> tuple[int, str]:
        """The node from which all but the first word of a text lead to `target`, and that first word."""
        first, *others = _PIECE.findall(text)
        for word in reversed(others):
            if (target, word) not in self._endings:
                self._endings[target, word] = self._new([(target, word)])
            target = self._endings[target, word]
        return target, first

    def _new(self, ways: Iterable[tuple[int, str]], kind: str = "") -> int:
        """A node with arcs to others, of which each says some text, or any of a kind."""
        number = self._nodes
        self._nodes += 1
        for target, text in ways:
            sound = spoken("".join(filter(str.isalnum, text)))
            self.arcs.append(Arc(number, target, text, sound, kind))
        return number


def showing(sayable: Sayable, most_words: int = 90) -> tuple[str, ...]:
    """Sentences that show as many different words of the templates as `most_words` words can, the richest first: what a
    recogniser is told to expect. Sentences, because from a list of words it tends to recite."""
    shown: set[str] = set()
    sentences: list[str] = []
    while (way := list(_richest(sayable, shown))) and any(_new(arc, shown) for arc in way):
        text = " ".join("".join(arc.text for arc in way).split()).replace(" '", "'").replace("' ", "'")
        most_words -= len(text.split())
        if most_words < 0:
            break
        sentences.append(f"{text[:1].upper()}{text[1:]}.")
        shown.update(arc.sound for arc in way)
    return tuple(sentences)


def _new(arc: Arc, shown: set[str]) -> bool:
    return bool(arc.sound) and arc.sound not in shown


def _richest(sayable: Sayable, shown: set[str]) -> Iterator[Arc]:
    """The way with the most words that were not shown yet, and the fewest of the others."""
    worth = [float("-inf")] * len(sayable.arcs)
    before: list[Arc | None] = [None] * len(sayable.arcs)
    worth[0] = 0
    for arcs in sayable.arcs:
        for arc in arcs:
            gain = 0.0 if not arc.sound else 1.0 if _new(arc, shown) else -_WORD_COST
            if not arc.kind and worth[arc.source] + gain > worth[arc.target]:
                worth[arc.target], before[arc.target] = worth[arc.source] + gain, arc
    way: list[Arc] = []
    arc_before = before[sayable.end]
    while arc_before is not None:
        way.append(arc_before)
        arc_before = before[arc_before.source]
    return reversed(way)
