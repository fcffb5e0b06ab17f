"""Which of several things somebody meant: the question to ask, and what its answer picks. Pure.

"Did you mean kitchen or bedroom?" is answered by a name, "the second one", "not the kitchen", "neither". Only an answer that
says nothing else is one: whoever says more has gone on to something else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from types import MappingProxyType
from typing import Final, Literal

from assistant.brain.clarify.answers import clauses, folded, meaning, words_of
from assistant.brain.clarify.labels import labels
from assistant.brain.intents import Match
from assistant.brain.rescore import nearest


class _Nothing(Enum):
    NONE = "none"


NONE: Final = _Nothing.NONE
"""They meant none of these."""

Choice = Match | Literal[_Nothing.NONE] | None
"""None: that was no answer."""

_MOST_NAMED = 4
"""Nobody remembers more."""
_LONGEST = 200
"""Characters of an answer."""
_QUESTIONS = {
    "en": ("Did you mean {}?", "Did you mean: {}?", " or ", "something else"),
    "fr": ("Vouliez-vous dire {} ?", "Vouliez-vous dire : {} ?", " ou ", "autre chose"),
}
_NO_TITLES: Mapping[str, str] = MappingProxyType({})


def question(readings: Sequence[Match], language: str, titles: Mapping[str, str] = _NO_TITLES) -> str:
    """What to ask about `readings`, of which there is at least one. `titles`: what intents are called, by intent; they may hold
    slots, such as "turn on {name}"."""
    several, single, joint, other = _QUESTIONS.get(language, _QUESTIONS["en"])
    named = labels(readings, language, titles)
    if len(named) == 1:
        return single.format(named[0])
    if len(named) > _MOST_NAMED:
        named = (*named[: _MOST_NAMED - 1], other)
    return several.format(f"{', '.join(named[:-1])}{joint}{named[-1]}")


def choose(readings: Sequence[Match], said: str, language: str, titles: Mapping[str, str] = _NO_TITLES) -> Choice:
    """Which of `readings` the answer `said` to their `question` picks."""
    named = labels(readings, language, titles)
    parts = clauses(said[:_LONGEST], language, kept=frozenset(folded(" ".join(named), language)))
    if not parts:
        return None
    answer = _Answer(readings, named, parts, language)
    return answer.single() if len(readings) == 1 else answer.among()


class _Answer:
    def __init__(
        self, readings: Sequence[Match], named: Sequence[str], parts: Sequence[Sequence[str]], language: str
    ) -> None:
        """`parts`: the clauses of the answer, by word; `named`: the names of the readings."""
        self._readings = readings
        self._named = [" ".join(folded(name, language)) for name in named]
        self._parts = parts
        self._language = language
        self._words = words_of(language)
        self._content = {word for part in parts for word in part}
        self._own = [meaning(name.split(), language) for name in self._named]
        before = (word for match in readings for word in folded(match.text, language))
        self._known = frozenset().union(before, *self._own)

    def single(self) -> Choice:
        """Of one reading."""
        words = self._words
        if self._content <= words.no:
            return NONE
        agrees = bool(self._content & words.yes) and self._content <= words.yes | self._known
        return self._readings[0] if agrees or self._content == self._own[0] else None

    def among(self) -> Choice:
        """Of several."""
        by_name = [at for at, own in enumerate(self._own) if own == self._content]
        if len(by_name) == 1:
            return self._readings[by_name[0]]
        words, telling = self._words, self._telling()
        if self._content <= words.no:
            return NONE
        if self._content & telling.keys():
            heard_all = self._content <= self._known | words.no | words.yes | telling.keys()
            return self._told(telling) if heard_all else None
        return self._by_sound()

    def _telling(self) -> dict[str, int]:
        """Words that only one of them has, and words for its place."""
        count = len(self._readings)
        places = {word: at if at >= 0 else count - 1 for word, at in self._words.ordinals.items() if at < count}
        telling = {word: at for word, at in places.items() if word not in self._known}
        for at, own in enumerate(self._own):
            others = frozenset().union(*(other for place, other in enumerate(self._own) if place != at))
            telling |= dict.fromkeys(own - others, at)
        return telling

    def _told(self, telling: Mapping[str, int]) -> Choice:
        wanted, denied = set[int](), set[int]()
        for part in self._parts:
            said = denied if self._words.denying.intersection(part) else wanted
            said.update(telling[word] for word in part if word in telling)
        left = wanted or set(range(len(self._readings)))
        left -= denied
        if not left and not wanted:
            return NONE
        return self._readings[left.pop()] if len(left) == 1 else None

    def _by_sound(self) -> Match | None:
        if self._content & (self._words.yes | self._words.no):
            return None
        near = nearest(" ".join(word for part in self._parts for word in part), self._named, language=self._language)
        alike = [at for at, name in enumerate(self._named) if near and name == near.text]
        return self._readings[alike[0]] if len(alike) == 1 else None
