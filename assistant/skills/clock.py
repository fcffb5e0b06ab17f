"""Skill: the time, the date and the day of the week."""

from __future__ import annotations

from datetime import datetime, timedelta

from assistant.registry import Options
from assistant.skills import Call, Parameter, Tool, World

_DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
}
_MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}
_SHIFTS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_TOOLS = (
    Tool("AskTime", "Tells the time of day."),
    Tool(
        "AskDate",
        "Tells the date and the day of the week.",
        (Parameter("day", "string", required=False, choices=tuple(_SHIFTS)),),
    ),
)


class Clock:
    """AskTime; AskDate and AskWeekday, whose slot `day` may be "tomorrow" or "yesterday"."""

    intents = frozenset({"AskTime", "AskDate", "AskWeekday"})
    acts: frozenset[str] = frozenset()
    tools = _TOOLS

    def __init__(self, world: World, options: Options) -> None:
        self._now = world.now

    def close(self) -> None:
        """Nothing to close."""

    async def handle(self, call: Call) -> str:
        now = self._now()
        if call.intent == "AskTime":
            return time_of_day(now, call.language)
        shift = _SHIFTS.get(str(call.slots.get("day", "today")), 0)
        # A calendar day, not 24 hours: those would miss it when the clocks change.
        day = datetime.combine(now.date() + timedelta(days=shift), datetime.min.time())
        if call.intent == "AskDate":
            return date_of(day, call.language, shift)
        return weekday(day, call, shift)


def time_of_day(now: datetime, language: str) -> str:
    """ "It's 7:30 PM.", "Il est 19 h 30." """
    twelve = {0: ("midnight", "minuit"), 12: ("noon", "midi")}.get(now.hour) if now.minute == 0 else None
    if language == "fr":
        return f"Il est {twelve[1]}." if twelve else f"Il est {now.hour} h{f' {now.minute:02}' if now.minute else ''}."
    half = "AM" if now.hour < 12 else "PM"
    return f"It's {twelve[0]}." if twelve else f"It's {(now.hour - 1) % 12 + 1}:{now.minute:02} {half}."


def date_of(day: datetime, language: str, shift: int = 0) -> str:
    """ "It's Tuesday, March 3, 2026."; `shift` is how many days from today that is."""
    name, month = _DAYS[language][day.weekday()], _MONTHS[language][day.month - 1]
    if language == "fr":
        number = "1er" if day.day == 1 else str(day.day)
        return f"{_subject('fr', shift)} le {name} {number} {month} {day.year}."
    return f"{_subject('en', shift)} {name}, {month} {day.day}, {day.year}."


def weekday(day: datetime, call: Call, shift: int = 0) -> str:
    """ "It's Tuesday."; with yes or no if the question named one day."""
    name = _DAYS[call.language][day.weekday()]
    words = call.text.casefold()
    asked = [other for other in _DAYS[call.language] if other.casefold() in words]
    subject = _subject(call.language, shift)
    if len(asked) != 1:
        return f"{subject} {name}."
    yes, no = ("Oui", "Non") if call.language == "fr" else ("Yes", "No")
    # Only the first letter changes: "It's" within the sentence, but "Friday" as it is.
    return f"{yes if asked == [name] else no}, {subject[0].lower()}{subject[1:]} {name}."


def _subject(language: str, shift: int) -> str:
    if language == "fr":
        return {-1: "Hier, nous étions", 0: "Nous sommes", 1: "Demain, nous serons"}[shift]
    return {-1: "Yesterday was", 0: "It's", 1: "Tomorrow is"}[shift]
