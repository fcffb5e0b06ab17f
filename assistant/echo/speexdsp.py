"""SpeexDSP's canceller (Valin, "On Adjusting the Learning Rate in Frequency Domain Echo Cancellation With Double-Talk", 2007)
and its post-filter, from the system's libspeexdsp. For boards where microphone and speaker share one clock and the echo's
delay and reverberation fit into the tail: there it keeps more of whoever speaks over the reply.
"""

from __future__ import annotations

import ctypes

import numpy as np
from pydantic import Field

from assistant import registry
from assistant.errors import EngineError
from assistant.types import SAMPLE_RATE, Audio, Samples, from_ms

_LIBRARY = "libspeexdsp.so.1"

# Requests of speex_echo.h and speex_preprocess.h.
_ECHO_SET_SAMPLING_RATE = 24
_PREPROCESS_SET_DENOISE = 0
_PREPROCESS_SET_ECHO_STATE = 24


class SpeexCanceller:
    """A frequency-domain filter of `tail_ms`; it takes seconds to learn a room, and learns again after every jump."""

    class Options(registry.Options):
        tail_ms: int = Field(default=250, ge=20, le=1000)
        """How much later than the sound its echo may end: delay and reverberation together. More learns more slowly."""
        denoise: bool = True
        """Remove steady noise too."""
        residual: bool = True
        """Remove what the filter left of the echo. Without it, little is left of the benefit."""

    hop: Samples = 160

    def __init__(self, options: Options) -> None:
        self._echo: ctypes.c_void_p | None = None
        self._post: ctypes.c_void_p | None = None
        self._library = _loaded()
        self._options = options
        self._out = np.zeros(self.hop, np.int16)
        self.reset()

    def cancel(self, captured: Audio, played: Audio) -> Audio:
        captured, played = np.ascontiguousarray(captured), np.ascontiguousarray(played)
        self._library.speex_echo_cancellation(self._echo, _at(captured), _at(played), _at(self._out))
        if self._post is not None:
            self._library.speex_preprocess_run(self._post, _at(self._out))
        return self._out.copy()

    def reset(self) -> None:
        self._destroy()
        library = self._library
        self._echo = ctypes.c_void_p(library.speex_echo_state_init(self.hop, from_ms(self._options.tail_ms)))
        rate = ctypes.c_int(SAMPLE_RATE)
        library.speex_echo_ctl(self._echo, _ECHO_SET_SAMPLING_RATE, ctypes.byref(rate))
        if not (self._options.denoise or self._options.residual):
            return
        self._post = ctypes.c_void_p(library.speex_preprocess_state_init(self.hop, SAMPLE_RATE))
        denoise = ctypes.c_int(self._options.denoise)
        library.speex_preprocess_ctl(self._post, _PREPROCESS_SET_DENOISE, ctypes.byref(denoise))
        if self._options.residual:
            library.speex_preprocess_ctl(self._post, _PREPROCESS_SET_ECHO_STATE, self._echo)

    def __del__(self) -> None:
        self._destroy()

    def _destroy(self) -> None:
        if self._post is not None:
            self._library.speex_preprocess_state_destroy(self._post)
            self._post = None
        if self._echo is not None:
            self._library.speex_echo_state_destroy(self._echo)
            self._echo = None


def _loaded() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(_LIBRARY)
    except OSError as error:
        raise EngineError(
            f"echo: the engine speexdsp needs {_LIBRARY} ({error}); run: sudo apt install libspeexdsp1"
        ) from error
    state = ctypes.c_void_p
    for name, arguments, result in (
        ("speex_echo_state_init", [ctypes.c_int, ctypes.c_int], state),
        ("speex_echo_ctl", [state, ctypes.c_int, state], ctypes.c_int),
        ("speex_echo_cancellation", [state, state, state, state], None),
        ("speex_echo_state_destroy", [state], None),
        ("speex_preprocess_state_init", [ctypes.c_int, ctypes.c_int], state),
        ("speex_preprocess_ctl", [state, ctypes.c_int, state], ctypes.c_int),
        ("speex_preprocess_run", [state, state], ctypes.c_int),
        ("speex_preprocess_state_destroy", [state], None),
    ):
        function = getattr(library, name)
        function.argtypes, function.restype = arguments, result
    return library


def _at(samples: Audio) -> int:
    return samples.ctypes.data
