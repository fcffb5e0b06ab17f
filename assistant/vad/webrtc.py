"""WebRTC's voice activity detector: Gaussian mixtures over six bands. Nearly free, and easily taken in by noise."""

from __future__ import annotations

from collections import deque

from pydantic import Field

from assistant import registry
from assistant.types import SAMPLE_RATE, Audio, Samples


class WebRtcDetector:
    """Says yes or no for 20 ms; the share of yes among the last few frames serves as the probability."""

    class Options(registry.Options):
        aggressiveness: int = Field(default=2, ge=0, le=3)
        """How readily a frame is called noise: 0 misses the least speech, 3 lets the least noise through."""
        smoothing: int = Field(default=3, ge=1, le=25)
        """How many frames of 20 ms the probability is averaged over."""

    hop: Samples = 320

    def __init__(self, options: Options) -> None:
        self._aggressiveness = options.aggressiveness
        self._recent: deque[bool] = deque(maxlen=options.smoothing)
        self.reset()

    def probability(self, frame: Audio) -> float:
        self._recent.append(self._vad.is_speech(frame.tobytes(), SAMPLE_RATE))
        return sum(self._recent) / (self._recent.maxlen or 1)

    def reset(self) -> None:
        import webrtcvad

        self._vad = webrtcvad.Vad(self._aggressiveness)  # it adapts to the noise, and has no other way to forget
        self._recent.clear()
