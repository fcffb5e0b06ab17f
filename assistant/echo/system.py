"""No canceller of our own: the sound server (PipeWire, PulseAudio) or the sound card gives a microphone without the echo."""

from __future__ import annotations

from assistant import registry
from assistant.types import Audio, Samples


class SystemCanceller:
    """Passes the microphone through."""

    class Options(registry.Options):
        """Nothing to set here: the sound server's canceller is chosen with `audio.input`."""

    hop: Samples = 160

    def __init__(self, options: Options) -> None:
        pass

    def cancel(self, captured: Audio, played: Audio) -> Audio:
        return captured

    def reset(self) -> None:
        pass
