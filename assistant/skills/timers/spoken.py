"""Durations, times and days, and what an appointment is called, as they are said in English and French. Pure.

A language without a table of its own gets English. Digits are left to the voice.
"""

from __future__ import annotations

from datetime import datetime, time

from assistant.skills.timers.appointment import Appointment, Kind
from assistant.skills.timers.clocks import Reading
from assistant.skills.timers.wall import Wall, local

DAYS = {"en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
        "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split()}  # fmt: skip
_MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}
_UNITS = {"en": ("day", "hour", "minute", "second"), "fr": ("jour", "heure", "minute", "seconde")}
_ONE = {"en": ("1", "1"), "fr": ("une", "un")}
_AND = {"en": " and ", "fr": " et "}
_REPEATS = {
    "en": {"0123456": "every day", "01234": "on weekdays", "56": "on weekends", "": "every {day}"},
    "fr": {"0123456": "tous les jours", "01234": "en semaine", "56": "le week-end", "": "tous les {day}s"},
}
_NEAR = {"en": ("today", "tomorrow", "on {day}", "on {month} {number}"),
         "fr": ("aujourd'hui", "demain", "{day}", "le {number} {month}")}  # fmt: skip
_AT = {"en": "{day} at {time}", "fr": "{day} à {time}"}
_LABELS = {
    "en": {
        Kind.TIMER: ("the {name} timer", "the timer for {length}"),
        Kind.ALARM: ("the {name} alarm", "the alarm at {time}"),
        Kind.REMINDER: ("{name}", "the reminder"),
    },
    "fr": {
        Kind.TIMER: ("le minuteur {name}", "le minuteur de {length}"),
        Kind.ALARM: ("l'alarme {name}", "l'alarme de {time}"),
        Kind.REMINDER: ("{name}", "le rappel"),
    },
}
_SHORT = {
    "en": {Kind.TIMER: ("the {name}", "the one for {length}"), Kind.ALARM: ("the {name}", "the one at {time}")},
    "fr": {Kind.TIMER: ("{name}", "celui de {length}"), Kind.ALARM: ("{name}", "celle de {time}")},
}


def tongue(language: str) -> str:
    """The language that is spoken to somebody who speaks `language`."""
    return language if language in _UNITS else "en"


def duration(seconds: float, language: str) -> str:
    """ "1 hour and 10 minutes": its two largest units, so that nobody has to listen to seconds for days."""
    left = max(1, round(seconds))
    parts = []
    for name, size in zip(_UNITS[tongue(language)], (86_400, 3600, 60, 1), strict=True):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {name}s" if count > 1 else f"{_ONE[tongue(language)][name == 'jour']} {name}")
    return _AND[tongue(language)].join(parts[:2])


def clock(at: time, language: str) -> str:
    """A time of day: 7:15 am, 7 h 15."""
    if tongue(language) == "fr":
        named = {0: "minuit", 12: "midi"}.get(at.hour, f"{at.hour} h")
        return f"{named} {at.minute:02}" if at.minute else named
    if not at.minute and at.hour in (0, 12):
        return "noon" if at.hour else "midnight"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{(at.hour - 1) % 12 + 1}{minutes} {'am' if at.hour < 12 else 'pm'}"


def moment(when: datetime, now: datetime, language: str) -> str:
    """ "tomorrow at 7 am", from `now`."""
    today, tomorrow, weekday, far = _NEAR[tongue(language)]
    days = (when.date() - now.date()).days
    day = today if days == 0 else tomorrow if days == 1 else weekday if 1 < days < 7 else far
    day = day.format(
        day=DAYS[tongue(language)][when.weekday()], month=_MONTHS[tongue(language)][when.month - 1], number=when.day
    )
    return _AT[tongue(language)].format(day=day, time=clock(when.time(), language))


def schedule(appointment: Appointment, reading: Reading, now: datetime, language: str) -> str:
    """When it rings: "on weekdays at 7 am", "tomorrow at noon". Empty for what never does."""
    when = appointment.when
    if isinstance(when, Wall) and when.repeat:
        form = _REPEATS[tongue(language)]
        days = "".join(map(str, sorted(when.repeat)))
        day = form.get(days, form[""]).format(day=DAYS[tongue(language)][min(when.repeat)])
        return _AT[tongue(language)].format(day=day, time=clock(when.time, language))
    at = due_at(appointment, reading, now)
    return "" if at is None else moment(at, now, language)


def due_at(appointment: Appointment, reading: Reading, now: datetime) -> datetime | None:
    """What clocks will show when it rings."""
    if isinstance(appointment.when, Wall):
        return local(appointment.when.utc_ms, appointment.when.zone)
    left_ms = appointment.left_ms(reading)
    return None if left_ms is None else datetime.fromtimestamp(now.timestamp() + left_ms / 1000, now.tzinfo)


def label(appointment: Appointment, at: datetime | None, language: str, *, short: bool = False) -> str:
    """What it is called: by its name, else by its length or its time. `short`: in answer to "which one"."""
    forms = _LABELS[tongue(language)] | (_SHORT[tongue(language)] if short else {})
    named, unnamed = forms[appointment.kind]
    said = (named if appointment.name else unnamed).format(
        name=appointment.name,
        length=duration(appointment.length_s or 0, language),
        time=clock(at.time(), language) if at else "",
    )
    return said.replace(" de un", " d'un") if tongue(language) == "fr" and not appointment.name else said


def sentence(text: str) -> str:
    """With a capital, and nothing else changed."""
    return text[:1].upper() + text[1:]
