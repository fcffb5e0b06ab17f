"""Timers: set, asked about, prolonged, cancelled."""

from __future__ import annotations

from assistant.skills import Call, Refusal
from assistant.skills.timers.answers import say
from assistant.skills.timers.appointment import Kind, Span, State, span
from assistant.skills.timers.choose import Wanted
from assistant.skills.timers.desk import Desk
from assistant.skills.timers.spoken import duration, sentence

_LONGEST_S = 366 * 86_400


def set_timer(desk: Desk, call: Call) -> str:
    """`duration_s`, and perhaps `name`."""
    seconds, name = length_of(call), str(call.slots.get("name", ""))
    desk.keep(call, Kind.TIMER, span(desk.scheduler.reading(), seconds), name, seconds)
    named = "timer_set_named" if name else "timer_set"
    return say(call.language, named, name=name, length=duration(seconds, call.language))


def timer_left(desk: Desk, call: Call) -> str:
    """Of the one that is meant; when that is not clear, of all: to listen is easier than to be asked."""
    known = desk.of(Kind.TIMER)
    found = desk.matching(known, _wanted(call))
    if not found or found[0].state is State.RINGING:
        rings = desk.pick(call, Kind.TIMER, _wanted(call))
        return say(call.language, "rings", label=desk.label(rings, call.language))
    if len(known) == 1:
        return say(call.language, "left_one", left=desk.left(found[0], call.language))
    return sentence(desk.items(found, call.language) + ".")


def list_timers(desk: Desk, call: Call) -> str:
    return desk.listing(call, Kind.TIMER)


def cancel_timer(desk: Desk, call: Call) -> str:
    """`all`, or `name` or `duration_s`, or nothing."""
    return desk.cancel(call, Kind.TIMER, _wanted(call))


def add_time(desk: Desk, call: Call) -> str:
    """`duration_s` more for the one called `name`; one that rings already runs again for so long."""
    seconds = length_of(call)
    timer = desk.pick(call, Kind.TIMER, Wanted(name=str(call.slots.get("name", ""))))
    reading = desk.scheduler.reading()
    runs = isinstance(timer.when, Span) and timer.state is State.WAITING
    when = timer.when.later(seconds * 1000) if runs and isinstance(timer.when, Span) else span(reading, seconds)
    moved = desk.scheduler.move(timer, when)
    return say(call.language, "added", label=desk.label(moved, call.language), left=desk.left(moved, call.language))


def length_of(call: Call) -> int:
    """The duration that was said, in seconds. Raises `Refusal`: none was, or nobody could wait so long."""
    seconds = int(call.slots.get("duration_s", 0))
    if seconds <= 0:
        raise Refusal(say(call.language, "how_long"))
    if seconds > _LONGEST_S:
        raise Refusal(say(call.language, "too_long"))
    return seconds


def _wanted(call: Call) -> Wanted:
    length = call.slots.get("duration_s")
    return Wanted(name=str(call.slots.get("name", "")), length_s=None if length is None else int(length))
