"""What was asked for, as times: slots and words in, `Wall` and weekdays out. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from assistant.skills import Value
from assistant.skills.timers.wall import Wall, first, zone_name

MORNING = time(9)
"""When a reminder rings that was given a day and no time."""

_EVENING = time(18)
_WEEK = "monday tuesday wednesday thursday friday saturday sunday".split()
_SETS = {"every_day": range(7), "weekdays": range(5), "weekend": range(5, 7)}
_EVERY = {
    "en": re.compile(r"\b(every|each)\b|\b(mon|tues|wednes|thurs|fri|satur|sun)days\b", re.IGNORECASE),
    "fr": re.compile(
        r"\b(chaque|tous les|le) (lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?\b(?! \d| prochain)",
        re.IGNORECASE,
    ),
}
_DAYS = {
    "en": {"today": 0, "tonight": 0, "tomorrow": 1},
    "fr": {"aujourd": 0, "soir": 0, "demain": 1},
}
"""Words for days, and how far away these are."""
_NAMES = {"en": _WEEK, "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split()}
_SMALL_HOURS = 5


class Past(ValueError):
    """Today, at a time that is over."""


def time_of(slots: Mapping[str, Value]) -> time | None:
    """The time of day that was said."""
    return time.fromisoformat(str(slots["time"])) if "time" in slots else None


def weekdays(day: str, text: str, language: str) -> frozenset[int]:
    """The days on which it repeats: "on weekdays", "every Monday", but not "on Monday"."""
    if day in _SETS:
        return frozenset(_SETS[day])
    every = _EVERY.get(language)
    return frozenset({_WEEK.index(day)}) if day in _WEEK and every and every.search(text) else frozenset()


def wall(now: datetime, at: time | None, day: str, repeat: frozenset[int]) -> Wall:
    """The time that is meant. `day`: a slot's value, or empty for the next time that it is `at`. Raises `Past`."""
    if repeat:
        return first(now, at or MORNING, repeat)
    if day in _WEEK:
        return Wall(first(now, at or MORNING, {_WEEK.index(day)}).day, at or MORNING, zone_name(now))
    if day == "tomorrow":
        return Wall(now.date() + timedelta(days=1), at or MORNING, zone_name(now))
    found = first(now, at or (_later_today(now) if day == "today" else MORNING))
    if day == "today" and found.day != now.date() and found.time.hour >= _SMALL_HOURS:
        raise Past
    return found


def date_of(slots: Mapping[str, Value], text: str, language: str, now: datetime) -> date | None:
    """The one day that was spoken of, in a slot or in passing ("no alarm tomorrow")."""
    day = str(slots.get("day", ""))
    if day:
        days = {"today": 0, "tomorrow": 1} | _until(_WEEK, now)
        return now.date() + timedelta(days=days[day]) if day in days else None
    days = _DAYS.get(language, {}) | _until(_NAMES.get(language, []), now)
    said = (days[word] for word in re.findall(r"[a-z]+", text.lower()) if word in days)
    return next((now.date() + timedelta(days=ahead) for ahead in said), None)


def _until(week: list[str], now: datetime) -> dict[str, int]:
    """Days until the next of each weekday."""
    return {name: (index - now.weekday()) % 7 for index, name in enumerate(week)}


def _later_today(now: datetime) -> time:
    """In the evening, or if that is over in an hour."""
    if now.time() < _EVENING:
        return _EVENING
    return (now + timedelta(hours=1)).time().replace(second=0, microsecond=0)
