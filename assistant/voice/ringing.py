"""What rings is heard until somebody asks for silence: an earcon again and again, and now and then what it is about."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from assistant.skills.timers import Timers
from assistant.skills.timers.appointment import Appointment
from assistant.voice.earcons import Earcon

EARCON_S = 2.0
"""Between two sounds."""
ANNOUNCED_S = 12.0
"""Between two announcements."""

Announce = Callable[[str, str], bool]
"""Says a text in a language; False when that is not possible now."""


class Ringer:
    """Rings the appointments of the timer skill. It belongs to the event loop."""

    def __init__(
        self,
        timers: Timers,
        announce: Announce,
        attend: Callable[[], None],
        play: Callable[[Earcon], None],
        language: str,
        nap: Callable[[float], Awaitable[object]] = asyncio.sleep,
        on_ringing: Callable[[bool], object] = lambda ringing: None,
        on_due: Callable[[Appointment], object] = lambda appointment: None,
    ) -> None:
        """`attend`: listen without the wake word for a while. `on_ringing` is told when it begins to ring, and when it has ended;
        `on_due` of each appointment that begins to."""
        self._attend = attend
        self._timers = timers
        self._announce = announce
        self._play = play
        self._language = language
        self._nap = nap
        self._on_ringing = on_ringing
        self._on_due = on_due
        self._rings = asyncio.Event()

    @property
    def ringing(self) -> bool:
        """Whether anything rings now."""
        return bool(self._timers.scheduler.ringing)

    def stop(self) -> None:
        """Somebody asked for silence."""
        self._timers.scheduler.stop_ringing()

    async def run(self) -> None:
        """Until it is cancelled."""
        await asyncio.gather(self._timers.scheduler.run(self._begin), self._sound())

    def _begin(self, appointment: Appointment) -> None:
        self._rings.set()
        self._on_due(appointment)

    async def _sound(self) -> None:
        while True:
            await self._tell_missed()
            await self._rings.wait()
            self._rings.clear()
            self._on_ringing(True)
            waited = ANNOUNCED_S
            while appointments := self._timers.scheduler.ringing:
                if waited >= ANNOUNCED_S:
                    text = " ".join(self._timers.announce(appointment) for appointment in appointments)
                    if self._announce(text, appointments[0].language):
                        waited = 0.0
                self._attend()
                self._play(Earcon.TIMER)
                await self._nap(EARCON_S)
                waited += EARCON_S
            self._on_ringing(False)

    async def _tell_missed(self) -> None:
        missed = self._timers.missed(self._language)
        if missed is None:
            return
        text, appointments = missed
        while not self._announce(text, self._language):
            await self._nap(EARCON_S)
        self._timers.scheduler.told(appointments)
