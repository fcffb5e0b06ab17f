"""Whether the user has finished: gathers the evidence in a pause, and tells the listener how long to wait.

The words come with the draft, and no reply can be ready before them. Where they leave a doubt, the sound is judged too, in a
thread of its own; where they do not, the cores are left to the draft.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

import structlog

from assistant.audio.ring import Ring
from assistant.errors import ColibriError
from assistant.events import SpeechEnded, SpeechEvent, SpeechPaused, SpeechResumed, SpeechStarted
from assistant.stt import Transcript
from assistant.turn_detector import TurnDetector
from assistant.turns.patience import Evidence, Patience
from assistant.types import SAMPLE_RATE, Samples
from assistant.voice.listener import Listener
from assistant.workers import Worker

log = structlog.get_logger(__name__)

HORIZON: Samples = 8 * SAMPLE_RATE
"""What a detector listens to, at the most."""


class EndJudge:
    """The evidence about the pause that is going on. What arrives for an earlier one is ignored."""

    def __init__(
        self, ring: Ring, listener: Listener, detector: TurnDetector, worker: Worker, patience: Patience
    ) -> None:
        self._ring = ring
        self._listener = listener
        self._detector = detector
        self._worker = worker
        self._patience = patience
        self._end: Samples | None = None
        self._evidence = Evidence()
        self._last_end: Samples = 0
        self._onset: Samples = 0
        self._hearing: set[asyncio.Task[None]] = set()

    def note(self, event: SpeechEvent) -> None:
        """Follow what the listener reports."""
        match event:
            case SpeechStarted(at=at):
                self._onset = at
            case SpeechPaused(end=end):
                self._end, self._evidence = end, Evidence()
                self._last_end = end
                self._patience.paused()
            case SpeechResumed(at=at):
                if self._end is not None:
                    self._patience.resumed(at - self._end)
                self._end = None
            case SpeechEnded():
                self._patience.ended()
                self._end = None

    def merged(self) -> None:
        """The turn had been judged to be over, and was not: the speaker went on before they were answered."""
        self._patience.resumed(self._onset - self._last_end)

    @property
    def computing(self) -> bool:
        """Whether a sound is being judged."""
        return bool(self._hearing)

    def close(self) -> None:
        """Nobody asks any more."""
        for task in self._hearing:
            task.cancel()

    def read(
        self,
        start: Samples,
        end: Samples,
        transcript: Transcript,
        *,
        ending: float | None = None,
        matched: bool = False,
    ) -> None:
        """The words of the utterance that began at `start`, in the pause after `end`: how likely they are all, or that they
        `matched` a whole command."""
        if end != self._end:
            return
        self._evidence = Evidence(text=transcript.text, language=transcript.language, ending=ending, matched=matched)
        if self._decide() > self._patience.shortest:
            task = asyncio.create_task(self._hear(start, self._ring.written, end))
            self._hearing.add(task)
            task.add_done_callback(self._hearing.discard)

    async def _hear(self, start: Samples, stop: Samples, end: Samples) -> None:
        try:
            audio = self._ring.view(max(start, stop - HORIZON, self._ring.oldest), stop).copy()
            sound = await self._worker.run(lambda: self._detector.completeness(audio))
        except ColibriError as error:
            log.warning("the sound of a pause could not be judged", reason=str(error))
            return
        if end == self._end:
            self._evidence = replace(self._evidence, sound=sound)
            self._decide()

    def _decide(self) -> Samples:
        hangover = self._patience.hangover(self._evidence)
        if self._end is not None:
            self._listener.wait(hangover, self._end)
        return hangover
