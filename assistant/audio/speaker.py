"""What is waiting to be heard: a ring that the talker writes and the device's callback empties.

The ring's read cursor is exactly what has been heard. The event loop calls `push`, `flush`, `duck` and `unduck`; the
callback calls `pull` and nothing else. Both sides touch only integers and preallocated arrays.
"""

from __future__ import annotations

import numpy as np

from assistant.audio.ring import Ring
from assistant.types import Audio, Samples

DUCKED = 0.25
"""Gain while somebody speaks over the reply: about -12 dB."""


class Speaker:
    """`rate` in Hz is that of the device; `capacity_s` bounds how far synthesis may run ahead of playback."""

    def __init__(self, rate: int, capacity_s: float = 12.0) -> None:
        self.rate = rate
        self._gain = self._wanted = 1.0
        self._ramp = self._scratch = np.zeros(0, np.float32)
        self.sounded_at: Samples | None = None
        """Position in the microphone's stream at which the first sample since `arm` was played."""
        self._ring = Ring(round(rate * capacity_s))
        self._reader = self._ring.reader()
        self._discard = 0

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

    def push(self, audio: Audio) -> int:
        """Queue as much as there is room for; returns how many samples that were."""
        count = min(len(audio), self.room)
        self._ring.write(audio[:count])
        return count

    def flush(self) -> int:
        """Fall silent: nothing that is queued will be played. Returns the index of the first sample dropped."""
        heard = self._reader.cursor
        self._discard = self._ring.written
        return heard

    def duck(self) -> None:
        """Play more quietly."""
        self._wanted = DUCKED

    def unduck(self) -> None:
        """Play as loud as before."""
        self._wanted = 1.0

    # The callback's side.

    def pull(self, out: Audio, at: Samples) -> None:
        """Fill `out`, shape (n,), with what comes next, silence where there is nothing. `at`: the microphone's position."""
        if self._reader.cursor < self._discard:
            self._reader.skip_to(self._discard)
        count = self._reader.read_into(out)
        if count and self.sounded_at is None:
            self.sounded_at = at
        if self._gain != 1.0 or self._wanted != 1.0:
            self._scale(out)

    def _scale(self, out: Audio) -> None:
        """Apply the gain; a change is spread over one block, so that it does not click."""
        if len(self._ramp) != len(out):
            self._ramp = np.linspace(0, 1, len(out), dtype=np.float32)  # once: a device's blocks are of one length
            self._scratch = np.empty_like(self._ramp)
        wanted = self._wanted
        np.multiply(self._ramp, wanted - self._gain, out=self._scratch)
        np.add(self._scratch, self._gain, out=self._scratch)
        np.multiply(out, self._scratch, out=out, casting="unsafe")
        self._gain = wanted
