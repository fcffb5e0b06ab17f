"""Reminders: set for a time, a day, or for after a while; listed; cancelled."""

from __future__ import annotations

from assistant.skills import Call, Refusal
from assistant.skills.timers.alarms import wall_of
from assistant.skills.timers.answers import say
from assistant.skills.timers.appointment import Appointment, Kind, Span, span
from assistant.skills.timers.choose import Wanted, words
from assistant.skills.timers.countdowns import length_of
from assistant.skills.timers.desk import Desk
from assistant.skills.timers.request import time_of
from assistant.skills.timers.spoken import duration
from assistant.skills.timers.wall import Wall


def set_reminder(desk: Desk, call: Call) -> str:
    """`text`, and `time`, `day`, both, or `duration_s`; with none of them it is kept and never rings."""
    text = str(call.slots.get("text", ""))
    if not text:
        raise Refusal(say(call.language, "what_about"))
    if "duration_s" in call.slots:
        seconds = length_of(call)
        _keep(desk, call, text, span(desk.scheduler.reading(), seconds))
        return say(call.language, "reminder_in", length=duration(seconds, call.language), text=text)
    at = time_of(call.slots)
    if at is None and "day" not in call.slots:
        _keep(desk, call, text, None)
        return say(call.language, "reminder_kept", text=text)
    reminder = _keep(desk, call, text, wall_of(desk, call, at))
    return say(call.language, "reminder_set", when=desk.schedule(reminder, call.language), text=text)


def list_reminders(desk: Desk, call: Call) -> str:
    return desk.listing(call, Kind.REMINDER)


def cancel_reminder(desk: Desk, call: Call) -> str:
    """`all`, or the one whose `text` that is."""
    return desk.cancel(call, Kind.REMINDER, Wanted(name=str(call.slots.get("text", "")), at=time_of(call.slots)))


def _keep(desk: Desk, call: Call, text: str, when: Span | Wall | None) -> Appointment:
    """In place of what was kept under the same words without a time."""
    same = [one for one in desk.of(Kind.REMINDER) if one.when is None and words(one.name) == words(text)]
    kept = desk.keep(call, Kind.REMINDER, when, text)
    desk.scheduler.cancel(same)
    return kept
