"""Port: voice activity detection. How likely is it that somebody speaks in this frame?"""

from __future__ import annotations

from typing import Protocol

from assistant.types import Audio, Samples

ENGINES = {
    "cascade": "assistant.vad.cascade:CascadeDetector",
    "silero": "assistant.vad.silero:SileroDetector",
    "webrtc": "assistant.vad.webrtc:WebRtcDetector",
}


class VoiceDetector(Protocol):
    """Stateful over one stream. Built as `Engine(options)`; `Engine.Options` are its settings."""

    hop: Samples
    """Length of the frames it takes."""

    def probability(self, frame: Audio) -> float:
        """Probability in [0, 1] of speech in the next frame, shape (hop,)."""
        ...

    def reset(self) -> None:
        """Forget the stream so far."""
        ...
