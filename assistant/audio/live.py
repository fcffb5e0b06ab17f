"""A microphone and a speaker that are really there.

The callbacks of PortAudio (`streams.py`) fill and empty rings. `ticks`, in the event loop, brings what they left there to
16 kHz, lays what was played beside what was captured (`reference.py`), and hands both to the echo canceller (`capture.py`),
which writes the microphone's ring. Whether sound flows is decided by `link.py`; opening and closing (`connection.py`) have
a thread of their own, because PortAudio may block for as long as a sound server hangs.

While the card is lost, ticks go on and no samples come: time, which is counted in samples, stands still. What is queued in
the speaker stays, and is played from where it was when the card is back.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import structlog

from assistant.audio.capture import Capture
from assistant.audio.connection import Connection, Hush, abandon, connect, disconnect
from assistant.audio.link import Link, Pulse, Step
from assistant.audio.reference import Reference
from assistant.audio.ring import Ring
from assistant.audio.streams import Inlet, Mute, Outlet
from assistant.config.sections import AudioSection
from assistant.echo import EchoCanceller
from assistant.errors import DeviceMissing, Overrun
from assistant.types import SAMPLE_RATE, Audio, Samples
from assistant.workers import Worker

log = structlog.get_logger(__name__)

POLL_S = 0.01
"""Between two looks at what the callbacks have left."""
_OPENING_S = 10.0
"""A card that has not opened by then is not waited for when the program starts."""
_QUIET_S = 1.0
"""A try to open the card may keep standard error quiet for so long."""
_CLOSING_S = 0.8
"""A card that has not closed by then is left to the end of the program."""
_GONE = Pulse(0, 0, ended=True)
"""Of no streams at all."""


@dataclass(frozen=True, slots=True)
class Health:
    """How the card has done since the start."""

    captured: Samples = 0
    """Samples of the microphone that were taken in."""
    input_xruns: int = 0
    """Blocks of the microphone before which the card lost some, because the board was too busy."""
    output_xruns: int = 0
    """Blocks of the speaker before which there was a gap, for the same reason."""
    overwritten: int = 0
    """Times that the event loop came so late that what the card had given was overwritten."""
    reopened: int = 0
    """Times that the card was lost and came back."""
    lost: bool = False
    """Whether it is lost now."""


class LiveDevice:
    """An `AudioDevice`. Made by `open`; closed by `close`. All of it belongs to the event loop."""

    def __init__(
        self,
        section: AudioSection,
        canceller: EchoCanceller | None,
        ring_s: float,
        *,
        connection: Connection,
        mute: Mute,
        worker: Worker,
        clock: Callable[[], float],
    ) -> None:
        self.microphone = Ring(round(ring_s * SAMPLE_RATE))
        self.speaker = connection.speaker
        self.capture = Capture(self.microphone, canceller)
        self._section = section
        self._connection: Connection | None = connection
        self._mute = mute
        self._worker = worker
        self._reference = Reference()
        self._clock = clock
        self._link = Link(clock())
        self._opening: asyncio.Task[None] | None = None
        self._closed = False
        self._captured: Samples = 0
        self._health = Health()

    @classmethod
    async def open(
        cls,
        section: AudioSection,
        canceller: EchoCanceller | None,
        ring_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> LiveDevice:
        """Open the configured microphone and speaker. Sound flows from then on, and is listened to from the first tick on.
        `ring_s`: seconds of the microphone that are kept. `clock`: monotonic, in seconds. Raises `DeviceMissing`."""
        worker, mute = Worker("audio"), Mute(section.muted)
        try:
            async with asyncio.timeout(_OPENING_S):
                connection = await _connected(worker, partial(connect, section, mute))
        except TimeoutError:
            abandon()
            worker.close(0)
            raise DeviceMissing(
                "the sound card does not answer; restart the sound server: systemctl --user restart pipewire (or pulseaudio)"
            ) from None
        except BaseException:
            worker.close(0)
            raise
        return cls(section, canceller, ring_s, connection=connection, mute=mute, worker=worker, clock=clock)

    @property
    def muted(self) -> bool:
        """Whether the microphone is off: silence is captured instead of sound, from the card's next block on. Any thread may
        set it. When it is turned on again, the first tenth of a second is still silence."""
        return self._mute.on

    @muted.setter
    def muted(self, muted: bool) -> None:
        self._mute.on = muted

    @property
    def health(self) -> Health:
        """How the card has done so far."""
        now = replace(self._health, captured=self._captured, lost=self._link.lost)
        return now if self._connection is None else _with_xruns(now, self._connection)

    async def ticks(self) -> AsyncIterator[None]:
        """One item whenever samples have arrived or were played, and now and then while the card is lost; until `close`."""
        if self._connection is not None:
            self._connection.inlet.skip()
            self._connection.outlet.skip()
        self._link = Link(self._clock())
        while not self._closed:
            moved = self._collect()
            self._watch()
            if moved or self._link.lost:
                yield
            await asyncio.sleep(POLL_S)

    async def close(self) -> None:
        """Close the card. Takes a second at most, even if PortAudio hangs."""
        self._closed = True
        try:
            async with asyncio.timeout(_CLOSING_S):
                if self._opening is not None:
                    await asyncio.wait([self._opening])
                if self._connection is not None:
                    await self._worker.run(partial(disconnect, self._connection))
        except TimeoutError:
            abandon()
        self._connection = None
        self._worker.close(0)

    def _collect(self) -> bool:
        """Take what the callbacks have left. What was played is read second: none of it may be missing for what was captured."""
        if self._connection is None:
            return False
        captured = self._read(self._connection.inlet)
        played = self._read(self._connection.outlet)
        self._reference.put(played)
        if len(captured):
            self.capture.feed(captured, self._reference.take(len(captured)))
            self._captured += len(captured)
        return bool(len(captured) or len(played))

    def _read(self, end: Inlet | Outlet) -> Audio:
        try:
            return end.read()
        except Overrun:
            self._health = replace(self._health, overwritten=self._health.overwritten + 1)
            self._interrupted()
            return np.zeros(0, np.int16)

    def _interrupted(self) -> None:
        """What was played and what was captured no longer belong together."""
        self._reference.clear()
        self.capture.reset()

    def _watch(self) -> None:
        pulse = self._connection.pulse if self._connection else _GONE
        match self._link.beat(self._clock(), pulse):
            case Step.LOST:
                reason = "it is gone" if pulse.ended else "it has fallen silent"
                log.warning("sound card lost; it is opened again as soon as possible", reason=reason)
                self._interrupted()
            case Step.REOPEN:
                self._opening = asyncio.create_task(self._reopen())
            case Step.BACK:
                log.info("sound card is back")
                self._health = replace(self._health, reopened=self._health.reopened + 1)
                self._interrupted()

    async def _reopen(self) -> None:
        old, self._connection = self._connection, None
        if old is not None:
            self._health = _with_xruns(self._health, old)
        base = self._captured
        try:
            self._connection = await _connected(
                self._worker, partial(connect, self._section, self._mute, base, self.speaker, old)
            )
        except Exception as error:  # whatever it is, the next try follows
            log.debug("sound card not opened", reason=str(error))
            self._link.failed(self._clock())
        else:
            self._link.opened(self._clock())


async def _connected(worker: Worker, connecting: Callable[[], Connection]) -> Connection:
    """Connect in the worker's thread, with standard error hushed meanwhile, but not for long."""
    hush = Hush()
    timer = asyncio.get_running_loop().call_later(_QUIET_S, hush.end)
    try:
        return await worker.run(connecting)
    finally:
        timer.cancel()
        hush.end()


def _with_xruns(health: Health, connection: Connection) -> Health:
    return replace(
        health,
        input_xruns=health.input_xruns + connection.inlet.xruns,
        output_xruns=health.output_xruns + connection.outlet.xruns,
    )
