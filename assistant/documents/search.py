"""What a question asks for, and how surely a passage answers it. Pure.

A question becomes concepts: each of its telling words, with other words for the same. The index finds passages that hold any of
them (BM25); they are then judged by how much of the question they cover, each concept weighing what it tells: a rare word
more than a frequent one, and a word that no document has counts against all of them. What stands close together, under a
fitting heading, and holds the kind of thing that is asked for (a time, a price, a number) is worth more.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.documents.kinds import Kind, asked_for, holds
from assistant.documents.passages import sentences
from assistant.documents.terms import Phrase, folded, lexicon, term, terms, words

_LONGEST_PHRASE = 3
_LIGHT = 0.3
"""Weight of a word that is in many questions, such as "day"."""
_ALIKE = 0.8
"""A synonym is worth so much of the word."""
_UNKNOWN = 0.85
"""Weight of a word that no document has."""
_IN_HEADING = 1.1
_IN_TITLE = 0.85
"""What a word is worth there: a heading says what everything under it is about."""
_OTHER_LANGUAGE = 0.6
_WITHOUT_KIND = 0.8
_DOUBT = 0.45
"""Evidence that halves the score: one word is a coincidence, three are none."""
_MOST_CONCEPTS = 24
_WHOLE = 0.5
"""Of the score: what the whole passage covers; the rest is what its best sentence covers, with its neighbours."""
_OWN_WORDS = 0.25
_KIND = 0.15
"""What makes a sentence the one that is said: that it covers much by itself, that it holds what is asked for."""


@dataclass(frozen=True, slots=True)
class Concept:
    """Something a question is about."""

    names: Mapping[Phrase, float]
    """What it may be called, and how well that fits, in (0, 1]."""
    telling: bool = True
    """Whether it is more than one of the words that are in every question."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for."""

    concepts: tuple[Concept, ...]
    language: str
    kind: Kind | None = None

    @property
    def terms(self) -> frozenset[str]:
        """All that may be found in the index."""
        return frozenset(word for concept in self.concepts for name in concept.names for word in name)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that holds something of the question."""

    text: str
    title: str
    headings: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Judged:
    """How well a passage answers."""

    score: float
    """In [0, 1]: how surely."""
    best: tuple[str, ...]
    """Its sentences, the one that answers best first."""


def understood(text: str, language: str) -> Question:
    """A question's concepts. Words that tell nothing are dropped, unless there are no others."""
    known = lexicon(language)
    said = [word for word in words(text) if folded(word) not in known.stop] or words(text)
    found = [term(word, language) for word in said]
    concepts: dict[Phrase, Concept] = {}
    at = 0
    while at < len(found) and len(concepts) < _MOST_CONCEPTS:
        size = next((n for n in range(_LONGEST_PHRASE, 1, -1) if tuple(found[at : at + n]) in known.alike), 1)
        phrase = tuple(found[at : at + size])
        names = dict.fromkeys(known.alike.get(phrase, ()), _ALIKE) | {phrase: 1.0}
        if size == 1:
            names.setdefault((folded(said[at]),), 1.0)  # as documents in other languages have it
        light = all(word in known.light for word in phrase)
        concepts.setdefault(phrase, Concept(names, not light))
        at += size
    return Question(tuple(concepts.values()), language, asked_for(text, language))


def match_expression(question: Question, frequency: Callable[[str], int], most: int) -> str:
    """The question for SQLite's FTS5: any of its names. Of words that more than `most` passages have, only those are asked
    for that it cannot do without; empty when the index holds none of them."""
    names = {name for concept in question.concepts for name in concept.names}
    rarest = {name: min(frequency(word) for word in name) for name in names}
    present = [name for name in names if rarest[name]]
    telling = [name for name in present if rarest[name] <= most] or sorted(present, key=lambda name: rarest[name])[:1]
    return " OR ".join('"' + " ".join(name) + '"' for name in sorted(telling))


def weights(question: Question, frequency: Callable[[str], int], passages: int) -> list[float]:
    """What each concept tells, by how many of all `passages` hold it."""

    def telling(concept: Concept) -> float:
        held = max(min(frequency(word) for word in name) for name in concept.names)
        exact = [min(map(frequency, name)) for name, fit in concept.names.items() if fit == 1.0]
        rarity = 1 - math.log1p(max(exact) or held) / math.log(passages + 100)
        return (1.0 if concept.telling else _LIGHT) * (max(rarity, 0.05) if held else _UNKNOWN)

    return [telling(concept) for concept in question.concepts]


def judged(question: Question, weight: Sequence[float], candidate: Candidate) -> Judged:
    """How well a passage answers. `weight`: of each concept."""
    total = sum(weight)
    if not total:
        return Judged(0.0, ())
    language = candidate.language
    around = _around(question, candidate)
    said = sentences(candidate.text)
    fits = [_fits(question, terms(sentence, language)) for sentence in said]
    values = [_sum(weight, map(max, around, _near(fits, at))) for at in range(len(said))]
    anywhere = list(map(max, around, *fits)) if fits else around
    covered = _sum(weight, anywhere)
    evidence = sum(
        w * fit for w, fit, concept in zip(weight, anywhere, question.concepts, strict=True) if concept.telling
    )
    score = (_WHOLE * covered + (1 - _WHOLE) * max(values, default=0.0)) / total
    score *= evidence / (evidence + _DOUBT) * (1 + _DOUBT / 2)
    if question.kind and not holds(candidate.text, question.kind, language):
        score *= _WITHOUT_KIND
    if language and language != question.language:
        score *= _OTHER_LANGUAGE
    sharp = [
        value + _OWN_WORDS * _sum(weight, own) + _KIND * total * _answers(question, sentence, language)
        for value, own, sentence in zip(values, fits, said, strict=True)
    ]
    order = sorted(range(len(said)), key=lambda at: -sharp[at])
    return Judged(round(min(score, 1.0), 4), tuple(said[at] for at in order))


def _around(question: Question, candidate: Candidate) -> list[float]:
    """How well each concept is named by the headings and the title."""
    language = candidate.language
    title = _fits(question, terms(candidate.title, language))
    headings = _fits(question, terms(" \n ".join(candidate.headings), language))
    return [max(_IN_HEADING * heading, _IN_TITLE * fit) for heading, fit in zip(headings, title, strict=True)]


def _near(fits: Sequence[Sequence[float]], at: int) -> list[float]:
    """What a sentence covers, with half of what only its neighbours do."""
    neighbours = [fits[i] for i in (at - 1, at + 1) if 0 <= i < len(fits)]
    return [max(own, *(0.5 * fit for fit in beside), 0.0) for own, *beside in zip(fits[at], *neighbours, strict=True)]


def _fits(question: Question, said: Sequence[str]) -> list[float]:
    """How well some text names each concept; several names for it are surer than one."""
    present = frozenset(said)
    found = []
    for concept in question.concepts:
        fits = [fit for name, fit in concept.names.items() if present.issuperset(name) and _stands(name, said)]
        found.append(1 - (1 - max(fits)) * 0.5 ** (len(fits) - 1) if fits else 0.0)
    return found


def _stands(name: Phrase, said: Sequence[str]) -> bool:
    """Whether words that are all there stand side by side."""
    return len(name) == 1 or any(tuple(said[at : at + len(name)]) == name for at in range(len(said)))


def _answers(question: Question, sentence: str, language: str) -> bool:
    return question.kind is not None and holds(sentence, question.kind, language)


def _sum(weight: Iterable[float], fits: Iterable[float]) -> float:
    return sum(w * fit for w, fit in zip(weight, fits, strict=True))
