"""What was played, laid beside what was captured: as many samples, from about the same time. Pure.

The two come in blocks, from two streams whose clocks may differ by some ten samples a second. What was played waits in a
bounded queue. How much of it is left over when a block has been paired is its lag, and the least lag of the last second is
how much of it is only habit. That is kept at 2 to 4 ms: when there is more, half a millisecond is left out, when there is
less, half a millisecond is repeated; the canceller follows such steps. Where the queue falls short all the same, silence
fills in, and the lag grows by as much, so that the same unsteadiness does no harm a second time.
"""

from __future__ import annotations

import numpy as np

from assistant.types import SAMPLE_RATE, Audio, Samples, from_ms

_LEAST: Samples = from_ms(2)
_MOST: Samples = from_ms(4)
_STEP: Samples = from_ms(0.5)
"""Corrects clocks that differ by up to 500 millionths; those of sound cards differ by 200 at most."""
_FAR: Samples = from_ms(20)
"""A lag that no steady stream has: after a hiccup. It is corrected at once."""
_BOUND: Samples = from_ms(1000)
"""More is never kept."""


class Reference:
    """The queue. `put` what was played, `take` as many samples as were captured."""

    def __init__(self) -> None:
        self._queue: Audio = np.zeros(_BOUND, np.int16)
        self.clear()

    def clear(self) -> None:
        """The streams were interrupted."""
        self._waiting: Samples = 0
        self._least_lag: Samples | None = None
        self._watched: Samples = 0

    @property
    def lag(self) -> Samples:
        """How much was played and not yet laid beside anything."""
        return self._waiting

    def put(self, played: Audio) -> None:
        """Queue `played`, shape (n,) at 16 kHz. Of what is too much the oldest is left out."""
        played = played[-_BOUND:]
        self._drop(max(0, self._waiting + len(played) - _BOUND))
        self._queue[self._waiting : self._waiting + len(played)] = played
        self._waiting += len(played)

    def take(self, count: Samples) -> Audio:
        """What was played meanwhile, shape (count,)."""
        out = np.zeros(count, np.int16)
        there = min(count, self._waiting)
        out[count - there :] = self._queue[:there]
        self._drop(there)
        self._watch(count)
        return out

    def _watch(self, count: Samples) -> None:
        self._least_lag = self._waiting if self._least_lag is None else min(self._least_lag, self._waiting)
        self._watched += count
        if self._watched < SAMPLE_RATE:
            return
        self._correct(self._least_lag)
        self._least_lag, self._watched = None, 0

    def _correct(self, lag: Samples) -> None:
        if lag > _FAR:
            self._drop(lag - _MOST)
        elif lag > _MOST:
            self._drop(_STEP)
        elif lag < _LEAST:
            self.put(self._queue[max(0, self._waiting - _STEP) : self._waiting].copy())

    def _drop(self, count: Samples) -> None:
        """Leave out the `count` oldest samples."""
        if count:
            self._waiting -= count
            self._queue[: self._waiting] = self._queue[count : count + self._waiting].copy()
