"""Partial transcripts: what the user has said so far, while they speak.

They are shown, and the language model evaluates the beginning of the question ahead of time. They are never in the way:
one at a time, each costs at most `share` of the time between two, and a draft takes over at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from assistant.audio.ring import Ring
from assistant.brain.brain import Brain
from assistant.brain.session import Session
from assistant.stt import SpeechToText
from assistant.types import SAMPLE_RATE, Samples, from_ms
from assistant.voice.spoken import with_first
from assistant.workers import Priority, Worker

FIRST: Samples = from_ms(900)
"""Audio, pre-roll included, before the first partial transcript: less is rarely recognised right."""
EVERY: Samples = from_ms(800)
"""Audio between two."""
SHARE = 0.25
"""Of the time, for partial transcripts: on a slow or busy board they come less often."""


class Schedule:
    """When the next partial transcript is due. Pure."""

    def __init__(self) -> None:
        self._next: Samples = FIRST

    def reset(self) -> None:
        """A new utterance begins."""
        self._next = FIRST

    def due(self, spoken: Samples) -> bool:
        """Whether one is due when the utterance, pre-roll included, is `spoken` long."""
        return spoken >= self._next

    def done(self, spoken: Samples, cost_s: float) -> None:
        """One of an utterance `spoken` long took `cost_s` seconds."""
        self._next = spoken + max(EVERY, round(cost_s / SHARE * SAMPLE_RATE))


class Partials:
    """Makes partial transcripts of the utterance that is being spoken."""

    def __init__(
        self,
        ring: Ring,
        stt: SpeechToText,
        worker: Worker,
        brain: Brain,
        languages: Sequence[str],
        on_text: Callable[[str], None],
    ) -> None:
        self._ring = ring
        self._stt = stt
        self._worker = worker
        self._brain = brain
        self._languages = tuple(languages)
        self._on_text = on_text
        self._schedule = Schedule()
        self._generation = 0
        self._running = False

    def expect(self, language: str) -> None:
        """From now on this one of the languages is likeliest. Raises `UsageError`."""
        self._languages = with_first(language, self._languages)

    def stop(self) -> None:
        """The user paused or the turn ended: a draft does better now. What still runs is dropped."""
        self._generation += 1

    def begin(self) -> None:
        """A new utterance."""
        self.stop()
        self._schedule.reset()

    def due(self, start: Samples) -> bool:
        """Whether to call `make` now, for an utterance that began at `start`."""
        return not self._running and self._schedule.due(self._ring.written - start)

    async def make(self, start: Samples, session: Session) -> None:
        """Transcribe what was said since `start`, show it, and let the language model read it."""
        generation, stop, began = self._generation, self._ring.written, time.monotonic()

        def stale() -> bool:
            return generation != self._generation

        self._running = True
        try:
            audio = self._ring.view(max(start, self._ring.oldest), stop).copy()
            transcript = await self._worker.run(
                lambda: self._stt.transcribe(audio, languages=self._languages, cancelled=stale), Priority.AHEAD
            )
            if stale():
                return
            self._schedule.done(stop - start, time.monotonic() - began)
            if transcript.text:
                self._on_text(transcript.text)
                await self._brain.read(session, transcript.text, transcript.language, cancelled=stale)
        except Exception:  # an engine's library may raise anything
            if not stale():
                self._schedule.done(stop - start, 1.0)  # the draft will report it, if it is more than overload
        finally:
            self._running = False
