"""WebRTC's audio processing module (AEC3), out of the livekit package: the default canceller. It finds and tracks the delay
itself, follows clocks that drift apart, and recovers when the streams jump.

The library brings three threads of its own, which wait for network calls that never come, and end with the process.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from assistant import registry
from assistant.errors import EngineError
from assistant.types import SAMPLE_RATE, Audio, Samples


class WebRtcCanceller:
    """About 5 ms of work a second on a desktop core. `played` may be up to about half a second ahead of its echo."""

    class Options(registry.Options):
        noise_suppression: bool = False
        """Remove steady noise too. It hides more of the echo, and more of whoever speaks over it."""
        gain_control: bool = False
        """Make quiet voices louder. What hears the wake word was trained on voices as they are."""

    hop: Samples = 160  # the module works on 10 ms

    def __init__(self, options: Options) -> None:
        try:
            from livekit.rtc import AudioFrame, AudioProcessingModule
        except (ImportError, OSError) as error:
            raise EngineError(
                f"echo: livekit, which carries WebRTC's canceller, cannot be loaded ({error}); "
                "run: pip install --force-reinstall livekit, or choose the engine speexdsp"
            ) from error
        self._module = AudioProcessingModule
        self._settings = {
            "echo_cancellation": True,
            "noise_suppression": options.noise_suppression,
            "high_pass_filter": True,  # the canceller needs it, and has it even when it is refused
            "auto_gain_control": options.gain_control,
        }
        # The module works in place: one frame for each direction, written through an array on the same memory.
        self._captured, self._captured_frame = _frame(AudioFrame, self.hop)
        self._played, self._played_frame = _frame(AudioFrame, self.hop)
        self.reset()

    def cancel(self, captured: Audio, played: Audio) -> Audio:
        self._played[:] = played
        self._captured[:] = captured
        try:
            self._apm.process_reverse_stream(self._played_frame)
            self._apm.process_stream(self._captured_frame)
        except RuntimeError as error:
            raise EngineError(
                f"echo: WebRTC's canceller failed ({error}); restart, or choose the engine speexdsp"
            ) from error
        return self._captured.copy()

    def reset(self) -> None:
        self._apm = self._module(**self._settings)  # it has no other way to forget; this takes 1 ms


def _frame(kind: Any, length: Samples) -> tuple[Audio, Any]:
    """An array, and livekit's frame on the same memory."""
    memory = bytearray(2 * length)
    return np.frombuffer(memory, np.int16), kind(memory, SAMPLE_RATE, 1, length)
