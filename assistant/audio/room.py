"""A room without the hardware: what the speaker plays comes back into the microphone, late, reverberant and distorted, on top
of noise and of whoever speaks; a real canceller works on the sum.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.audio.capture import Capture, Take, Tape
from assistant.audio.replay import BLOCK, ReplayDevice
from assistant.echo import EchoCanceller
from assistant.types import Audio, Samples, from_ms


@dataclass(frozen=True, slots=True)
class Room:
    """The way from the speaker to the microphone."""

    delay_ms: float = 60.0
    """From handing a sample to the speaker to the direct sound of it in the microphone."""
    echo_db: float = -10.0
    """Power of the echo relative to what is played, for a sound of all frequencies."""
    rt60_ms: float = 250.0
    """Time in which the reverberation falls by 60 dB; 0 is a room without any."""
    reverberation_db: float = -3.0
    """Power of the reverberation relative to the direct sound."""
    distortion: float = 0.5
    """How far the speaker is driven: at full scale it gives tanh(distortion) / distortion of it. 0 is a perfect one."""
    seed: int = 1
    """Of the room: another seed is a room of another shape."""

    def response(self) -> NDArray[np.float32]:
        """The impulse response from speaker to microphone: the delay, the direct sound, exponentially decaying noise."""
        delay, tail = from_ms(self.delay_ms), from_ms(self.rt60_ms)
        response = np.zeros(delay + 1 + tail, np.float32)
        if tail:
            decay = 10 ** (-3 * np.arange(tail) / tail)
            noise = np.random.default_rng(self.seed).normal(size=tail) * decay
            response[delay + 1 :] = noise * np.sqrt(10 ** (self.reverberation_db / 10) / np.square(noise).sum())
        response[delay] = 1.0
        return response * np.float32(10 ** (self.echo_db / 20) / np.sqrt(np.square(response).sum()))


class Reflections:
    """A `Room` at work, on block after block: overlap-add."""

    def __init__(self, room: Room) -> None:
        response = room.response()
        self._size = 1 << (len(response) + BLOCK - 1).bit_length()
        self._spectrum = np.fft.rfft(response, self._size)
        self._coming = np.zeros(self._size, np.float32)
        self._drive = room.distortion

    def echo(self, played: Audio) -> NDArray[np.float32]:
        """What arrives at the microphone while `played`, shape (BLOCK,), is handed to the speaker."""
        sound = played.astype(np.float32) / 32768
        if self._drive:
            sound = np.tanh(self._drive * sound) / self._drive
        self._coming += np.fft.irfft(np.fft.rfft(sound, self._size) * self._spectrum, self._size)
        arrived = self._coming[:BLOCK] * 32768
        self._coming = np.concatenate([self._coming[BLOCK:], np.zeros(BLOCK, np.float32)])
        return arrived


class RoomDevice(ReplayDevice):
    """A recording in a room, as a device: paced and ended as `ReplayDevice`. More can be said while it runs. `noise` is in the
    microphone all the time, repeated as long as it takes."""

    def __init__(
        self,
        recording: Audio,
        room: Room,
        canceller: EchoCanceller | None,
        *,
        noise: Audio | None = None,
        fast: bool = False,
        ring_s: float = 60.0,
        patience_s: float = 60.0,
        computing: Callable[[], bool] = lambda: False,
        settled: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__(
            recording, fast=fast, ring_s=ring_s, patience_s=patience_s, computing=computing, settled=settled
        )
        self._tape = Tape()
        self.capture = Capture(self.microphone, canceller, self._tape)
        self._noise = noise
        self._reflections = Reflections(room)
        self._sayings: list[tuple[Samples, Audio]] = []

    def say(self, audio: Audio, at: Samples | None = None) -> Samples:
        """Somebody says `audio`, int16 of shape (n,) at 16 kHz, from position `at` on, by default from now on; it adds to
        whatever else is said then. Returns where it begins. Raises `ValueError` when that is past."""
        begin = self.now if at is None else at
        if begin < self.now:
            raise ValueError(f"it cannot be said at {begin}: {self.now} samples have passed already")
        self._sayings.append((begin, audio))
        return begin

    def take(self) -> Take:
        """What was played, what the microphone heard, and what was left of that: equally long, at 16 kHz."""
        return self._tape.take()

    @property
    def _end(self) -> Samples:
        return max([super()._end, *(begin + len(audio) for begin, audio in self._sayings)])

    def _block(self, position: Samples) -> Audio:
        total = super()._block(position).astype(np.int32)
        for begin, audio in self._sayings:
            first, last = max(position, begin), min(position + BLOCK, begin + len(audio))
            if first < last:
                total[first - position : last - position] += audio[first - begin : last - begin]
        return _clipped(total)

    def _arrive(self, said: Audio, played: Audio) -> None:
        heard = said + self._reflections.echo(played)
        if self._noise is not None:
            heard += np.take(
                self._noise, np.arange(self.now - BLOCK, self.now), mode="wrap"
            )  # the end of this block is now
        self.capture.feed(_clipped(np.rint(heard)), played)


def _clipped(samples: NDArray[np.int32] | NDArray[np.float32]) -> Audio:
    return np.clip(samples, -32768, 32767).astype(np.int16)
