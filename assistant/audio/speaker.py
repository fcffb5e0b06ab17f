"""What is waiting to be heard: a ring that the talker writes and the device's callback empties, and a short sound on top.

The ring's read cursor is exactly what has been heard of the reply. The event loop calls `push`, `flush`, `pause`, `resume`,
`duck`, `unduck` and `mix`; the callback calls `pull` and nothing else. Both sides touch only integers, references and
preallocated arrays: a block of any length is worked on in pieces that fit the scratch memory.

Loudness of the reply is a whole number of steps, `_full` of them, and moves by one a sample towards where it should be: so
a change takes at most `RAMP_S` however the device cuts its blocks, does not click, and is exact in samples. A pause takes
as many samples of the reply as the way down to 0 has steps, and holds the cursor there.

The volume comes last, over the reply and the sound on top alike, and moves in the same way. What is played at 100 % is what
was given, bit for bit.
"""

from __future__ import annotations

import math
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.audio.ring import Ring
from assistant.types import Audio, Samples

DUCKED = 0.25
"""Gain while somebody speaks over the reply: about -12 dB."""

RAMP_S = 0.005
"""Between silence and full loudness; not longer than the shortest block that can be configured."""

VOLUME_RAMP_S = 0.03
"""Between silence and full volume: it is the whole that becomes louder, not a word that is cut."""

_PIECE_S = 0.1
"""Scratch memory: the longest block that can be configured. A longer one takes several pieces."""

_Level = TypeVar("_Level", int, float)


def amplitude(percent: int) -> float:
    """What samples are multiplied by, 0 to 1, to sound `percent` as loud: loudness halves every 10 dB (Stevens, "The measurement
    of loudness", 1955)."""
    return float((percent / 100) ** (0.5 / math.log10(2)))


