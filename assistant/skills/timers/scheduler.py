"""Rings when it is time: looks at the clocks a few times a second, asks `decide`, and writes down what it does before it is heard.

What rings is in the file as ringing until somebody stops it. After a crash it rings on; after it was stopped it never does.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import replace

import structlog

from assistant.skills import Clockwork
from assistant.skills.timers.appointment import Appointment, State, span
from assistant.skills.timers.clocks import Reading, Uptime, read
from assistant.skills.timers.decide import astray, decide
from assistant.skills.timers.store import Appointments

log = structlog.get_logger(__name__)

Ring = Callable[[Appointment], None]
"""Called when an appointment begins to ring, in the loop; it is to be heard until it is no longer in `ringing`."""

LONGEST_NAP_S = 0.25
"""A clock that was set, and what another process has added, are noticed after so long."""

_CLOCK_SET_MS = 500


class Scheduler:
    """Watches over the appointments of one store."""

    def __init__(
        self,
        store: Appointments,
        now: Clockwork,
        uptime: Uptime,
        nap: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._now = now
        self._uptime = uptime
        self._nap = nap
        self._offset_ms: int | None = None
        self._unwritten: dict[int, Appointment] = {}  # they ring, and the disk does not know it
        self._silenced: set[int] = set()  # they were stopped, and the disk does not know it

    @property
    def ringing(self) -> tuple[Appointment, ...]:
        """What rings now, the one that began first first."""
        rings = [a for a in self._store.all() if a.state is State.RINGING and a.id not in self._silenced]
        return (*rings, *self._unwritten.values())

    @property
    def missed(self) -> tuple[Appointment, ...]:
        """What could not ring in time and is still to be told."""
        return tuple(a for a in self._store.all() if a.state is State.MISSED)

    def reading(self) -> Reading:
        """The clocks now."""
        return read(self._now, self._uptime)

    def stop_ringing(self) -> tuple[Appointment, ...]:
        """Silence: what rang is done with, for good. Returns what rang."""
        rang = self.ringing
        try:
            self._store.remove(rang)
        except sqlite3.Error as error:
            log.error("cannot write that an alarm was stopped; free space on the disk", error=str(error))
            self._silenced |= {appointment.id for appointment in rang}
        else:
            self._silenced |= self._unwritten.keys() & {a.id for a in self._store.all()}
        self._unwritten.clear()
        return rang

    def snooze(self, seconds: float) -> tuple[Appointment, ...]:
        """Silence, and ring again after `seconds`. Returns what rang. Raises `sqlite3.Error`."""
        rang, later = self.ringing, span(self.reading(), seconds)
        self._store.move((appointment, later) for appointment in rang)
        self._unwritten.clear()
        return rang

    def told(self, missed: tuple[Appointment, ...]) -> None:
        """What was missed has been said. Raises `sqlite3.Error`."""
        self._store.remove(missed)

    async def run(self, ring: Ring) -> None:
        """Ring, until cancelled. What rang when the process last ended rings again, if it is not too late."""
        self._resume(ring)
        while True:
            await self._nap(self.look(ring))

    def look(self, ring: Ring) -> float:
        """Ring whatever is due. Returns the seconds until the next look."""
        reading = self.reading()
        try:
            self._follow_clock(reading)
            decision = decide(self._waiting(), reading)
        except sqlite3.Error as error:
            log.error("cannot read the alarms; check the disk", error=str(error))
            return LONGEST_NAP_S
        for due in decision.missed:
            self._claim(due, State.MISSED)
        for due in decision.ring:
            if (begun := self._claim(due, State.RINGING)) is not None:
                _call(ring, begun)
        longest_ms = LONGEST_NAP_S * 1000
        return min(longest_ms, longest_ms if decision.sleep_ms is None else decision.sleep_ms) / 1000

    def _waiting(self) -> list[Appointment]:
        return [a for a in self._store.all() if a.id not in self._unwritten and a.id not in self._silenced]

    def _resume(self, ring: Ring) -> None:
        for appointment in self.ringing:
            overdue = replace(appointment, state=State.WAITING)
            if decide([overdue], self.reading()).missed:
                self._claim(appointment, State.MISSED)
            else:
                _call(ring, appointment)

    def _claim(self, due: Appointment, state: State) -> Appointment | None:
        """An alarm rings even if the disk is full; only, after a crash it would do so again."""
        try:
            return self._store.claim(due, state)
        except sqlite3.Error as error:
            log.error("cannot write that an alarm was due; free space on the disk", error=str(error))
            if state is State.RINGING:
                self._unwritten[due.id] = replace(due, state=state)
                return self._unwritten[due.id]
            return None

    def _follow_clock(self, reading: Reading) -> None:
        """Somebody may have set the clock, also while we were away."""
        before, self._offset_ms = self._offset_ms, reading.offset_ms
        stepped_ms = 0 if before is None else reading.offset_ms - before
        if before is not None and abs(stepped_ms) < _CLOCK_SET_MS:
            self._offset_ms = before  # so that many small steps are noticed too
            return
        self._store.clock_was_set(reading)
        if wrong := astray(self._store.all(), reading, stepped_ms):
            self._store.move(wrong)


def _call(ring: Ring, appointment: Appointment) -> None:
    try:
        ring(appointment)
    except Exception:  # a broken loudspeaker must not silence the next alarm
        log.exception("an alarm could not be heard", kind=str(appointment.kind))
