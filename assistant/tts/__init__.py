"""Port: text to speech."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from assistant.types import Audio, Cancelled, never

ENGINES = {"piper": "assistant.tts.piper:PiperVoice"}


class Voice(Protocol):
    """One voice, one language. Built as `Engine(model: LocalModel, options)`. Called by one thread at a time."""

    sample_rate: int
    """Rate in Hz of the audio it makes."""

    def synthesize(self, text: str, *, cancelled: Cancelled = never) -> Iterator[Audio]:
        """Chunks of speech at `sample_rate` for one clause of normalized text; the first comes as early as the engine can.
        Stops within one chunk of `cancelled()` turning True. Text without a letter or digit gives nothing."""
        ...
