"""A program that sets appointments, rings and silences them on a simulated clock until it is killed. `test_crashes.py` runs it.

    python -m tests.skills.timers.crashing FOLDER START_OF_THE_BOARD

The plan says what is set when; the journal holds what was seen to happen, a line each:
`life`; `set NAME`; `ring NAME DUE NOW`; `silent NAME DUE`, written after the scheduler said so; `end`.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from datetime import date, time
from pathlib import Path
from typing import Any

from assistant.skills.timers.appointment import Appointment, Kind, Span, State, span
from assistant.skills.timers.scheduler import Scheduler
from assistant.skills.timers.store import Appointments
from assistant.skills.timers.wall import Wall
from tests.skills.timers.fakes import FileClock

RINGS_S = 2.0
"""How long people let it ring."""


class Program:
    def __init__(self, folder: Path, start: float) -> None:
        self.clock = FileClock(folder / "clock", start)
        self.store = Appointments(folder / "timers.db")
        self.scheduler = Scheduler(self.store, self.clock.now, self.clock.uptime, self.nap)
        self.journal = os.open(folder / "journal", os.O_WRONLY | os.O_APPEND)
        done = (folder / "journal").read_text()
        plan = json.loads((folder / "plan.json").read_text())
        kept = {a.name for a in self.store.all()}
        self.plan = [p for p in plan if p["name"] not in kept and f" {p['name']} " not in done.replace("\n", " \n")]
        self.silence_s: float | None = None

    def write(self, *words: object) -> None:
        os.write(self.journal, (" ".join(map(str, words)) + "\n").encode())

    def ring(self, appointment: Appointment) -> None:
        self.write("ring", appointment.name, due_ms(appointment), self.scheduler.reading().utc_ms)
        self.silence_s = self.clock.unix_s + RINGS_S

    async def nap(self, seconds: float) -> None:
        """Time passes, and meanwhile people speak."""
        self.clock.pass_time(seconds)
        now_s = self.clock.unix_s
        if self.silence_s is not None and now_s >= self.silence_s:
            self.silence_s = None
            for appointment in self.scheduler.stop_ringing():
                self.write("silent", appointment.name, due_ms(appointment))
        while self.plan and self.plan[0]["set_s"] <= now_s:
            planned = self.plan.pop(0)
            self.store.add(self.planned(planned))
            self.write("set", planned["name"])
        if not self.plan and all(a.repeats or a.state is State.MISSED for a in self.store.all()):
            self.write("end")
            raise SystemExit

    def planned(self, plan: dict[str, Any]) -> Appointment:
        if "seconds" in plan:
            when: Span | Wall = span(self.scheduler.reading(), plan["seconds"])
        else:
            day, at = date.fromisoformat(plan["day"]), time.fromisoformat(plan["time"])
            when = Wall(day, at, "Europe/Paris", frozenset(plan["repeat"]))
        return Appointment(0, Kind(plan["kind"]), plan["name"], "en", when)


def due_ms(appointment: Appointment) -> int:
    assert appointment.when is not None
    return appointment.when.utc_ms


if __name__ == "__main__":
    program = Program(Path(sys.argv[1]), float(sys.argv[2]))
    program.write("life")
    asyncio.run(program.scheduler.run(program.ring))
