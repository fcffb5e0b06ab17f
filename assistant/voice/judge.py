"""Whether the user has finished: gathers the evidence in a pause, and tells the listener how long to wait.

The sound is judged in a thread of its own beside the recogniser; the words come with the draft. Nothing is shortened on the
sound alone, and nothing is lost by that: no reply can be ready before its transcript.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.audio.ring import Ring
from assistant.events import SpeechEnded, SpeechEvent, SpeechPaused, SpeechResumed
from assistant.turn_detector import TurnDetector
from assistant.turns.patience import Evidence, Patience
from assistant.types import SAMPLE_RATE, Samples
from assistant.voice.listener import Listener
from assistant.workers import Worker

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

    def note(self, event: SpeechEvent) -> None:
        """Follow what the listener reports."""
        match event:
            case SpeechPaused(end=end):
                self._end, self._evidence = end, Evidence()
            case SpeechResumed(at=at):
                if self._end is not None:
                    self._patience.resumed(at - self._end)
                self._end = None
            case SpeechEnded():
                self._patience.ended()
                self._end = None

    async def hear(self, start: Samples, stop: Samples, end: Samples) -> None:
        """Judge the sound of the utterance [start, stop), in the pause after `end`."""
        audio = self._ring.view(max(start, stop - HORIZON, self._ring.oldest), stop).copy()
        sound = await self._worker.run(lambda: self._detector.completeness(audio))
        if end == self._end:
            self._evidence = replace(self._evidence, sound=sound)
            self._decide()

    def read(self, end: Samples, text: str, language: str, ending: float) -> None:
        """The words of the utterance, in the pause after `end`, and how likely they are all."""
        if end == self._end:
            self._evidence = replace(self._evidence, text=text, language=language, ending=ending)
            self._decide()

    def _decide(self) -> None:
        if self._evidence.text is not None and self._end is not None:
            self._listener.wait(self._patience.hangover(self._evidence), self._end)
