"""Skill: timers, alarms and reminders. Several at once, named, listed, changed, cancelled, snoozed.

A timer counts time that really passes; an alarm or a reminder is a time on the wall. Both outlive a crash, a restart of the
board, a clock that is set, and daylight saving. What came due while nobody could ring rings if it is less than an hour late,
and is told otherwise.

    wall, appointment   what is kept: times on the wall, spans            store       where: SQLite
    clocks, decide      what rings now                                    scheduler   rings it
    request, choose     what was meant: when, which one                   desk        the two together, for a call
    countdowns, alarms, reminders   the intents                           spoken, answers   what is said
    offers                          the same as tools of the language model
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from typing import Any

from assistant.people import OWNER, Person
from assistant.registry import Options
from assistant.skills import Call, Refusal, World
from assistant.skills.timers import alarms, countdowns, reminders
from assistant.skills.timers.answers import announcement, missed, say
from assistant.skills.timers.appointment import Appointment
from assistant.skills.timers.clocks import Uptime, board_uptime
from assistant.skills.timers.desk import Desk
from assistant.skills.timers.offers import TOOLS, in_seconds
from assistant.skills.timers.scheduler import Scheduler
from assistant.skills.timers.store import Appointments

_INTENTS: Mapping[str, Callable[[Desk, Call], str]] = {
    "SetTimer": countdowns.set_timer,
    "TimerLeft": countdowns.timer_left,
    "ListTimers": countdowns.list_timers,
    "CancelTimer": countdowns.cancel_timer,
    "AddTime": countdowns.add_time,
    "SetAlarm": alarms.set_alarm,
    "ListAlarms": alarms.list_alarms,
    "CancelAlarm": alarms.cancel_alarm,
    "Snooze": alarms.snooze,
    "SetReminder": reminders.set_reminder,
    "ListReminders": reminders.list_reminders,
    "CancelReminder": reminders.cancel_reminder,
}


class Timers:
    """The front end runs `scheduler.run(ring)` all the time, and calls `scheduler.stop_ringing()` on "stop"."""

    intents = frozenset(_INTENTS)
    acts = frozenset(_INTENTS) - {"TimerLeft", "ListTimers", "ListAlarms", "ListReminders"}
    tools = TOOLS

    def __init__(self, world: World, options: Options, uptime: Uptime | None = None) -> None:
        """`uptime`: the clock that nobody sets, this board's unless a test brings its own. Raises `ColibriError`."""
        store = Appointments(world.folder / "timers.db")
        self.scheduler = Scheduler(store, world.now, uptime or board_uptime())
        self._desk = Desk(store, self.scheduler, world.now)

    async def handle(self, call: Call) -> str:
        try:
            return _INTENTS[call.intent](self._desk, in_seconds(call))
        except sqlite3.Error as error:
            raise Refusal(say(call.language, "disk")) from error

    def announce(self, appointment: Appointment) -> str:
        """What to say when it rings, in its own `language`."""
        return announcement(appointment, self._desk.now())

    def missed(self, language: str, person: str | None = None) -> tuple[str, tuple[Appointment, ...]] | None:
        """What to tell at the next occasion, and for what to call `scheduler.told()` when it has been said. `person`: only what they
        have set."""
        gone = tuple(one for one in self.scheduler.missed if person in (None, one.person))
        return (missed(gone, self.scheduler.reading(), self._desk.now(), language), gone) if gone else None

    def export(self, person: Person) -> Mapping[str, Any]:
        kept = self._kept(person)
        return {"appointments": [{"kind": one.kind, "name": one.name, "when": str(one.when)} for one in kept]}

    def erase(self, person: Person) -> int:
        kept = self._kept(person)
        self._desk.store.remove(kept)
        return len(kept)

    def _kept(self, person: Person) -> list[Appointment]:
        """What rings in the room is the household's, and so the owner's, whoever set it."""
        return [one for one in self._desk.store.all() if person == OWNER or one.person == person.id]

    def close(self) -> None:
        self._desk.store.close()
