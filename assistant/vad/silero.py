"""Silero VAD v6 (https://github.com/snakers4/silero-vad, MIT): the accurate detector, on onnxruntime."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant import registry
from assistant.errors import ModelMissing
from assistant.types import Audio, Samples

_CONTEXT: Samples = 64
"""The network sees each frame together with this many samples before it."""

_STATE_SHAPE = (1, 1, 128)


class SileroDetector:
    """A recurrent network of 0.3 million weights, about 0.1 ms for a frame of 32 ms on a desktop core."""

    class Options(registry.Options):
        """Silero has nothing to set: where the probability counts as speech is decided by the turn settings."""

    hop: Samples = 512
    _hidden: NDArray[np.float32]
    _cell: NDArray[np.float32]

    def __init__(self, options: Options) -> None:
        """Raises `ModelMissing` when the ONNX file that faster-whisper carries is not installed."""
        import onnxruntime

        settings = onnxruntime.SessionOptions()
        # One thread and no arena: a frame is too little work to share, and this runs for as long as the board does.
        settings.intra_op_num_threads = 1
        settings.inter_op_num_threads = 1
        settings.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(
            str(model_file()), sess_options=settings, providers=["CPUExecutionProvider"]
        )
        self._input = np.zeros((1, _CONTEXT + self.hop), np.float32)
        self.reset()

    def probability(self, frame: Audio) -> float:
        self._input[0, :_CONTEXT] = self._input[0, -_CONTEXT:]
        np.multiply(frame, 1 / 32768, out=self._input[0, _CONTEXT:], casting="unsafe")
        feed = {"input": self._input, "h": self._hidden, "c": self._cell}
        speech, self._hidden, self._cell = self._session.run(None, feed)
        return min(1.0, max(0.0, float(speech[0])))

    def reset(self) -> None:
        self._input[:] = 0
        self._hidden = np.zeros(_STATE_SHAPE, np.float32)
        self._cell = np.zeros(_STATE_SHAPE, np.float32)


def model_file() -> Path:
    """The ONNX file inside the installed faster-whisper, found without importing that package."""
    spec = importlib.util.find_spec("faster_whisper")
    folders = spec.submodule_search_locations if spec else None
    for folder in folders or ():
        path = Path(folder) / "assets" / "silero_vad_v6.onnx"
        if path.is_file():
            return path
    raise ModelMissing(
        "vad: silero_vad_v6.onnx, a part of faster-whisper, is not installed; "
        "run: pip install --force-reinstall 'faster-whisper>=1.2.1,<2', or choose the engine webrtc"
    )
