"""Port: end of turn. Does what somebody said so far sound finished, or will they go on?"""

from __future__ import annotations

from typing import Protocol

from assistant.types import Audio

ENGINES = {"smart-turn": "assistant.turn_detector.smart_turn:SmartTurn"}


class TurnDetector(Protocol):
    """Stateless. Built as `Engine(model: LocalModel, options)`. Called by one thread at a time."""

    def completeness(self, audio: Audio) -> float:
        """Probability in [0, 1] that the utterance is complete. `audio`: the utterance so far with the silence that follows
        it, shape (n,), n >= 0; an engine uses as much of its end as it can. Raises `EngineError`."""
        ...
