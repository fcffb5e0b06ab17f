"""What a slot of a template says, as a value: numbers, durations, times and days in words or figures, and free text.

A kind is the name of a list in `skills/sentences/common.yaml`; everything here is pure. What cannot be read is None, and the
matcher then drops that reading of the sentence.

| kind | value |
| --- | --- |
| number | int or float: "seven", "3.5", "trois virgule cinq", "deux et demi" |
| ordinal | int: "third", "21st", "vingt et unième" |
| percent | int, 0 to 100: "40 %", "half", "maximum" |
| duration | int, seconds: "an hour and a half", "1h30" |
| time | "HH:MM", 24 hours, as it was said: "half past two" is 02:30 |
| daytime | the same, but what could be either half of the day lies between 7:00 and 18:59: "half past two" is 14:30 |
| day | "today", "tomorrow", "monday" to "sunday", "weekdays", "weekend" or "every_day" |
| text | as said, in lower case |
| item | the same, without a leading article or "some"; at most twelve words |
| name | the same, at most six words |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from assistant.brain.slots import days, durations, free, numbers, percent, times
from assistant.brain.tokens import words

Value = str | int | float | bool

FREE: Mapping[str, int] = {"text": 60, "item": 12, "name": 6}
"""Kinds that can be anything, and the most words of each."""

_READERS: Mapping[str, Callable[[list[str], str], Value | None]] = {
    "number": numbers.number,
    "ordinal": numbers.ordinal,
    "percent": percent.percent,
    "duration": durations.duration,
    "time": times.time,
    "daytime": times.daytime,
    "day": days.day,
}
KINDS = frozenset((*_READERS, *FREE))
LANGUAGES = ("en", "fr")
_MOST_WORDS = 40
"""Of a slot that is not free text."""


@lru_cache(maxsize=4096)
def parse(kind: str, text: str, language: str) -> Value | None:
    """What `text` says as a `kind`, in "en" or "fr"; None if it does not say any, or says more. Never raises on a text;
    raises `KeyError` for a kind that does not exist."""
    if kind in FREE:
        return free.cleaned(kind, text, language, FREE[kind])
    said = words(text) if len(text) < 400 else []
    return read(kind, said, language)


def read(kind: str, said: list[str], language: str) -> Value | None:
    """`parse` of the `words` of a text, for kinds that are not free text."""
    reader = _READERS[kind]
    if not 0 < len(said) <= _MOST_WORDS or language not in LANGUAGES:
        return None
    return reader(said, language)


def may_begin(kind: str, word: str, language: str) -> bool:
    """Whether a `kind` that is not free text can begin with `word`: told apart quickly, before anything is read."""
    return word[0].isdigit() or word in _openers(kind, language)


@lru_cache(maxsize=64)
def _openers(kind: str, language: str) -> frozenset[str]:
    if language not in LANGUAGES:
        return frozenset()
    if kind == "day":
        return days.openers(language)
    return numbers.openers(language) | {
        "ordinal": numbers.ordinal_openers(language),
        "percent": percent.openers(language),
        "duration": durations.openers(language),
        "time": times.openers(language),
        "daytime": times.openers(language),
    }.get(kind, frozenset())


def on_day(kind: str, time: str, day: str, language: str) -> Value | None:
    """`parse` of a time whose half of the day the day told: "11:15" and "tonight" is 23:15."""
    part = times.part_of_day(words(day), language)
    at = read(kind, [*words(time), *part], language) if part else None
    return parse(kind, time, language) if at is None else at
