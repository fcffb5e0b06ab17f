"""Times of day: "half past seven", "quarter to 8 pm", "7:30", "sept heures moins le quart", "17 h 30", "midi et demi"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.brain.slots.numbers import read_number

_FIGURES = re.compile(r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})")
_TOGETHER = re.compile(r"(?P<hour>[0-9]{1,2})(?P<minute>[0-9]{2})")
_WAKING = range(7, 19)
"""Hours in which somebody who does not say which half of the day means it."""

_PARTS = {
    "en": {
        "am": ("am", "a m", "in the morning", "this morning", "morning"),
        "pm": ("pm", "p m"),
        "afternoon": ("in the afternoon", "this afternoon", "afternoon"),
        "evening": ("in the evening", "this evening", "evening"),
        "night": ("at night", "tonight", "in the night", "night"),
    },
    "fr": {
        "am": ("du matin", "ce matin", "le matin", "matin"),
        "pm": ("pm",),
        "afternoon": ("de l' apres midi", "cet apres midi", "cette apres midi", "l' apres midi", "apres midi"),
        "evening": ("du soir", "ce soir", "le soir", "soir"),
        "night": ("de la nuit", "cette nuit", "la nuit", "nuit"),
    },
}
_PART_OF = {
    language: {tuple(said.split()): part for part, all_said in parts.items() for said in all_said}
    for language, parts in _PARTS.items()
}
_EXACTLY = {"en": (["sharp"], ["exactly"], ["on", "the", "dot"]), "fr": (["pile"], ["precises"], ["tapantes"])}
_NAMED = {"en": {"noon": 12, "midday": 12, "midnight": 0}, "fr": {"midi": 12, "minuit": 0}}
_PAST = frozenset(("past", "after"))
_TO = frozenset(("to", "of", "before", "till", "until"))


@dataclass(frozen=True, slots=True)
class _Clock:
    hour: int
    minute: int
    settled: bool = False
    """Whether the half of the day is known."""

    def __str__(self) -> str:
        return f"{self.hour:02}:{self.minute:02}"


def time(words: list[str], language: str) -> str | None:
    """ "HH:MM" as said: without "pm" or "du soir", up to twelve o'clock is the morning's."""
    clock = _read(words, language)
    return str(clock) if clock else None


def daytime(words: list[str], language: str) -> str | None:
    """ "HH:MM"; what could be either half of the day is put between 7:00 and 18:59."""
    clock = _read(words, language)
    if clock is None:
        return None
    if not clock.settled and clock.hour not in _WAKING:
        clock = replace(clock, hour=(clock.hour + 12) % 24)
    return str(clock)


def part_of_day(words: list[str], language: str) -> list[str]:
    """The words of `words`, a day, that tell the half of the day: "morning" of "tomorrow morning"."""
    return next(
        (
            list(said)
            for said in sorted(_PART_OF[language], key=len, reverse=True)
            if tuple(words[-len(said) :]) == said
        ),
        [],
    )


def _read(words: list[str], language: str) -> _Clock | None:
    part = part_of_day(words, language)
    words = words[: len(words) - len(part)]
    words = next((words[: -len(e)] for e in _EXACTLY[language] if words[-len(e) :] == e), words)
    if not words:
        return None
    clock = _in_figures(words, bool(part) or language == "en") or _READERS[language](words, bool(part))
    if clock is None or not part:
        return clock
    return _in_part(clock, _PART_OF[language][tuple(part)])


def _in_part(clock: _Clock, part: str) -> _Clock | None:
    """`clock` in a part of the day; None where it cannot be."""
    hour = clock.hour
    if part == "am":
        return None if hour > 12 else replace(clock, hour=hour % 12, settled=True)
    if hour > 12 or (clock.settled and hour == 0):
        return replace(clock, settled=True)
    if part in ("evening", "night") and (hour == 12 or (part == "night" and hour < 5)):
        return replace(clock, hour=hour if clock.settled else hour % 12, settled=True)
    return replace(clock, hour=hour % 12 + 12, settled=True)


def _in_figures(words: list[str], together: bool) -> _Clock | None:
    """ "7:30", "7.30", and with `together` "730"."""
    if len(words) != 1:
        return None
    match = _FIGURES.fullmatch(words[0]) or (_TOGETHER.fullmatch(words[0]) if together else None)
    if match is None:
        return None
    early = match["hour"].startswith("0")
    return _clock(int(match["hour"]), int(match["minute"]), settled=early)


def _clock(hour: float | None, minute: float, *, settled: bool = False) -> _Clock | None:
    if hour is None or hour != int(hour) or minute != int(minute) or not (0 <= hour <= 24 and 0 <= minute <= 59):
        return None
    if hour == 24:
        return _Clock(0, int(minute), settled=True) if minute == 0 else None
    return _Clock(int(hour), int(minute), settled=settled or hour > 12 or hour == 0)


def _whole(words: list[str], language: str) -> int | None:
    """The number that all of `words` say, from 0 to 59."""
    found = read_number(words, 0, language)
    if found is None or found[1] != len(words) or found[0] != int(found[0]) or not 0 <= found[0] < 60:
        return None
    return int(found[0])


def _minutes_before(hour: _Clock | None, minutes: int) -> _Clock | None:
    if hour is None or hour.minute or not 0 < minutes < 60:
        return None
    earlier = hour.hour - 1 if hour.hour > 0 else 23
    if not hour.settled and earlier == 0:
        earlier = 12
    settled = hour.settled and hour.hour not in (13,)
    return _Clock(earlier, 60 - minutes, settled=settled)


# -- English


def _english(words: list[str], part: bool) -> _Clock | None:
    if words[-1:] == ["clock"] and words[-2:-1] == ["o'"]:
        return _english_hour(words)
    for at, word in enumerate(words):
        if word in _PAST or word in _TO:
            return _english_past(words[:at], words[at + 1 :], before=word in _TO)
    if words[0] == "half" and len(words) == 2:
        hour = _english_hour(words[1:])
        return replace(hour, minute=30) if hour else None
    return _english_hour(words) or _hour_and_minute(words)


def _english_past(minutes: list[str], hour_words: list[str], *, before: bool) -> _Clock | None:
    """ "quarter past seven", "ten to eight"."""
    hour = _english_hour(hour_words)
    if minutes[-1:] == ["minutes"]:
        minutes = minutes[:-1]
    if minutes in (["half"], ["a", "half"]):
        count: int | None = 30
    elif minutes in (["quarter"], ["a", "quarter"]):
        count = 15
    else:
        count = _whole(minutes, "en")
    if hour is None or count is None or hour.minute or (before and count == 30):
        return None
    return _minutes_before(hour, count) if before else replace(hour, minute=count)


def _english_hour(words: list[str]) -> _Clock | None:
    """ "seven", "noon", "seven o'clock"; a bare number above twelve is no time."""
    if len(words) == 1 and words[0] in _NAMED["en"]:
        return _Clock(_NAMED["en"][words[0]], 0, settled=True)
    if words[-2:] == ["o'", "clock"]:
        words = words[:-2]
    hour = _whole(words, "en") if words else None
    return _clock(hour, 0) if hour is not None and 1 <= hour <= 12 else None


def _hour_and_minute(words: list[str]) -> _Clock | None:
    """ "seven thirty", "nineteen oh five"."""
    for at in range(1, len(words)):
        hour, minute = _whole(words[:at], "en"), _whole(words[at:], "en")
        if words[at] in ("oh", "o", "zero"):
            minute = _whole(words[at + 1 :], "en") if at + 1 < len(words) else None
            minute = minute if minute is not None and minute < 10 else None
        elif minute is not None and minute < 10:
            minute = None
        if hour is not None and minute is not None and hour < 24:
            return _clock(hour, minute)
    return None


# -- French


def _french(words: list[str], part: bool) -> _Clock | None:
    if words[0] in _NAMED["fr"]:
        return _french_minutes(_Clock(_NAMED["fr"][words[0]], 0, settled=True), words[1:])
    for at, word in enumerate(words):
        if word in ("heure", "heures", "h"):
            number = _whole(words[:at], "fr")
            hour = _clock(number, 0) if number is not None else None
            return _french_minutes(hour, words[at + 1 :]) if hour else None
    return None


def _french_minutes(hour: _Clock, words: list[str]) -> _Clock | None:
    """What follows the hour: nothing, "et demie", "moins vingt", "cinq"."""
    match words:
        case []:
            return hour
        case ["et", "demi" | "demie"]:
            return replace(hour, minute=30)
        case ["et", "quart"] | ["et", "un", "quart"] | ["un", "quart"]:
            return replace(hour, minute=15)
        case ["trois", "quarts"]:
            return replace(hour, minute=45)
        case ["moins", "le", "quart"] | ["moins", "quart"] | ["moins", "un", "quart"]:
            return _minutes_before(hour, 15)
        case ["moins", *rest]:
            return _minutes_before(hour, _whole(rest, "fr") or 0)
    if words[-1] in ("minutes", "minute", "min"):
        words = words[:-1]
    minute = _whole(words, "fr") if words else None
    return _clock(hour.hour, minute, settled=hour.settled) if minute is not None else None


_READERS = {"en": _english, "fr": _french}


def openers(language: str) -> frozenset[str]:
    """The words that a time can begin with, besides those of numbers."""
    return frozenset(_NAMED[language])
