"""From the microphone's ring to wake words, with a second opinion where one is wanted.

The first engine listens all the time, in the event loop, and must be cheap. The second one listens only to what the first
has noticed: to the seconds before it, and to a little of what comes after, because engines are not equally fast.
"""

from __future__ import annotations

import asyncio
from collections import deque

import numpy as np
import structlog

from assistant.audio.ring import Ring
from assistant.errors import Overrun
from assistant.events import WakeHeard
from assistant.turns.waking import WakeGate
from assistant.types import Audio, Samples, from_ms
from assistant.wake import WakeDetector
from assistant.workers import Worker

log = structlog.get_logger(__name__)

LONGEST: Samples = from_ms(1500)
"""No wake word takes longer, from its beginning to where an engine is sure."""
CONTEXT: Samples = from_ms(2500)
"""What the second engine hears of the time before."""
PATIENCE: Samples = from_ms(300)
"""How long after the first engine the second may notice the word."""


class Confirmer:
    """The second opinion: one word after another, in a worker's thread."""

    def __init__(self, ring: Ring, detector: WakeDetector, threshold: float, worker: Worker) -> None:
        """`threshold`: the score from which the second engine, `detector`, agrees. Only `worker` runs it."""
        self._ring = ring
        self._detector = detector
        self._threshold = threshold
        self._worker = worker
        # Overload: whoever has waited longest leaves. With a refractory time there is never more than one.
        self._waiting: deque[WakeHeard] = deque(maxlen=4)
        self._current: WakeHeard | None = None
        self._position: Samples = 0
        self._task: asyncio.Task[bool] | None = None

    def ask(self, heard: WakeHeard) -> None:
        """Queue a word. Needs a running event loop from here on."""
        self._waiting.append(heard)

    @property
    def computing(self) -> bool:
        """Whether the engine is at work, or its answer not collected."""
        return self._task is not None

    def poll(self) -> list[tuple[WakeHeard, bool]]:
        """The words that are decided since the last call, and whether they were said."""
        decided: list[tuple[WakeHeard, bool]] = []
        while (answer := self._answer()) is not None:
            decided.append(answer)
        return decided

    def close(self) -> None:
        """Nobody asks any more."""
        self._waiting.clear()
        self._current = None
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _answer(self) -> tuple[WakeHeard, bool] | None:
        if self._task is not None:
            if not self._task.done():
                return None
            agreed, self._task = self._task.result(), None
            if agreed:
                return self._decided(True)
        if self._current is None:
            if not self._waiting:
                return None
            self._begin(self._waiting.popleft())
        return self._go_on()

    def _begin(self, heard: WakeHeard) -> None:
        """Choose whole frames that end with the newest sample, and begin before the word."""
        hop, stop = self._detector.hop, self._ring.written
        frames = (stop - max(0, self._ring.oldest, heard.at - CONTEXT)) // hop
        self._current, self._position = heard, stop - frames * hop
        self._listen(heard.word, frames, anew=True)

    def _go_on(self) -> tuple[WakeHeard, bool] | None:
        """Listen to what has arrived meanwhile, or give up where the patience ends."""
        if self._current is None or self._task is not None:
            return None
        if self._position >= self._current.at + PATIENCE:
            return self._decided(False)
        if frames := (self._ring.written - self._position) // self._detector.hop:
            self._listen(self._current.word, frames, anew=False)
        return None

    def _decided(self, agreed: bool) -> tuple[WakeHeard, bool] | None:
        heard, self._current = self._current, None
        return None if heard is None else (heard, agreed)

    def _listen(self, word: str, frames: int, *, anew: bool) -> None:
        stop = self._position + frames * self._detector.hop
        try:
            audio = self._ring.view(self._position, stop).copy()
            self._ring.check(self._position)
        except Overrun as overrun:
            log.warning("wake word not confirmed: its sound is overwritten", word=word, reason=str(overrun))
            audio = np.zeros(0, np.int16)
        self._position = stop
        self._task = asyncio.create_task(self._agrees(word, audio, anew))

    async def _agrees(self, word: str, audio: Audio, anew: bool) -> bool:
        try:
            return await self._worker.run(lambda: self._hear(word, audio, anew))
        except Exception as error:  # an engine's library may raise anything; who calls is answered
            log.warning("wake word taken for said: the second engine failed", word=word, reason=str(error))
            return True

    def _hear(self, word: str, audio: Audio, anew: bool) -> bool:
        """Runs in the worker's thread."""
        if anew:
            self._detector.reset()
        frames = audio.reshape(-1, self._detector.hop)
        return any(self._detector.scores(frame)[word] >= self._threshold for frame in frames)


class WakeListener:
    """Reads the ring in the detector's own hop and tells which wake words were said."""

    def __init__(self, ring: Ring, detector: WakeDetector, gate: WakeGate, confirmer: Confirmer | None = None) -> None:
        """Without a `confirmer`, what `detector` and `gate` say counts."""
        self._reader = ring.reader()
        self._detector = detector
        self._gate = gate
        self._confirmer = confirmer
        self.lost: Samples = 0
        """Samples that were overwritten before we came to them."""

    @property
    def computing(self) -> bool:
        """Whether a word is being confirmed."""
        return self._confirmer is not None and self._confirmer.computing

    def poll(self) -> list[WakeHeard]:
        """The words that the samples, and confirmations, which have arrived since the last call made certain."""
        heard = self._noticed()
        return heard if self._confirmer is None else self._confirmed(self._confirmer, heard)

    def close(self) -> None:
        """Nobody listens any more."""
        if self._confirmer is not None:
            self._confirmer.close()

    def _noticed(self) -> list[WakeHeard]:
        heard: list[WakeHeard] = []
        while True:
            try:
                frame = self._reader.read(self._detector.hop)
            except Overrun as overrun:
                self.lost += overrun.lost
                self._detector.reset()
                continue
            if frame is None:
                return heard
            at = self._reader.cursor
            scores = self._detector.scores(frame)
            word = self._gate.feed(scores, at)
            if word is not None:
                heard.append(WakeHeard(word, max(0, at - LONGEST), at, scores[word]))

    def _confirmed(self, confirmer: Confirmer, heard: list[WakeHeard]) -> list[WakeHeard]:
        for word in heard:
            confirmer.ask(word)
        said: list[WakeHeard] = []
        for word, agreed in confirmer.poll():
            if agreed:
                said.append(word)
            else:
                self._gate.retract(word.at)
        return said
