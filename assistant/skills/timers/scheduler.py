"""Rings when it is time: looks at the clocks a few times a second, asks `decide`, and writes down what it does before it is heard.

What rings is in the file as ringing until somebody stops it. After a crash it rings on; after it was stopped it never does.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import structlog

from assistant.skills import Clockwork
from assistant.skills.timers.appointment import Appointment, Span, State, span
from assistant.skills.timers.clocks import Reading, Uptime, read
from assistant.skills.timers.decide import Decision, astray, decide
from assistant.skills.timers.store import Appointments
from assistant.skills.timers.wall import Wall

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
        self._silenced: dict[int, Appointment] = {}  # they were stopped, and the disk does not know it
        self._complaint = ""

    @property
    def ringing(self) -> tuple[Appointment, ...]:
        """What rings now."""
        rings = [a for a in self._store.all() if a.state is State.RINGING and a.id not in self._silenced]
        return (*rings, *(replace(due, state=State.RINGING) for due in self._unwritten.values()))

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
        self.finish(rang)
        return rang

    def finish(self, rang: Iterable[Appointment]) -> None:
        """These are done with, for good: they were heard."""
        self._silenced |= {one.id: self._unwritten.pop(one.id, one) for one in rang}
        with self._disk():
            self._catch_up()

    def snooze(self, seconds: float) -> tuple[Appointment, ...]:
        """Silence, and ring again after `seconds`. Returns what rang. Raises `sqlite3.Error`, and then it rings on."""
        self._catch_up()
        rang, later = self.ringing, span(self.reading(), seconds)
        self._store.move((appointment, later) for appointment in rang)
        return rang

    def move(self, appointment: Appointment, when: Span | Wall) -> Appointment:
        """It waits for another time. Raises `sqlite3.Error`."""
        self._store.move([(appointment, when)])
        self._unwritten.pop(appointment.id, None)
        return replace(appointment, when=when, state=State.WAITING)

    def cancel(self, appointments: Iterable[Appointment]) -> None:
        """They are not wanted any more, whether they ring or wait. Raises `sqlite3.Error`."""
        gone = list(appointments)
        self._store.remove(gone)
        for appointment in gone:
            self._unwritten.pop(appointment.id, None)

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
        with self._disk():
            self._catch_up()
            self._follow_clock(reading)
        decision = Decision()
        with self._disk():
            decision = decide(self._waiting(), reading)
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
        with self._disk():
            return self._store.claim(due, state)
        if state is State.MISSED:
            return None
        self._unwritten[due.id] = due
        return replace(due, state=state)

    def _catch_up(self) -> None:
        """Write down what the disk refused."""
        for due in tuple(self._unwritten.values()):
            self._store.claim(due, State.RINGING)
            del self._unwritten[due.id]
        if self._silenced:
            self._store.finish(self._silenced.values())
            self._silenced.clear()

    def _follow_clock(self, reading: Reading) -> None:
        """Somebody may have set the clock, also while we were away."""
        stepped_ms = 0 if self._offset_ms is None else reading.offset_ms - self._offset_ms
        if self._offset_ms is not None and abs(stepped_ms) < _CLOCK_SET_MS:
            return
        self._store.clock_was_set(reading)
        if wrong := astray(self._store.all(), reading, stepped_ms):
            self._store.move(wrong)
        self._offset_ms = reading.offset_ms

    @contextmanager
    def _disk(self) -> Iterator[None]:
        """What is inside may fail for the disk: the log says so once, and it is tried again at the next look."""
        try:
            yield
        except sqlite3.Error as error:
            if str(error) != self._complaint:
                log.error("cannot keep the alarms; free space on the disk, or mend it", error=str(error))
            self._complaint = str(error)


def _call(ring: Ring, appointment: Appointment) -> None:
    try:
        ring(appointment)
    except Exception:  # a broken loudspeaker must not silence the next alarm
        log.exception("an alarm could not be heard", kind=str(appointment.kind))
