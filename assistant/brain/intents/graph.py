"""A template as a graph, and the search for the reading of an utterance that leaves least to free text.

hassil parses templates; its own recogniser is not used, because there a wildcard is any text up to the next literal: two
slots side by side ("{text} {day}") never match, and what a slot must say decides nothing. Here a slot is asked, at each
word, which of its values end where. Every (node, position) is solved once an utterance, so that the work is bounded by their
number, whatever the optional parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from assistant.brain.intents.utterance import Reader, Utterance
from assistant.brain.slots import FREE, Value

Cost = tuple[int, int]
"""Letters of free text, and those of literal text below zero: the least is the best reading."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What a slot is filled with: the text between two positions, and its value unless it is free text."""

    slot: str
    kind: str
    start: int
    end: int
    value: Value | None


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the rest of an utterance."""

    cost: Cost = (0, 0)
    fillings: tuple[Filling, ...] = ()

    def key(self) -> tuple[tuple[str, Value | None], ...]:
        """Readings with the same key differ in how they part free text alone."""
        return tuple((filling.slot, filling.value) for filling in self.fillings)


class Source(Protocol):
    """What may fill a slot."""

    @property
    def kind(self) -> str: ...

    def read(self, utterance: Utterance, at: int) -> Iterable[tuple[int, Value | None, int, int]]:
        """Each possible filling from a word's beginning on: its end, value, and letters of free and of literal text."""
        ...


@dataclass(frozen=True, eq=False, slots=True)
class Words:
    """Literal text. A blank in it is a place where a word ends."""

    text: str
    then: Node


@dataclass(frozen=True, eq=False, slots=True)
class Slot:
    name: str
    source: Source
    then: Node


@dataclass(frozen=True, eq=False, slots=True)
class Fork:
    """Alternatives. Most begin with literal text, and are not tried where another letter stands."""

    by_letter: Mapping[str, tuple[Node, ...]]
    """Ways by the letter they begin with, and those that may begin with any."""
    others: tuple[Node, ...]
    """Ways that may begin with any letter."""

    def ways(self) -> tuple[Node, ...]:
        """All of them."""
        return tuple(dict.fromkeys((*(way for ways in self.by_letter.values() for way in ways), *self.others)))


@dataclass(frozen=True, eq=False, slots=True)
class End:
    pass


Node = Words | Slot | Fork | End
END = End()


def fork(ways: Iterable[Node]) -> Node:
    """The alternatives `ways`; those that are forks become part of it."""
    flat: list[tuple[Node, frozenset[str] | None]] = []
    for way in ways:
        if isinstance(way, Fork):
            flat += [(inner, _opening(inner)) for inner in way.ways()]
        else:
            flat.append((way, _opening(way)))
    letters = frozenset().union(*(opening for _, opening in flat if opening))
    return Fork(
        {letter: tuple(way for way, opening in flat if opening is None or letter in opening) for letter in letters},
        tuple(way for way, opening in flat if opening is None),
    )


def _opening(node: Node) -> frozenset[str] | None:
    """The letters that a node's text can begin with; None where that may be any, or the end."""
    match node:
        case Words(text=text):
            return _opening(node.then) if text == " " else frozenset(text.lstrip()[0])
        case Slot(source=OneOf(values=values)):
            return frozenset(word[0] for word in values)
        case Fork(by_letter=by_letter, others=()):
            return frozenset(by_letter)
    return None


def letters(text: str) -> int:
    """Its length without blanks."""
    return len(text) - text.count(" ")


@dataclass(frozen=True, slots=True)
class Free:
    """Any text, up to the most words of its kind."""

    kind: str = "text"

    def read(self, utterance: Utterance, at: int) -> Iterator[tuple[int, Value | None, int, int]]:
        for end in utterance.ends(at, FREE[self.kind]):
            yield end, None, letters(utterance.line[at:end]), 0


@dataclass(frozen=True, slots=True)
class Typed:
    """A number, a time, …"""

    kind: str

    def read(self, utterance: Utterance, at: int) -> Iterator[tuple[int, Value | None, int, int]]:
        for end, value in utterance.typed(self.kind, at):
            yield end, value, 0, 0


@dataclass(frozen=True, slots=True)
class Brought:
    """What a skill reads itself, such as a sum."""

    kind: str
    reader: Reader

    def read(self, utterance: Utterance, at: int) -> Iterator[tuple[int, Value | None, int, int]]:
        for end, value in utterance.brought(self.kind, self.reader, at):
            yield end, value, 0, 0


