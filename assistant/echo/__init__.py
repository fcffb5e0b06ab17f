"""Port: acoustic echo cancellation. What of the microphone's sound is not the speaker's?"""

from __future__ import annotations

from typing import Protocol

from assistant.types import Audio, Samples

ENGINES = {
    "webrtc": "assistant.echo.webrtc:WebRtcCanceller",
    "speexdsp": "assistant.echo.speexdsp:SpeexCanceller",
    "system": "assistant.echo.system:SystemCanceller",
}


class EchoCanceller(Protocol):
    """Stateful over one pair of streams at 16 kHz. Built as `Engine(options)`. Raises `EngineError` when it cannot be loaded."""

    hop: Samples
    """Length of the frames it takes."""

    def cancel(self, captured: Audio, played: Audio) -> Audio:
        """The next frame of the microphone without the echo of the speaker, shape (hop,). `played`: what was handed to the
        speaker while `captured` arrived, or somewhat earlier; never later."""
        ...

    def reset(self) -> None:
        """Forget the room: the streams were interrupted."""
        ...
