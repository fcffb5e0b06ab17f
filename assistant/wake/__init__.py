"""Port: wake words. Which of the words that wake the assistant was just said?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from assistant.types import Audio, Samples

ENGINES = {
    "microwakeword": "assistant.wake.microwakeword:MicroWakeWord",
    "button": "assistant.wake.button:ButtonOnly",
    "openwakeword": "assistant.wake.openwakeword:OpenWakeWord",
}


class WakeDetector(Protocol):
    """Stateful over one stream. Built as `Engine(words, options)`; `words` are names of words that come with the engine, or
    paths of models. Raises `UsageError` for a word that it does not know, `EngineError` for a model that it cannot load."""

    hop: Samples
    """Length of the frames it takes."""
    phrases: Mapping[str, str]
    """What is said to wake it, by word: `{"hey_jarvis": "hey jarvis"}`."""
    thresholds: Mapping[str, float]
    """The score from which each word counts as said, as its model recommends."""

    def scores(self, frame: Audio) -> Mapping[str, float]:
        """Feed the next frame, shape (hop,). How likely each word ended in the last moments, in [0, 1]."""
        ...

    def reset(self) -> None:
        """Forget the stream so far."""
        ...
