"""A microphone that asks one question after another: the next once the conversation has come to rest."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Sequence

import numpy as np

from assistant.audio.replay import BLOCK, ReplayDevice
from assistant.bench.clips import Clip
from assistant.types import SAMPLE_RATE, Audio, Samples

PAUSE_S = 1.5
"""Rest before a question; it also lets what follows a turn, such as evaluating the history, come to its end."""
PATIENCE_S = 90.0
"""A question and its answer take no longer than this on any board, on average over a conversation."""


class Interview(ReplayDevice):
    """A recording that is made while it is played. `at_rest()`: whether nobody speaks or works just now; `on_question` is
    called with the number of each question as it begins."""

    def __init__(
        self,
        clips: Sequence[Clip],
        *,
        fast: bool = False,
        ring_s: float = 60.0,
        pause_s: float = PAUSE_S,
        on_question: Callable[[int], None] = lambda number: None,
    ) -> None:
        super().__init__(
            np.zeros(0, np.int16),
            fast=fast,
            ring_s=ring_s,
            patience_s=PATIENCE_S * (1 + len(clips)),
            settled=lambda: self._over,
        )
        self.at_rest: Callable[[], bool] = lambda: True
        self.asked: list[Samples] = []
        """Position at which each question began."""
        self.began = 0.0
        """Monotonic seconds of the first tick: from then on it listens."""
        self._clips = clips
        self._pause = round(pause_s * SAMPLE_RATE)
        self._on_question = on_question
        self._rested: Samples = 0
        self._over = False

    async def ticks(self) -> AsyncIterator[None]:
        """As of a recording; ends at rest after the last answer."""
        self.began = time.monotonic()
        async for tick in super().ticks():
            yield tick

    def _block(self, position: Samples) -> Audio:
        block = np.zeros(BLOCK, np.int16)
        if self._next_is_due(position):
            self.asked.append(position)
            self._on_question(len(self.asked))
        if self.asked:
            begun = position - self.asked[-1]
            part = self._clips[len(self.asked) - 1].audio[begun : begun + BLOCK]
            block[: len(part)] = part
        return block

    def _next_is_due(self, position: Samples) -> bool:
        speaking = bool(self.asked) and position - self.asked[-1] < len(self._clips[len(self.asked) - 1].audio)
        self._rested = self._rested + BLOCK if self.at_rest() and not speaking else 0
        if self._rested < self._pause:
            return False
        self._rested = 0
        self._over = len(self.asked) == len(self._clips)
        return not self._over
