"""Which timer, alarm or reminder is meant, from what was said about it. Pure.

Names may be heard or said a little differently: "egg" is "eggs", "the wash" may be "the washing". The nearest kind of likeness
that any appointment has decides; what a weaker one would add does not count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time
from difflib import SequenceMatcher

from assistant.skills.timers.appointment import Appointment
from assistant.skills.timers.wall import Wall

_ALIKE = 0.65
_EMPTY = frozenset(
    "a an the my your our to for of about at that this le la les l un une des d de du mon ma mes pour mon ce cet cette".split()
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was said. Nothing: any of them."""

    name: str = ""
    length_s: int | None = None
    at: time | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An appointment, and what clocks show when it rings next."""

    appointment: Appointment
    at: time | None = None
    day: date | None = None


def choose(candidates: Iterable[Candidate], wanted: Wanted) -> list[Candidate]:
    """Those that it may be: one when it is clear, several when it is not, none when there is no such thing."""
    found = list(candidates)
    alone = len(found) == 1
    if wanted.length_s is not None:
        found = [one for one in found if one.appointment.length_s == wanted.length_s]
    if wanted.day is not None:
        found = [one for one in found if one.day == wanted.day or _on(one.appointment, wanted.day)]
    if wanted.at is not None:
        found = _at(found, wanted.at)
    if wanted.name:
        named = _named(found, wanted.name)
        nameless = alone and bool(found) and not found[0].appointment.name  # "the egg timer", when one runs at all
        found = found if nameless and not named else named
    return found


def _on(appointment: Appointment, day: date) -> bool:
    return isinstance(appointment.when, Wall) and day.weekday() in appointment.when.repeat


def _at(candidates: list[Candidate], at: time) -> list[Candidate]:
    """At that time; else in the other half of the day, for "the 7 o'clock alarm" may ring in the evening."""
    times = [at, at.replace(hour=(at.hour + 12) % 24)] if at.hour <= 12 else [at]
    found = (
        [one for one in candidates if one.at and one.at.replace(second=0, microsecond=0) == time] for time in times
    )
    return next(filter(None, found), [])


def _named(candidates: list[Candidate], name: str) -> list[Candidate]:
    wanted = words(name)
    likenesses: tuple[Callable[[frozenset[str]], bool], ...] = (
        lambda own: own == wanted,
        lambda own: bool(own) and bool(wanted) and (own <= wanted or wanted <= own),
        lambda own: bool(own & wanted),
        lambda own: _similar(own, wanted),
    )
    for alike in likenesses:
        if found := [one for one in candidates if alike(words(one.appointment.name))]:
            return found
    return []


def _similar(own: frozenset[str], wanted: frozenset[str]) -> bool:
    spelled = (" ".join(sorted(own)), " ".join(sorted(wanted)))
    return bool(own) and SequenceMatcher(None, *spelled).ratio() >= _ALIKE


def words(name: str) -> frozenset[str]:
    """The words that tell it from others: without accents, articles and plurals."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe"))
    found = re.findall(r"[a-z0-9]+", "".join(letter for letter in plain if not unicodedata.combining(letter)))
    told = [word for word in found if word not in _EMPTY] or found
    return frozenset(word[:-1] if len(word) > 3 and word[-1] in "sx" else word for word in told)