class Speaker:
    """`rate` in Hz is that of the device; `capacity_s` bounds how far synthesis may run ahead of playback."""

    def __init__(self, rate: int, capacity_s: float = 12.0) -> None:
        self.rate = rate
        self.sounded_at: Samples | None = None
        """Position in the microphone's stream at which the first sample since `arm` was played."""
        self._ring = Ring(round(rate * capacity_s))
        self._reader = self._ring.reader()
        self._discard = 0
        self._full = max(4, 4 * round(rate * RAMP_S / 4))  # a multiple of 4, so that a ducked gain is exactly DUCKED
        self._level = self._loud = self._full
        self._paused = False
        self._volume = 100
        self._most = round(rate * VOLUME_RAMP_S)  # the volume in steps, as above; those of a level need not be whole
        self._gain = self._wanted_gain = float(self._most)
        self._sound = self._sounding = _Sound(np.zeros(0, np.float32))
        self._count: NDArray[np.float32] = np.arange(max(1, round(rate * _PIECE_S)), dtype=np.float32)
        self._work = np.empty_like(self._count)
        self._gains = np.empty_like(self._count)

    # The event loop's side.

    def arm(self) -> None:
        """A new reply: note when its first sample is played."""
        self.sounded_at = None

    @property
    def room(self) -> int:
        """How many samples may be pushed now. What was flushed takes its room until the callback has passed it."""
        return self._ring.capacity - self._reader.available

    @property
    def queued(self) -> int:
        """Absolute index one past the last sample pushed."""
        return self._ring.written

    @property
    def played(self) -> int:
        """Absolute index one past the last sample played or flushed."""
        return max(self._reader.cursor, self._discard)

    @property
    def paused(self) -> bool:
        """Whether the reply is held back."""
        return self._paused

    @property
    def mixing(self) -> bool:
        """Whether a sound given to `mix` is still to be heard to its end."""
        return self._sound.left > 0

    def push(self, audio: Audio) -> int:
        """Queue as much as there is room for; returns how many samples that were."""
        count = min(len(audio), self.room)
        self._ring.write(audio[:count])
        return count

    def flush(self) -> int:
        """Fall silent: nothing that is queued will be played, and a pause is over. Returns the index of the first sample
        dropped. What sounds just then is cut, which may click; after a pause it does not."""
        heard = self._reader.cursor
        self._discard = self._ring.written
        self._paused = False  # only now: the callback must not begin again with what is to be dropped
        return heard

    def pause(self) -> None:
        """Fall silent within `RAMP_S` and hold what is left, also what is pushed from now on, until `resume` or `flush`."""
        self._paused = True

    def resume(self) -> None:
        """Go on with the sample at which `pause` held, as loud as before within `RAMP_S`."""
        self._paused = False

    def duck(self) -> None:
        """Play the reply more quietly."""
        self._loud = round(DUCKED * self._full)

    def unduck(self) -> None:
        """Play the reply as loud as before."""
        self._loud = self._full

    @property
    def volume(self) -> int:
        """How loud everything is, in percent: 100 is as it was given, 50 half as loud to the ear, 0 silence."""
        return self._volume

    @volume.setter
    def volume(self, percent: int) -> None:
        self._volume = min(100, max(0, percent))
        self._wanted_gain = amplitude(self._volume) * self._most

    def mix(self, audio: Audio) -> None:
        """Play a short sound, shape (n,) at `rate`, from the next block on: on top of the reply or alone, paused, ducked,
        flushed or not. It takes the place of a sound that is not over yet, which fades out meanwhile: the newest counts."""
        if audio.dtype != np.int16 or audio.ndim != 1:
            raise TypeError(f"a sound is int16 of shape (n,), not {audio.dtype} of shape {audio.shape}")
        self._sound = _Sound(audio.astype(np.float32))

    # The callback's side.

    def pull(self, out: Audio, at: Samples) -> None:
        """Fill `out`, shape (n,), with what comes next, silence where there is nothing. `at`: the microphone's position."""
        if self._reader.cursor < self._discard:
            self._reader.skip_to(self._discard)
            self._level = self._wanted()  # nothing of the reply is heard just now, so nothing needs a ramp
        for start in range(0, len(out), len(self._work)):
            piece = out[start : start + len(self._work)]
            sounds = self._reply(piece) > 0
            if sounds and self.sounded_at is None:
                self.sounded_at = at
            if self._sounding.left or self._sounding is not self._sound:
                sounds = True
                self._mix(piece)
            self._amplify(piece, sounds)

    def _wanted(self) -> int:
        return 0 if self._paused else self._loud

    def _reply(self, out: Audio) -> Samples:
        """Fill `out` with the reply; how many samples of it were taken."""
        wanted = self._wanted()
        most = len(out) if wanted else min(len(out), self._level)
        out[most:] = 0
        count = self._reader.read_into(out[:most]) if most else 0
        if count and not self._level == wanted == self._full:
            self._level = self._scale(out[:count], self._level, wanted, self._full)
        if count < most:
            self._level = wanted  # it has run dry: silence needs no ramp
        return count

    def _amplify(self, out: Audio, sounds: bool) -> None:
        """Apply the volume; `sounds`: whether there is anything to be heard."""
        wanted = self._wanted_gain
        if sounds and not self._gain == wanted == self._most:
            self._gain = self._scale(out, self._gain, wanted, self._most)
        elif not sounds:
            self._gain = wanted

    def _scale(self, out: Audio, level: _Level, wanted: _Level, full: int) -> _Level:
        """Apply a loudness of `level` steps out of `full` and move it towards `wanted`, a step a sample; returns where it is then."""
        count = len(out)
        work, gains = self._work[:count], self._gains[:count]
        if level > wanted:
            np.subtract(level, self._count[:count], out=gains)
            np.maximum(gains, wanted, out=gains)
            level = max(wanted, level - count)
        else:
            np.add(level, self._count[:count], out=gains)
            np.minimum(gains, wanted, out=gains)
            level = min(wanted, level + count)
        np.multiply(gains, 1 / full, out=gains)
        np.copyto(work, out)
        np.multiply(work, gains, out=work)
        np.rint(work, out=work)
        np.copyto(out, work, casting="unsafe")
        return level

    def _mix(self, out: Audio) -> None:
        """Add the sound, and the end of one that has just been replaced. What is too loud saturates."""
        work = self._work[: len(out)]
        np.copyto(work, out)
        sound = self._sound
        if sound is not self._sounding:
            self._fade(work[: self._full])
            self._sounding = sound
        rest = sound.take(len(out))
        np.add(work[: len(rest)], rest, out=work[: len(rest)])
        np.maximum(work, -32768, out=work)
        np.minimum(work, 32767, out=work)
        np.copyto(out, work, casting="unsafe")

    def _fade(self, work: NDArray[np.float32]) -> None:
        """Add the replaced sound's next samples, falling to silence: within one block, as nothing remembers it then."""
        rest = self._sounding.take(len(work))
        gains = self._gains[: len(rest)]
        np.multiply(self._count[: len(rest)], -1 / len(work), out=gains)
        np.add(gains, 1, out=gains)
        np.multiply(gains, rest, out=gains)
        np.add(work[: len(rest)], gains, out=work[: len(rest)])


class _Sound:
    """A sound and how much of it is left. Made by the event loop, moved by the callback alone."""

    __slots__ = ("_audio", "left")

    def __init__(self, audio: NDArray[np.float32]) -> None:
        self._audio = audio
        self.left = len(audio)

    def take(self, count: int) -> NDArray[np.float32]:
        """The next `count` samples, or what is left of them."""
        start = len(self._audio) - self.left
        count = min(count, self.left)
        self.left -= count
        return self._audio[start : start + count]
