"""Smart Turn v3 (https://github.com/pipecat-ai/smart-turn, BSD-2-Clause): hears by melody and rhythm whether a turn is over.

A Whisper-tiny encoder with one output, for 23 languages, on the last 8 s of audio. It was trained on turns that are followed
by about 200 ms of silence. The features are Whisper's (Radford et al. 2022, "Robust Speech Recognition via Large-Scale Weak
Supervision", 2.2): mel bands on Slaney's scale, from the waveform brought to zero mean and unit variance.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from assistant import registry
from assistant.errors import EngineError, ModelMissing
from assistant.types import SAMPLE_RATE, Audio, LocalModel, Samples

Floats = NDArray[np.float32]

_WINDOW: Samples = 8 * SAMPLE_RATE
"""What the network sees: the last 8 s. A shorter utterance stands at the end, after zeros."""
_FFT: Samples = 400
_HOP: Samples = 160
_MELS = 80
_BLOCK = 16


class SmartTurn:
    """`model.path` is the `.onnx` file, or the folder that holds just one."""

    class Options(registry.Options):
        """Settings of the Smart Turn engine."""

        threads: int = Field(1, ge=1, le=16)
        """Processor threads. One answers within a few frames of audio; the others have better things to do."""

    def __init__(self, model: LocalModel, options: Options) -> None:
        """Raises `ModelMissing` when there is no such file, `EngineError` when it is not this network."""
        self._session = _session(model, options.threads)
        self._window = np.hanning(_FFT + 1)[:-1].astype(np.float32)
        self._filters = mel_filters()

    def completeness(self, audio: Audio) -> float:
        """As the port says. Nothing said (no samples, or digital silence) is not complete: 0."""
        if not np.any(audio):
            return 0.0
        features = log_mel(prepare(audio), self._window, self._filters)
        try:
            (probability,) = self._session.run(None, {"input_features": features[np.newaxis]})
        except Exception as error:  # onnxruntime's errors share no public base class
            raise EngineError(f"turn: smart-turn failed: {error}; run: colibri models verify") from error
        return min(1.0, max(0.0, float(probability[0, 0])))


def prepare(audio: Audio) -> Floats:
    """The last 8 s, zeros before them where there is less, at zero mean and unit variance. Shape (128000,)."""
    wave = np.zeros(_WINDOW, np.float32)
    tail = audio[-_WINDOW:]
    np.multiply(tail, 1 / 32768, out=wave[_WINDOW - len(tail) :], casting="unsafe")
    wave -= wave.mean()
    wave /= np.sqrt(wave.var() + 1e-7)
    return wave


def log_mel(wave: Floats, window: Floats, filters: Floats) -> Floats:
    """Whisper's features of `wave`, shape (n,): one column every 10 ms, shape (80, n // 160), within about [-1, 2].
    n is a multiple of 2560. `window`: periodic Hann, shape (400,); `filters`: `mel_filters()`."""
    padded = np.pad(wave, _FFT // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FFT)[::_HOP][: len(wave) // _HOP]
    spectrum = np.fft.rfft(frames * window)
    power = np.square(spectrum.real) + np.square(spectrum.imag)
    # In blocks so small that OpenBLAS does not wake its threads, which would spin on the language model's cores.
    bands = np.log10(np.maximum(power.reshape(-1, _BLOCK, _FFT // 2 + 1) @ filters.T, 1e-10)).reshape(-1, _MELS).T
    scaled: Floats = (np.maximum(bands, bands.max() - 8.0) + 4.0) / 4.0
    return np.ascontiguousarray(scaled)


def mel_filters() -> Floats:
    """Triangles that gather an FFT's bins into mel bands, each of unit area in Hz; shape (80, 201). Slaney's mel scale
    (Auditory Toolbox, Interval Research 1998-010): linear below 1 kHz, logarithmic above."""
    highest = 15.0 + 27.0 * np.log(SAMPLE_RATE / 2 / 1000.0) / np.log(6.4)
    mels = np.linspace(0.0, highest, _MELS + 2)
    edges = np.where(mels < 15.0, mels * 200.0 / 3.0, 1000.0 * 6.4 ** ((mels - 15.0) / 27.0))
    low, centre, high = edges[:-2, np.newaxis], edges[1:-1, np.newaxis], edges[2:, np.newaxis]
    bins = np.linspace(0.0, SAMPLE_RATE / 2, _FFT // 2 + 1)
    triangles = np.minimum((bins - low) / (centre - low), (high - bins) / (high - centre))
    filters: Floats = (np.maximum(triangles, 0.0) * 2.0 / (high - low)).astype(np.float32)
    return filters


def _session(model: LocalModel, threads: int) -> Any:
    import onnxruntime

    mend = f"run: colibri models verify {model.name}, then colibri models pull {model.name}"
    found = [model.path] if model.path.is_file() else sorted(model.path.glob("*.onnx"))
    if len(found) != 1:
        raise ModelMissing(f"turn: {model.path} is not one .onnx model of the end of turn; {mend}")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # It works a few milliseconds now and then, beside a language model: its threads must sleep in between.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session = onnxruntime.InferenceSession(str(found[0]), sess_options=options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors share no public base class
        raise EngineError(f"turn: {found[0]} cannot be loaded ({error}); {mend}") from error
    if [given.name for given in session.get_inputs()] != ["input_features"]:
        raise EngineError(f"turn: {found[0]} is another network than Smart Turn v3; set turn.model to smart-turn-v3.2")
    return session
