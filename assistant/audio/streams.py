"""The two ends of a sound card: what its callbacks do, and what is made of it afterwards.

A callback belongs to a thread of PortAudio. It copies between the card's block and preallocated rings and counts, and
leaves; all else is done by `read`, in the event loop: picking a channel, the rate. Microphone and speaker are separate
streams, because that was measured to be steadier than one for both.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.audio.ring import Reader, Ring
from assistant.audio.speaker import Speaker
from assistant.errors import Overrun
from assistant.types import SAMPLE_RATE, Audio, Samples

Frames = NDArray[np.int16]
"""A block of the card, shape (frames, channels)."""

_KEPT_S = 2.0
"""What a busy event loop may leave unread."""
_PRIORITY = 10
"""Of real-time threads, 1 to 99: above all that is not, below the sound server's own."""
_TAIL_S = 0.1
"""When the microphone is turned on, the card may still hold so much of the time in which it was off."""


_NOTHING: Audio = np.zeros(0, np.int16)


@dataclass(frozen=True, slots=True)
class Format:
    """How a card is opened: its number, its rate in Hz, its number of channels."""

    device: int
    rate: int
    channels: int


@dataclass(slots=True)
class Mute:
    """Whether the microphone is off. Any thread may turn it; the callback looks at every block."""

    on: bool = False


class To16k:
    """A stream of mono sound at `rate` Hz as one at 16 kHz; what has 16 kHz is not touched.

    soxr's variable-rate mode: it gives everything 12 ms late, always; the others give bursts, up to 40 ms late.
    """

    def __init__(self, rate: int) -> None:
        self._stream: Any = None
        if rate != SAMPLE_RATE:
            import soxr

            self._stream = soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="int16", quality="HQ", vr=True)

    def __call__(self, audio: Audio) -> Audio:
        if self._stream is None or not len(audio):
            return audio
        resampled: Audio = self._stream.resample_chunk(audio)
        return resampled


class Inlet:
    """A microphone. `channel`: which one is listened to; None for the mean of all. `base`: the position of its first sample.
    While it is muted, and for `_TAIL_S` after, zeros are written instead of sound: nothing else ever reaches a ring."""

    def __init__(self, form: Format, *, channel: int | None, base: Samples, mute: Mute) -> None:
        self.blocks = 0
        self.xruns = 0
        self.ended = False
        self._form = form
        self._channel = channel
        self._base = base
        self._mute = mute
        self._tail = round(_TAIL_S * form.rate)
        self._hold = 0
        self._silence = np.zeros(0, np.int16)
        self._ring = Ring(round(_KEPT_S * form.rate) * form.channels)
        self._reader = self._ring.reader()
        self._lost = 0
        self._convert = To16k(form.rate)

    @property
    def position(self) -> Samples:
        """The position, in the microphone's stream at 16 kHz, of the sample that comes next."""
        frames = (self._ring.written - self._lost) // self._form.channels
        return self._base + frames * SAMPLE_RATE // self._form.rate

    def callback(self, sound: Frames, frames: int, time: Any, status: Any) -> None:
        """PortAudio's, for an `InputStream`."""
        if not self.blocks:
            _hurry()
        if status:
            self.xruns += 1
        self._hold = self._tail if self._mute.on else max(0, self._hold - frames)
        if self._hold:
            if len(self._silence) != sound.size:
                self._silence = np.zeros(sound.size, np.int16)  # once: a card's blocks are of one length
            self._ring.write(self._silence)
        else:
            self._ring.write(sound.reshape(-1))
        self.blocks += 1

    def finished(self) -> None:
        """PortAudio's: there will be no more calls."""
        self.ended = True

    def skip(self) -> None:
        """Leave out what has arrived so far: it has no position."""
        stop = self._ring.written
        self._lost += stop - self._reader.cursor
        self._reader.skip_to(stop)

    def read(self) -> Audio:
        """What has arrived since the last call, mono at 16 kHz, shape (n,). Raises `Overrun` when it was overwritten before,
        counted in samples of the card; that has no position either."""
        try:
            return self._convert(self._mono(_unread(self._ring, self._reader)))
        except Overrun as overrun:
            self._lost += overrun.lost
            raise

    def _mono(self, interleaved: Audio) -> Audio:
        frames = interleaved.reshape(-1, self._form.channels)
        if self._channel is not None:
            return np.ascontiguousarray(frames[:, self._channel])
        if self._form.channels == 1:
            return interleaved
        mean: Audio = np.rint(frames.mean(axis=1)).astype(np.int16)
        return mean


class Outlet:
    """A speaker. `position`: where the microphone's stream is. What was really played is kept for `read`."""

    def __init__(self, form: Format, speaker: Speaker, position: Callable[[], Samples]) -> None:
        self.blocks = 0
        self.xruns = 0
        self.ended = False
        self._speaker = speaker
        self._position = position
        self._block = np.zeros(0, np.int16)
        self._ring = Ring(round(_KEPT_S * form.rate))
        self._reader = self._ring.reader()
        self._convert = To16k(form.rate)

    def callback(self, out: Frames, frames: int, time: Any, status: Any) -> None:
        """PortAudio's, for an `OutputStream`.

        `at`, where the microphone will be when this block is heard: what it has captured so far, and as much as lies
        between now and then by PortAudio's reckoning of the card's buffer. Measured on a virtual card: right to the sample.
        The time that PortAudio gives for the capture is not used; on the same card it wandered by 40 ms.
        """
        if not self.blocks:
            _hurry()
        if status:
            self.xruns += 1
        if len(self._block) != frames:
            self._block = np.zeros(frames, np.int16)  # once: a card's blocks are of one length
        ahead_s = min(max(0.0, time.outputBufferDacTime - time.currentTime), 1.0)
        self._speaker.pull(self._block, self._position() + round(ahead_s * SAMPLE_RATE))
        out[:] = self._block[:, np.newaxis]
        self._ring.write(self._block)
        self.blocks += 1

    def finished(self) -> None:
        """PortAudio's: there will be no more calls."""
        self.ended = True

    def skip(self) -> None:
        """Leave out what was played so far."""
        self._reader.skip_to(self._ring.written)

    def read(self) -> Audio:
        """What was played since the last call, mono at 16 kHz, shape (n,). Raises `Overrun` when it was overwritten before."""
        return self._convert(_unread(self._ring, self._reader))


def _hurry() -> None:
    """The calling thread comes before all that are not as urgent, where the system permits it (`LimitRTPRIO=`)."""
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(_PRIORITY))


def _unread(ring: Ring, reader: Reader) -> Audio:
    """A copy of everything that is unread. Raises `Overrun` when some of it is overwritten; then all of it is left out."""
    start, stop = reader.cursor, ring.written
    if start == stop:
        return _NOTHING
    try:
        sound = ring.view(start, stop).copy()
        ring.check(start)
    except Overrun:
        reader.skip_to(stop)
        raise Overrun(stop - start) from None
    reader.skip_to(stop)
    return sound
