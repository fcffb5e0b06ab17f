"""Lengths of time: "an hour and a half", "2 min 30", "trois quarts d'heure", "une heure dix"."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.brain.slots.lexicon import NUMERALS
from assistant.brain.slots.numbers import read_fraction, read_number

_UNITS = {
    "en": {
        **dict.fromkeys(("second", "seconds", "sec", "secs", "s"), 1),
        **dict.fromkeys(("minute", "minutes", "min", "mins"), 60),
        **dict.fromkeys(("hour", "hours", "hr", "hrs", "h"), 3600),
        **dict.fromkeys(("day", "days"), 86_400),
        **dict.fromkeys(("week", "weeks"), 604_800),
    },
    "fr": {
        **dict.fromkeys(("seconde", "secondes", "sec", "s"), 1),
        **dict.fromkeys(("minute", "minutes", "min", "mn"), 60),
        **dict.fromkeys(("heure", "heures", "h"), 3600),
        **dict.fromkeys(("jour", "jours"), 86_400),
        **dict.fromkeys(("semaine", "semaines"), 604_800),
    },
}
_ARTICLES = {"en": frozenset(("a", "an")), "fr": frozenset()}
_BETWEEN = {
    "en": (["of", "an"], ["of", "a"], ["an"], ["a"]),
    "fr": (["d'", "une"], ["d'"], ["de"]),
}
"""Between a fraction and its unit: "a quarter of an hour"."""
_BEFORE = {
    "en": (["another"], ["an", "extra"], ["an", "additional"], ["a", "further"]),
    "fr": (["encore"],),
}
_MORE = {"en": frozenset(("more", "extra", "additional", "further")), "fr": frozenset(("petites", "bonnes"))}
"""Between a number and its unit."""
_COUPLE = ["a", "couple", "of"]
_LONGEST_S = 10 * 366 * 86_400


@dataclass(frozen=True, slots=True)
class _Part:
    seconds: float
    unit: int
    end: int


def duration(words: list[str], language: str) -> int | None:
    """Seconds, at least one, at most ten years."""
    at = next((len(before) for before in _BEFORE[language] if words[: len(before)] == before), 0)
    total, last = 0.0, None
    while at < len(words):
        part = _part(words, at, language, last)
        if part is None or (last is not None and part.unit >= last):
            return None
        total, at, last = total + part.seconds, part.end, part.unit
        if at < len(words) - 1 and words[at] in NUMERALS[language].joins:
            at += 1
    seconds = round(total)
    return seconds if 1 <= seconds <= _LONGEST_S else None


def _part(words: list[str], at: int, language: str, last: int | None) -> _Part | None:
    """ "ten minutes", "an hour and a half"; behind hours, minutes need no name."""
    quantity = _quantity(words, at, language)
    if quantity is None:
        return None
    count, end = quantity
    if end < len(words) and words[end] in _MORE[language]:
        end += 1
    unit = _UNITS[language].get(words[end]) if end < len(words) else None
    if unit is not None:
        return _with_tail(words, _Part(count * unit, unit, end + 1), language)
    if end == len(words) and last in (60, 3600) and 0 < count < 60 and count == int(count):
        return _Part(count * last / 60, last // 60, end)
    return None


def _quantity(words: list[str], at: int, language: str) -> tuple[float, int] | None:
    if words[at : at + 3] == _COUPLE:
        return 2, at + 3
    found = read_number(words, at, language)
    if found is not None:
        value, end = found
        if 0 < value < 1:
            end += next((len(b) for b in _BETWEEN[language] if words[end : end + len(b)] == b), 0)
        return found if value < 0 else (value, end)
    if words[at] in _ARTICLES[language]:
        return 1, at + 1
    if language == "en" and words[at : at + 3] == ["hour", "and", "a"]:
        return 1, at
    return None


def _with_tail(words: list[str], part: _Part, language: str) -> _Part:
    """Adds the fraction behind a unit: "and a half", "et demie", "trois quarts"."""
    lexicon = NUMERALS[language]
    joined = words[part.end : part.end + 1] and words[part.end] in lexicon.joins
    fraction = read_fraction(words, part.end + 1 if joined else part.end, lexicon)
    if fraction is None or not (joined or language == "fr"):
        return part
    share, end = fraction
    if end < len(words) and (words[end] in _UNITS[language] or words[end : end + 1] in (["of"], ["an"], ["d'"])):
        return part
    return _Part(part.seconds + share * part.unit, part.unit, end)


def openers(language: str) -> frozenset[str]:
    """The words that a duration can begin with, besides those of numbers."""
    return frozenset(before[0] for before in _BEFORE[language]) | _ARTICLES[language] | {"hour"}
