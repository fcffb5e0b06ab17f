"""A recording as the microphone, and a recording of the speaker: a sound card without the hardware.

The microphone's and the speaker's samples share one clock, as on a real card. In real time a block is due every 20 ms. With
`fast`, time runs only while somebody computes: silence, speech and playback pass as fast as they can be processed, but
a model that takes 300 ms still costs 300 ms of the recording. So both give the same turns and the same latencies.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import numpy as np
from numpy.typing import NDArray

from assistant.audio.ring import Ring
from assistant.audio.speaker import Speaker
from assistant.types import SAMPLE_RATE, Audio, Samples

BLOCK: Samples = 320
"""20 ms."""


class ReplayDevice:
    """`computing()`: whether somebody is working on a reply. `settled()`: whether the conversation has come to rest; once
    the recording is over, silence follows until it has, for `patience_s` at most."""

    def __init__(
        self,
        recording: Audio,
        *,
        fast: bool = False,
        ring_s: float = 60.0,
        patience_s: float = 60.0,
        computing: Callable[[], bool] = lambda: False,
        settled: Callable[[], bool] = lambda: True,
    ) -> None:
        self.microphone = Ring(round(ring_s * SAMPLE_RATE))
        self.speaker = Speaker(SAMPLE_RATE)
        self.computing = computing
        self.settled = settled
        self._recording = recording
        self._fast = fast
        self._patience = round(patience_s * SAMPLE_RATE)
        self._said: list[Audio] = []
        self._heard: list[Audio] = []
        self._due = 0.0

    async def ticks(self) -> AsyncIterator[None]:
        """One item a block until the recording is over and the conversation at rest."""
        self._due = time.monotonic()
        while self.now < self._end or (self.now < self._end + self._patience and not self.settled()):
            await self._pace()
            out = np.zeros(BLOCK, np.int16)
            self.speaker.pull(out, self.now)
            said = self._block(self.now)
            self._heard.append(out)
            self._said.append(said)
            self._arrive(said, out)
            yield

    @property
    def now(self) -> Samples:
        """Position of the next block, of the microphone as of the speaker."""
        return BLOCK * len(self._heard)

    def stereo(self) -> NDArray[np.int16]:
        """What was said (left) and what was answered (right), at their true times: shape (n, 2) at 16 kHz."""
        none = [np.zeros(0, np.int16)]
        return np.stack([np.concatenate(self._said or none), np.concatenate(self._heard or none)], axis=1)

    @property
    def _end(self) -> Samples:
        """Where the recording is over."""
        return len(self._recording)

    def _arrive(self, said: Audio, played: Audio) -> None:
        """The microphone gets what was said, while the speaker played."""
        self.microphone.write(said)

    def _block(self, position: Samples) -> Audio:
        """What is said from `position` on, shape (BLOCK,)."""
        block = self._recording[position : position + BLOCK]
        if len(block) < BLOCK:
            block = np.concatenate([block, np.zeros(BLOCK - len(block), np.int16)])
        return block

    async def _pace(self) -> None:
        now = time.monotonic()
        if self._fast and not self.computing():
            self._due = now
            await asyncio.sleep(0)
            return
        self._due += BLOCK / SAMPLE_RATE
        await asyncio.sleep(max(0.0, self._due - now))
