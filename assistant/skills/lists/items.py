"""What was said to put on a list, as single things; and which thing on a list was meant. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from typing import Protocol, TypeVar

from assistant.brain.as_said import as_said, parted
from assistant.brain.stems import stems

_ALIKE = 0.75
_COMMA = re.compile(r"\s*(?:;|(?<!\d),|,(?!\d))\s*")
"""Not the one of "1,5 litre"."""
_AND = {
    "en": re.compile(r"\s+(?:and|plus|as well as)\s+|\s*&\s*", re.IGNORECASE),
    "fr": re.compile(r"\s+(?:et|plus|ainsi que)\s+|\s*&\s*", re.IGNORECASE),
}
_JOINED = re.compile(
    r"\b(?:mac(?:aroni)? and cheese|fish and chips|half and half|gin and tonic|salt and vinegar|pepper and salt"
    r"|black and white|peanut butter and jelly|bread and butter|bacon and eggs?"
    r"|croque et|noir et blanc|sel et poivre)\b",
    re.IGNORECASE,
)
"""One thing, in which "and" parts nothing."""
_FIRST_AND = re.compile(r"^(?:and|et|also|aussi|then|puis)(?:\s+|$)", re.IGNORECASE)
_LAST_TOO = re.compile(r"\s+(?:too|as well|aussi|également)$", re.IGNORECASE)
_MEASURES = (
    "dozen half kilo kilos pound litre liter pint gallon cup pack packet package bottle box can tin bag loaf bunch jar carton couple "
    "few bit lot piece slice roll tube gram bar case crate head tub stick "
    "douzaine demi demie kilo litre livre paquet bouteille boite boîte sac sachet botte pot barquette tablette morceau tranche brique "
    "pack peu tube rouleau bocal filet plaquette conserve quinzaine dizaine vingtaine"
).split()
_ONE = rf"(?:an?|une?)\s+(?=(?:{'|'.join(_MEASURES)})\b)"
_MEASURED = re.compile(_ONE, re.IGNORECASE)
_MEASURE_BEFORE = re.compile(r"\b(an?|une?)\s+$", re.IGNORECASE)
_MEASURE = re.compile(rf"(?:{'|'.join(_MEASURES)})\b", re.IGNORECASE)
_ARTICLE = {
    "en": re.compile(rf"(?!{_ONE})(?:the|an?|some|any|my|our)\s+(?:more\s+)?(?=\w)", re.IGNORECASE),
    "fr": re.compile(
        rf"(?!{_ONE})(?:(?:les?|la|une?|des|du|mon|ma|mes|notre|nos)\s+|de\s+la\s+|de\s+l'|de\s+|d'|l')(?=\w)",
        re.IGNORECASE,
    ),
}


class Listed(Protocol):
    @property
    def text(self) -> str: ...


_Listed = TypeVar("_Listed", bound=Listed)


def things(slot: str, text: str, language: str, *, tasks: bool) -> tuple[str, ...]:
    """The things that `slot`, a part of what was said, `text`, names. Of `tasks` "and" joins more often than it parts: they are
    parted where a comma is, and before the last one of those."""
    said = as_said(slot, text)
    before = _MEASURE_BEFORE.search(parted(slot, text)[0])
    if before and _MEASURE.match(said):  # the template left "a" out of "a dozen eggs"
        said = f"{before[1].lower()} {said}"
    parts = _COMMA.split(said)
    if not tasks:
        parts = [each for part in parts for each in _parted(part, language)]
    elif len(parts) > 1:
        parts = [*parts[:-1], *_parted(parts[-1], language)]
    found = (_bare(part, language, articles=not tasks) for part in parts)
    return tuple(dict.fromkeys(filter(None, found)))


def _parted(text: str, language: str) -> list[str]:
    """At each "and", but for those within a thing of their own."""
    joined = [match.span() for match in _JOINED.finditer(text)]
    parts, start = [], 0
    for match in _AND.get(language, _AND["en"]).finditer(text):
        if not any(first < match.start() < last for first, last in joined):
            parts.append(text[start : match.start()])
            start = match.end()
    return [*parts, text[start:]]


def _bare(text: str, language: str, *, articles: bool) -> str:
    text = _LAST_TOO.sub("", _FIRST_AND.sub("", text.strip(" .!?:\"“”«»'")))
    return (
        _ARTICLE.get(language, _ARTICLE["en"]).sub("", text, count=1) if articles and _begins(text, language) else text
    )


def _begins(text: str, language: str) -> bool:
    return _ARTICLE.get(language, _ARTICLE["en"]).match(text) is not None


def key(text: str, language: str) -> str:
    """The same for what is the same thing: whatever its case, accents, plural and article."""
    return " ".join(sorted(stems(_MEASURED.sub("", text), language)))


def alike(listed: Sequence[_Listed], name: str, language: str) -> list[_Listed]:
    """Those on the list that `name` may mean: the nearest kind of likeness that any of them has decides."""
    wanted = stems(name, language)
    own = [(each, stems(each.text, language)) for each in listed]
    likenesses: Iterable[Callable[[frozenset[str]], bool]] = (
        lambda words: words == wanted,
        lambda words: words > wanted,
        lambda words: words < wanted,
        lambda words: _similar(words, wanted),
    )
    for fits in likenesses:
        if found := [each for each, words in own if fits(words)]:
            return found
    return []


def _similar(words: frozenset[str], wanted: frozenset[str]) -> bool:
    return SequenceMatcher(None, " ".join(sorted(words)), " ".join(sorted(wanted))).ratio() >= _ALIKE
