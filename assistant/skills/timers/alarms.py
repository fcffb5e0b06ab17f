"""Alarms: set for once or for certain days, asked about, skipped, cancelled, snoozed."""

from __future__ import annotations

from datetime import time

from assistant.skills import Call, Refusal
from assistant.skills.timers.answers import say
from assistant.skills.timers.appointment import Kind, State, span
from assistant.skills.timers.choose import Wanted
from assistant.skills.timers.countdowns import length_of
from assistant.skills.timers.desk import Desk
from assistant.skills.timers.request import Past, date_of, time_of, wall, weekdays
from assistant.skills.timers.spoken import clock, duration
from assistant.skills.timers.wall import Wall

_SNOOZE_S = 600


def set_alarm(desk: Desk, call: Call) -> str:
    """`time`, and perhaps `day` and `name`; or `duration_s` from now."""
    name = str(call.slots.get("name", ""))
    at = time_of(call.slots)
    if at is None and "duration_s" in call.slots:
        seconds = length_of(call)
        desk.keep(call, Kind.ALARM, span(desk.scheduler.reading(), seconds), name)
        return say(call.language, "alarm_in", length=duration(seconds, call.language))
    if at is None:
        raise Refusal(say(call.language, "what_time"))
    alarm = desk.keep(call, Kind.ALARM, wall_of(desk, call, at), name)
    named = "alarm_set_named" if name else "alarm_set"
    return say(call.language, named, name=name, when=desk.schedule(alarm, call.language))


def wall_of(desk: Desk, call: Call, at: time | None) -> Wall:
    """When that is. Raises `Refusal` for what is over today."""
    day = str(call.slots.get("day", ""))
    try:
        return wall(desk.now(), at, day, weekdays(day, call.text, call.language))
    except Past as past:
        raise Refusal(say(call.language, "past", time=clock(at, call.language) if at else "")) from past


def list_alarms(desk: Desk, call: Call) -> str:
    return desk.listing(call, Kind.ALARM)


def cancel_alarm(desk: Desk, call: Call) -> str:
    """`all`, or `time`, `name`, `day`, or nothing. Of one that repeats, a single day is skipped: "no alarm tomorrow"."""
    day = date_of(call.slots, call.text, call.language, desk.now())
    wanted = Wanted(name=str(call.slots.get("name", "")), at=time_of(call.slots), day=day)
    if call.slots.get("all") or day is None:
        return desk.cancel(call, Kind.ALARM, wanted)
    alarm = desk.pick(call, Kind.ALARM, wanted)
    if not isinstance(alarm.when, Wall) or len(alarm.when.repeat) < 2 or alarm.state is not State.WAITING:
        return desk.cancel(call, Kind.ALARM, wanted)
    if alarm.when.day != day:
        raise Refusal(say(call.language, "only_next", when=desk.next_time(alarm, call.language)))
    skipped = desk.scheduler.move(alarm, alarm.when.following())
    return say(call.language, "skipped", when=desk.next_time(skipped, call.language))


def snooze(desk: Desk, call: Call) -> str:
    """Whatever rings; for `duration_s`, or ten minutes."""
    seconds = length_of(call) if "duration_s" in call.slots else _SNOOZE_S
    if not desk.scheduler.snooze(seconds):
        raise Refusal(say(call.language, "nothing_rings"))
    return say(call.language, "snoozed", length=duration(seconds, call.language))
