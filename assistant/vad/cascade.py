"""Cascade: the nearly free WebRTC detector listens always, Silero only while that one hears something."""

from __future__ import annotations

from collections import deque

import numpy as np
from pydantic import Field

from assistant import registry
from assistant.types import Audio, Samples, from_ms
from assistant.vad.silero import SileroDetector
from assistant.vad.webrtc import WebRtcDetector

_OPEN = 0.5
"""The gate opens when at least this share of the last three WebRTC frames were called speech."""


class CascadeDetector:
    """Silero's probability while the gate is open, 0 while it is closed."""

    class Options(registry.Options):
        aggressiveness: int = Field(default=2, ge=0, le=3)
        """Of the gate: 0 opens it at every noise, 3 keeps it shut most and may miss soft speech."""
        hangover_ms: int = Field(default=480, ge=32, le=5000)
        """How long the gate stays open after the last frame that opened it."""
        context_ms: int = Field(default=512, ge=0, le=5000)
        """How much of what came before Silero hears first when the gate opens, so that its memory is not empty."""

    hop: Samples = SileroDetector.hop
    _open_frames: int

    def __init__(self, options: Options) -> None:
        """Raises `ModelMissing` when Silero's file is not installed."""
        self._gate = WebRtcDetector(WebRtcDetector.Options(aggressiveness=options.aggressiveness))
        self._silero = SileroDetector(SileroDetector.Options())
        self._hangover = from_ms(options.hangover_ms) // self.hop
        self._before: deque[Audio] = deque(maxlen=from_ms(options.context_ms) // self.hop)
        self.reset()

    def probability(self, frame: Audio) -> float:
        was_open = self._open_frames > 0
        self._open_frames = self._hangover if self._heard(frame) else max(0, self._open_frames - 1)
        if self._open_frames == 0:
            self._before.append(frame.copy())
            return 0.0
        if not was_open:
            self._warm_up()
        return self._silero.probability(frame)

    def reset(self) -> None:
        self._gate.reset()
        self._silero.reset()
        self._before.clear()
        self._open_frames = 0
        self._rest = np.zeros(0, np.int16)

    def _heard(self, frame: Audio) -> bool:
        """Whether the gate took any of its own, shorter frames that end within this one for speech."""
        pending = np.concatenate([self._rest, frame])
        whole = len(pending) // self._gate.hop * self._gate.hop
        self._rest = pending[whole:]
        votes = [self._gate.probability(pending[i : i + self._gate.hop]) for i in range(0, whole, self._gate.hop)]
        return max(votes, default=0.0) >= _OPEN

    def _warm_up(self) -> None:
        """Let Silero hear what it missed: its state is of before the gate closed, or empty."""
        self._silero.reset()
        for earlier in self._before:
            self._silero.probability(earlier)
        self._before.clear()
