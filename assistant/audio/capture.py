"""From the sound card to the microphone's ring: what was captured, cut into the canceller's frames and without the echo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from assistant.audio.ring import Ring
from assistant.echo import EchoCanceller
from assistant.types import Audio, Samples, from_ms

Tap = Callable[[Audio, Audio, Audio], None]
"""Gets each piece as it passes: played, captured, cleaned. The arrays are valid during the call only."""

_AUDIBLE = 30.0
"""RMS of what is played, in steps of int16, from which it counts as playing: -60 dB of full scale."""
_ECHO_LASTS: Samples = from_ms(300)
"""So long after the speaker fell silent, its echo may still arrive."""
_MEMORY: Samples = from_ms(3000)
"""Time constant over which levels are averaged."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Levels while the speaker plays, averaged over the last seconds of playing, in dB of full scale; -100 before any."""

    captured_db: float
    cleaned_db: float

    @property
    def cancelled_db(self) -> float:
        """How much the canceller takes away. It understates: whoever speaks meanwhile, and the room's noise, remain."""
        return self.captured_db - self.cleaned_db


class Capture:
    """Sample i of the ring is sample i that was captured; up to a frame of the canceller less one sample is held back.

    One thread feeds it. Without a canceller everything passes as it is.
    """

    def __init__(self, ring: Ring, canceller: EchoCanceller | None, tap: Tap | None = None) -> None:
        self.tap = tap
        self._ring = ring
        self._canceller = canceller
        hop = canceller.hop if canceller else 0
        self._held: Samples = 0
        self._captured = np.zeros(hop, np.int16)
        self._played = np.zeros(hop, np.int16)
        self._lasts: Samples = 0
        self._powers = (0.0, 0.0)

    @property
    def levels(self) -> Levels:
        """Echo before and after the canceller."""
        captured, cleaned = (max(-100.0, 10 * float(np.log10(max(power, 1e-9) / 2**30))) for power in self._powers)
        return Levels(captured, cleaned)

    def feed(self, captured: Audio, played: Audio) -> None:
        """What the microphone gave, and what the speaker was given meanwhile: int16 at 16 kHz of one shape (n,), any n.
        Raises `EngineError` when the canceller fails."""
        if captured.shape != played.shape:
            raise ValueError(f"captured and played are as long as each other, not {captured.shape} and {played.shape}")
        if self._canceller is None:
            if len(captured):
                self._pass(captured, played, captured)
            return
        hop = self._canceller.hop
        begin = 0
        if self._held:
            begin = self._hold(captured, played)
            if self._held < hop:
                return
            self._held = 0
            self._cancel(self._canceller, self._captured, self._played)
        last = begin + (len(captured) - begin) // hop * hop
        for at in range(begin, last, hop):
            self._cancel(self._canceller, captured[at : at + hop], played[at : at + hop])
        self._hold(captured[last:], played[last:])

    def reset(self) -> None:
        """The streams were interrupted: the canceller forgets the room. What was held back is passed on as it is."""
        if self._canceller is None:
            return
        held, self._held = self._held, 0
        self._ring.write(self._captured[:held])
        self._canceller.reset()

    def _hold(self, captured: Audio, played: Audio) -> Samples:
        """Keep what there is until a frame is full; how many samples that were."""
        count = min(len(self._captured) - self._held, len(captured))
        self._captured[self._held : self._held + count] = captured[:count]
        self._played[self._held : self._held + count] = played[:count]
        self._held += count
        return count

    def _cancel(self, canceller: EchoCanceller, captured: Audio, played: Audio) -> None:
        self._pass(captured, played, canceller.cancel(captured, played))

    def _pass(self, captured: Audio, played: Audio, cleaned: Audio) -> None:
        self._ring.write(cleaned)
        self._measure(captured, played, cleaned)
        if self.tap is not None:
            self.tap(played, captured, cleaned)

    def _measure(self, captured: Audio, played: Audio, cleaned: Audio) -> None:
        count = len(captured)
        self._lasts = _ECHO_LASTS if _power(played) > _AUDIBLE**2 else self._lasts - count
        if self._lasts <= 0:
            return
        share = min(1.0, count / _MEMORY)
        before, after = self._powers
        self._powers = (before + share * (_power(captured) - before), after + share * (_power(cleaned) - after))


def _power(samples: Audio) -> float:
    wide = samples.astype(np.float32)
    return float(wide @ wide) / len(samples)


@dataclass(frozen=True, slots=True)
class Take:
    """What passed through a `Capture`: three recordings of one length at 16 kHz."""

    played: Audio
    captured: Audio
    cleaned: Audio


class Tape:
    """A `Tap` that keeps everything."""

    def __init__(self) -> None:
        self._pieces: list[tuple[Audio, Audio, Audio]] = []

    def __call__(self, played: Audio, captured: Audio, cleaned: Audio) -> None:
        self._pieces.append((played.copy(), captured.copy(), cleaned.copy()))

    def take(self) -> Take:
        """Everything so far."""
        if not self._pieces:
            return Take(*(np.zeros(0, np.int16) for _ in range(3)))
        return Take(*(np.concatenate(parts) for parts in zip(*self._pieces, strict=True)))
