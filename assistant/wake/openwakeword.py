"""openWakeWord (https://github.com/dscripka/openWakeWord, Apache-2.0): small classifiers on Google's speech embedding.

Every 80 ms a mel spectrogram and a convolutional network, which all words share, turn the last 0.8 s into an embedding; a
classifier for each word looks at the last sixteen or so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant import registry
from assistant.types import Audio, Samples, from_ms
from assistant.wake import models

_THRESHOLD = 0.5
"""Recommended by the authors for all of their models."""
_OVERLAP: Samples = 480
"""Samples of the hop before that a spectrogram needs besides its own."""
_MELS = 76
"""Columns of the spectrogram, one every 10 ms, in an embedding."""
_STEP = 8
"""Columns between two embeddings: one hop."""
_EMBEDDING = 96
"""Length of an embedding."""


class OpenWakeWord:
    """About 3 to 12 % of a desktop core, nearly the same for many words. A word by path is a `.tflite`.

    The library prepares for a stream by listening to 8 s of silence, which costs as much as 8 s of sound. Here its state
    after silence is made once and put back at every reset. It is also laid out so that each hop is used up to its last
    sample; left to itself, the library keeps 90 ms for later.
    """

    class Options(registry.Options):
        """openWakeWord has nothing to set."""

    hop: Samples = from_ms(80)

    def __init__(self, words: Sequence[str], options: Options) -> None:
        """Raises `UsageError` for an unknown word, `EngineError` for a model that cannot be loaded."""
        import pyopen_wakeword as library

        own = models.built_in(
            Path(library.__file__).parent / "models", (model.value for model in library.Model), ".tflite"
        )
        paths = {word: models.find("openwakeword", word, own, ".tflite") for word in words}
        self.phrases: Mapping[str, str] = {word: models.spoken(path.stem) for word, path in paths.items()}
        self.thresholds: Mapping[str, float] = dict.fromkeys(paths, _THRESHOLD)
        self._front_end = library.OpenWakeWordFeatures.from_builtin()
        self._models = {word: _loaded(path, self._front_end.lib) for word, path in paths.items()}
        self._silent_mels, self._silent_embedding = _silence(self._front_end, self.hop)
        self.reset()

    def scores(self, frame: Audio) -> Mapping[str, float]:
        scores = dict.fromkeys(self._models, 0.0)
        for embeddings in self._front_end.process_streaming(frame.tobytes()):
            for word, model in self._models.items():
                for score in model.process_streaming(embeddings):
                    scores[word] = max(scores[word], min(1.0, float(score)))
        return scores

    def reset(self) -> None:
        front_end = self._front_end
        front_end.audio[:] = 0
        front_end.new_audio_samples = _OVERLAP
        front_end.mels[:] = self._silent_mels
        front_end.new_mels = _MELS - _STEP
        for model in self._models.values():
            model.embeddings[:] = self._silent_embedding
            model.new_embeddings = model.input_windows - 1


def _loaded(path: Path, lib: Any) -> Any:
    """The library's own object around one model."""
    from pyopen_wakeword import OpenWakeWord as Model

    models.check(lib, path)
    model = Model.from_model(path)
    models.check_input(path, model, (1, None, _EMBEDDING), "openWakeWord")
    return model


def _silence(front_end: Any, hop: Samples) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What silence looks like: a column of the spectrogram, shape (32,), and an embedding, shape (96,)."""
    front_end.new_audio_samples = _OVERLAP
    for _ in range(-(-_MELS // _STEP)):
        for embedding in front_end.process_streaming(bytes(2 * hop)):
            return front_end.mels[-1].copy(), embedding[0, 0, 0].copy()
    raise AssertionError("the spectrogram has fewer columns than its library says")
