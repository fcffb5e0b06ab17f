"""Percentages: "40 percent", "35 %", "half", "au maximum"."""

from __future__ import annotations

from assistant.brain.slots.numbers import read_number

_SIGNS = {
    "en": (["%"], ["percent"], ["per", "cent"], ["percents"]),
    "fr": (["%"], ["pour", "cent"], ["pourcent"], ["pourcents"]),
}
_FULL = {
    "en": frozenset(("max", "maximum", "the maximum", "full")),
    "fr": frozenset(("max", "maximum", "le maximum", "fond", "a fond", "au maximum", "au max")),
}


def percent(words: list[str], language: str) -> int | None:
    """0 to 100; a fraction counts as its share of the whole."""
    if " ".join(words) in _FULL[language]:
        return 100
    if language == "fr" and words[0] == "la":
        words = words[1:]
    found = read_number(words, 0, language)
    if found is None:
        return None
    value, end = found
    if 0 < value < 1 and end == len(words):
        value *= 100
    elif words[end:] and words[end:] not in _SIGNS[language]:
        return None
    return round(value) if 0 <= value <= 100 else None


def openers(language: str) -> frozenset[str]:
    """The words that a percentage can begin with, besides those of numbers."""
    return frozenset(said.partition(" ")[0] for said in _FULL[language])
