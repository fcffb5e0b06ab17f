"""What the language model may ask of the timers by itself, and how its arguments become the slots of the intents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assistant.skills import Call, Parameter, Tool

_UNITS_S: Mapping[str, int] = {"hours": 3600, "minutes": 60, "seconds": 1}
_LENGTH = tuple(Parameter(unit, "integer", required=False, most=9999) for unit in _UNITS_S)
_NAME = Parameter("name", "string", required=False)
_DAYS = "today tomorrow monday tuesday wednesday thursday friday saturday sunday weekdays weekend every_day"
_DAY = Parameter("day", "string", required=False, choices=tuple(_DAYS.split()))

TOOLS = (
    Tool(
        "SetTimer",
        "Starts a timer.",
        (*_LENGTH, _NAME),
        ("pasta timer, an hour and a half", {"hours": 1, "minutes": 30, "name": "pasta"}),
    ),
    Tool("CancelTimer", "Stops a timer.", (_NAME, Parameter("all", "boolean", required=False))),
    Tool("ListTimers", "Says which timers run and how long they still take."),
    Tool(
        "SetAlarm",
        "Rings at a time of day.",
        (Parameter("time", "time"), _DAY, _NAME),
        ("wake me at half past six on weekdays", {"time": "06:30", "day": "weekdays"}),
    ),
    Tool(
        "SetReminder",
        "Reminds the user of something at a time, or after a while.",
        (Parameter("text", "string"), Parameter("time", "time", required=False), _DAY, *_LENGTH),
        ("in 20 minutes I have to water the plants", {"text": "water the plants", "minutes": 20}),
    ),
)


def in_seconds(call: Call) -> Call:
    """The call with `duration_s` in place of hours, minutes and seconds, which are easier to tell apart than to multiply."""
    if _UNITS_S.keys().isdisjoint(call.slots):
        return call
    slots = {name: value for name, value in call.slots.items() if name not in _UNITS_S}
    length = sum(int(call.slots.get(unit, 0)) * seconds for unit, seconds in _UNITS_S.items())
    return replace(call, slots={**slots, "duration_s": length})