@dataclass(frozen=True, slots=True)
class Range:
    """A number within bounds."""

    low: float
    high: float
    step: float
    multiplier: float
    kind: str = "range"

    def read(self, utterance: Utterance, at: int) -> Iterator[tuple[int, Value | None, int, int]]:
        for end, value in utterance.typed("number", at):
            if not isinstance(value, str) and self.low <= value <= self.high and not (value - self.low) % self.step:
                yield end, value * self.multiplier if self.multiplier != 1 else value, 0, 0


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a list's values: by first word, what is said and what it stands for."""

    values: Mapping[str, tuple[tuple[str, Value], ...]]
    kind: str = "list"

    def read(self, utterance: Utterance, at: int) -> Iterator[tuple[int, Value | None, int, int]]:
        for said, value in self.values.get(utterance.word(at), ()):
            end = at + len(said)
            if utterance.line.startswith(said, at) and utterance.ends_word(end):
                yield end, value, 0, letters(said)


@dataclass(frozen=True, slots=True)
class Known(OneOf):
    """One of the names that were learnt. A name weighs more than the same words in a template or in two names: "kitchen light"
    is the lamp of that name, if there is one, and else a light in the kitchen."""

    def read(self, utterance: Utterance, at: int) -> Iterator[tuple[int, Value | None, int, int]]:
        for end, value, free, literal in OneOf.read(self, utterance, at):
            yield end, value, free, 2 * literal - 1


class Search:
    """The best readings of one utterance by any number of graphs."""

    def __init__(self, utterance: Utterance) -> None:
        self._utterance = utterance
        self._solved: dict[tuple[Node, int], tuple[Reading, ...]] = {}

    def readings(self, graph: Node) -> list[Reading]:
        """All readings of the whole utterance, fillers at its edges aside, that are as good as the best."""
        found = [reading for at in self._utterance.beginnings for reading in self._from(graph, at)]
        return _best(reading for reading in found if reading.fillings or reading.cost[1] < 0)

    def _from(self, node: Node, at: int) -> tuple[Reading, ...]:
        if isinstance(node, End):
            return (Reading(),) if at in self._utterance.endings else ()
        solved = self._solved.get((node, at))
        if solved is None:
            found = self._step(node, at)
            solved = self._solved[node, at] = tuple(_best(found) if len(found) > 1 else found)
        return solved

    def _step(self, node: Words | Slot | Fork, at: int) -> list[Reading]:
        if isinstance(node, Fork):
            line = self._utterance.line
            letter = line[at : at + 1] if line[at : at + 1] != " " else line[at + 1 : at + 2]
            return [reading for way in node.by_letter.get(letter, node.others) for reading in self._from(way, at)]
        if isinstance(node, Words):
            return self._pass(node, at)
        return self._fill(node, at) if self._utterance.begins_word(at) else []

    def _pass(self, node: Words, at: int) -> list[Reading]:
        end = _pass_over(node.text, self._utterance.line, at)
        if end is None:
            return []
        literal = letters(node.text)
        return [
            Reading((reading.cost[0], reading.cost[1] - literal), reading.fillings)
            for reading in self._from(node.then, end)
        ]

    def _fill(self, node: Slot, at: int) -> list[Reading]:
        found = []
        for end, value, free, literal in node.source.read(self._utterance, at):
            for reading in self._from(node.then, end):
                filling = Filling(node.name, node.source.kind, at, end, value)
                cost = (reading.cost[0] + free, reading.cost[1] - literal)
                found.append(Reading(cost, (filling, *reading.fillings)))
        return found


def _best(readings: Iterable[Reading]) -> list[Reading]:
    """Those with the least cost; of those that differ in free text alone, the first."""
    least: Cost | None = None
    best: dict[tuple[tuple[str, Value | None], ...], Reading] = {}
    for reading in readings:
        if least is None or reading.cost < least:
            least, best = reading.cost, {}
        if reading.cost == least:
            best.setdefault(reading.key(), reading)
    return list(best.values())


def _pass_over(text: str, line: str, at: int) -> int | None:
    """The position behind `text`, if it stands in `line` at `at`."""
    bare = text.strip()
    if text[0] == " " and 0 < at < len(line) and line[at - 1] != " ":
        if line[at] != " ":
            return None
        at += 1
    if not bare:
        return at
    if not line.startswith(bare, at):
        return None
    at += len(bare)
    if text[-1] != " " or at >= len(line):
        return at
    return at + 1 if line[at] == " " else None
