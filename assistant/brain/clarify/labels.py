"""What the readings of a sentence are called, so that somebody can tell which one they meant. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from assistant.brain.intents import Match
from assistant.brain.slots import Value

_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_+")
_SLOT = re.compile(r"\{([^\W\d]\w*)\}")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_FRENCH_DAYS = {
    "today": "aujourd'hui", "tomorrow": "demain", "monday": "lundi", "tuesday": "mardi", "wednesday": "mercredi",
    "thursday": "jeudi", "friday": "vendredi", "saturday": "samedi", "sunday": "dimanche", "weekdays": "en semaine",
    "weekend": "le week-end", "every day": "tous les jours",
}  # fmt: skip
_YES_NO = {"en": ("no", "yes"), "fr": ("non", "oui")}
_UNITS = {"en": ("hour", "minute", "second"), "fr": ("heure", "minute", "seconde")}
_AND = {"en": " and ", "fr": " et "}

_Spelling = Callable[[str, Value, str], str]


def labels(readings: Sequence[Match], language: str, titles: Mapping[str, str]) -> tuple[str, ...]:
    """A name for each reading. Readings of one intent are named by what differs in their slots, those of several by the titles of
    their intents. A reading that is alone is named by its words."""
    if len(readings) == 1 and (text := readings[0].text.strip(" .!?…")):
        return (text,)
    short = tuple(_label(match, readings, language, titles, value) for match in readings)
    if len(set(short)) == len(short):
        return short
    return tuple(_label(match, readings, language, titles, _with_name) for match in readings)


def value(name: str, said: Value, language: str) -> str:
    """The value of the slot `name`, in words."""
    if isinstance(said, bool):
        return _YES_NO.get(language, _YES_NO["en"])[said]
    if isinstance(said, int) and name.endswith("duration") and said > 0:
        return _duration(said, language)
    text = " ".join(str(said).replace("_", " ").split())
    if at := _TIME.fullmatch(text):
        return _time(int(at[1]), at[2], language)
    return _FRENCH_DAYS.get(text, text) if language == "fr" else text


def _label(
    match: Match, readings: Sequence[Match], language: str, titles: Mapping[str, str], spelled: _Spelling
) -> str:
    peers = [other for other in readings if other.intent == match.intent]
    shared = set.intersection(*({*other.slots.items()} for other in peers))
    differs = [spelled(name, said, language) for name, said in match.slots.items() if (name, said) not in shared]
    if len(peers) == len(readings) and differs:
        return ", ".join(differs)
    if match.intent in titles:
        return " ".join(filter(None, (_filled(titles[match.intent], match, language), ", ".join(differs))))
    whole = [spelled(name, said, language) for name, said in match.slots.items()]
    return " ".join(filter(None, (_CAPITAL.sub(" ", match.intent).lower().strip(), ", ".join(whole))))


def _filled(title: str, match: Match, language: str) -> str:
    slots = match.slots
    return " ".join(_SLOT.sub(lambda slot: value(slot[1], slots.get(slot[1], ""), language), title).split())


def _with_name(name: str, said: Value, language: str) -> str:
    return f"{_CAPITAL.sub(' ', name).lower().strip()} {value(name, said, language)}".strip()


def _time(hour: int, minute: str, language: str) -> str:
    if language == "fr":
        return f"{hour} h {minute}" if int(minute) else f"{hour} h"
    return f"{(hour - 1) % 12 + 1}{f':{minute}' if int(minute) else ''} {'am' if hour < 12 else 'pm'}"


def _duration(seconds: int, language: str) -> str:
    parts = []
    for unit, size in zip(_UNITS.get(language, _UNITS["en"]), (3600, 60, 1), strict=True):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {unit}{'s' if count > 1 else ''}")
    return _AND.get(language, _AND["en"]).join(parts)
