"""What is due also comes to the phone of who set it, and to the owner's where they have none; where no room rings, it comes there alone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog

from assistant.errors import ColibriError
from assistant.locks import FileLock
from assistant.people import OWNER, Person, Role
from assistant.skills import Place
from assistant.skills.timers import Timers
from assistant.skills.timers.appointment import Appointment

log = structlog.get_logger(__name__)

_ROOM_S = 5.0
"""Between two looks whether a room still rings."""
_PHONE_S = 60.0
"""Between two looks whether there is a phone now."""


def ringing_lock(folder: Path) -> FileLock:
    """Whoever has it rings. `folder`: where skills keep what has to be kept. Raises `ColibriError`."""
    return FileLock(folder / "ringing.lock")


async def room_rings(lock: FileLock) -> None:
    """Take the lock for a room; a phone leaves it after every look."""
    for _ in range(40):
        if lock.take():
            return
        await asyncio.sleep(0.05)
    log.warning("timers ring in another room, too: another process has the same state folder")


class Reminders:
    """What rings in the room is also written to the phone, once."""

    def __init__(self, place: Place, timers: Timers) -> None:
        self._place = place
        self._timers = timers
        self._tasks: set[asyncio.Task[bool]] = set()

    def due(self, appointment: Appointment) -> None:
        """It begins to ring."""
        task = asyncio.get_running_loop().create_task(self.write(appointment))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def write(self, appointment: Appointment) -> bool:
        """Whether it is on its way to a phone."""
        key = f"ring:{appointment.id}:{appointment.when!r}"
        return await self.send(appointment.person, self._timers.announce(appointment), key)

    async def send(self, person: str, text: str, key: str) -> bool:
        """The same for any text; what has the same `key` is sent once."""
        if self._place.phones is None:
            return False
        phones = self._place.phones
        try:
            if person != OWNER.id and await phones.send(Person(person, Role.GUEST), text, key):
                return True
            return await phones.send(OWNER, text, key)
        except ColibriError as error:
            log.error("a reminder could not be written to a phone", reason=str(error))
            return False


class PhoneRinger:
    """Rings on the phone while no room does: what is due is written there, and done with. It belongs to the event loop."""

    def __init__(
        self,
        place: Place,
        timers: Timers,
        lock: FileLock,
        language: str,
        nap: Callable[[float], Awaitable[object]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._timers = timers
        self._reminders = Reminders(place, timers)
        self._lock = lock
        self._language = language
        self._nap = nap
        self._clock = clock
        self._phone_at = 0.0

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            if not self._lock.take():
                await self._nap(_ROOM_S)
                continue
            try:
                wait_s = await self._look()
            finally:
                self._lock.leave()
            await self._nap(wait_s)

    async def _look(self) -> float:
        new: list[Appointment] = []
        scheduler = self._timers.scheduler
        wait_s = scheduler.look(new.append)
        if new or self._clock() >= self._phone_at:
            self._phone_at = self._clock() + _PHONE_S
            for appointment in scheduler.ringing:
                if await self._reminders.write(appointment):
                    scheduler.finish([appointment])
            await self._tell_missed()
        return wait_s

    async def _tell_missed(self) -> None:
        for person in sorted({one.person for one in self._timers.scheduler.missed}):
            if (missed := self._timers.missed(self._language, person)) is None:
                continue
            text, appointments = missed
            key = "missed:" + ",".join(f"{one.id}:{one.when!r}" for one in appointments)
            if await self._reminders.send(person, text, key):
                self._timers.scheduler.told(appointments)
