"""Port: speech to text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.types import Audio, Cancelled, never

ENGINES = {"faster-whisper": "assistant.stt.faster_whisper:FasterWhisper"}


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said. An empty `text` means that nobody said anything."""

    text: str
    language: str
    confidence: float
    """In [0, 1]: the mean probability of the tokens."""
    no_speech: float = 0.0
    """In [0, 1]: how sure the model is that there was no speech at all."""


class SpeechToText(Protocol):
    """Built as `Engine(model: LocalModel, options)`. Called by one thread at a time."""

    def transcribe(
        self,
        audio: Audio,
        *,
        languages: Sequence[str] = ("en",),
        vocabulary: Sequence[str] = (),
        cancelled: Cancelled = never,
    ) -> Transcript:
        """Transcribe one utterance. `languages`: ISO 639-1 codes to choose among, the likeliest first. `vocabulary`: sentences,
        phrases or words that are likely, in the language that is, the most important first; an engine may ignore them. Text
        that the model made up from silence or noise comes back empty. When `cancelled()` turns True it returns soon, with an
        empty text."""
        ...
