"""Text to speech with Piper (VITS on onnxruntime): a whole sentence is computed at once, so short clauses sound early.

Piper scales every utterance to full range, so that one loud syllable makes its whole clause quieter than the next: over
eight clauses of one voice the gain differed by 5 dB. Here the gain is measured once, when the voice is loaded, and stays;
what loudness differs then is the voice's own expression. The silence that a voice puts around its speech (30-60 ms before,
130-260 ms after) is cut off and replaced by a pause that suits the punctuation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from assistant import registry
from assistant.errors import EngineError, ModelMissing
from assistant.types import Audio, Cancelled, LocalModel, never

Wave = NDArray[np.float32]
"""Mono, shape (n,), full range is [-1, 1]."""

_CALIBRATION_TEXT = "1 2 3 4 5 6 7 8."
"""Digits: every language's phonemizer can read them."""
_LEVEL = 10 ** (-19 / 20)
"""Root mean square that speech is brought to: its peaks, 16-19 dB higher, then just fit."""
_SILENCE = 10 ** (-50 / 20)
"""Speech at `_LEVEL` is never this quiet for a whole window, not in its weakest final consonant."""
_WINDOW_MS = 5
_LEAD_MS = 20
_TAIL_MS = 40
_FADE_MS = 3
_KNEE = 0.8


class PiperVoice:
    """One voice. `model.path` is the folder that holds `NAME.onnx` and `NAME.onnx.json`, or the `.onnx` file itself."""

    class Options(registry.Options):
        """Settings of the Piper engine."""

        speed: float = Field(1.0, ge=0.5, le=2.0)
        """How fast it speaks: 1 is the voice's own pace, 2 twice as fast."""
        volume: float = Field(1.0, ge=0.0, le=2.0)
        """Loudness: 1 is even speech at -19 dBFS; above 1 peaks are compressed."""
        speaker: str | int | None = None
        """Name or number of the speaker, in a voice that has several; its first one when left out."""
        noise_scale: float | None = Field(None, ge=0.0, le=2.0)
        """Variation of the sound; the voice's own value when left out."""
        noise_w: float | None = Field(None, ge=0.0, le=2.0)
        """Variation of the rhythm; the voice's own value when left out."""
        clause_pause_ms: int = Field(120, ge=0, le=2000)
        """Silence after a comma, colon or semicolon."""
        sentence_pause_ms: int = Field(280, ge=0, le=2000)
        """Silence after a full stop, question mark or exclamation mark."""
        threads: int = Field(0, ge=0, le=64)
        """Processor threads; 0 takes half of the cores, because the language model goes on writing on the others."""

    def __init__(self, model: LocalModel, options: Options) -> None:
        from piper import PiperVoice as Engine
        from piper import SynthesisConfig

        onnx = _onnx_file(model)
        config = _read_config(onnx)
        self._engine = Engine(config=config, session=_session(onnx, options.threads))
        self._synthesis = SynthesisConfig(
            speaker_id=choose_speaker(options.speaker, config.speaker_id_map, config.num_speakers),
            length_scale=config.length_scale / options.speed,
            noise_scale=options.noise_scale,
            noise_w_scale=options.noise_w,
        )
        self._pauses_ms = dict.fromkeys(",;:", options.clause_pause_ms) | dict.fromkeys(
            ".!?", options.sentence_pause_ms
        )
        self.sample_rate: int = config.sample_rate
        self._gain = self._calibrated_gain()
        self._volume = options.volume

    def synthesize(self, text: str, *, cancelled: Cancelled = never) -> Iterator[Audio]:
        """One chunk for each sentence in `text`. Raises `EngineError` when the voice cannot speak the text."""
        if cancelled():
            return
        for phonemes in self._phonemize(readable(text)):
            if cancelled():
                return
            wave = trim(self._compute(phonemes, self._synthesis) * self._gain, self.sample_rate)
            if wave.size:
                pause_ms = self._pauses_ms.get("".join(phonemes).rstrip()[-1:], 0)
                yield to_pcm(wave * self._volume, round(pause_ms * self.sample_rate / 1000))

    def _phonemize(self, text: str) -> list[list[str]]:
        if not text:
            return []
        try:
            return [phonemes for phonemes in self._engine.phonemize(text) if phonemes]
        except (RuntimeError, ValueError, ImportError) as error:
            raise EngineError(f"piper cannot pronounce {text[:60]!r}: {error}; try another voice") from error

    def _compute(self, phonemes: list[str], synthesis: Any) -> Wave:
        ids = self._engine.phonemes_to_ids(phonemes)
        try:
            return np.atleast_1d(np.asarray(self._engine.phoneme_ids_to_audio(ids, synthesis), dtype=np.float32))
        except Exception as error:  # onnxruntime's errors share no public base class
            raise EngineError(
                f"piper failed to synthesize: {error}; fetch the voice again or choose another"
            ) from error

    def _calibrated_gain(self) -> float:
        """Gain that brings this voice to `_LEVEL`, without the noise that varies each synthesis. Warms the engine up too."""
        still = replace(self._synthesis, noise_scale=0.0, noise_w_scale=0.0)
        spoken = [self._compute(phonemes, still) for phonemes in self._phonemize(_CALIBRATION_TEXT)]
        level = speech_level(np.concatenate([*spoken, np.zeros(1, np.float32)]), self.sample_rate)
        return _LEVEL / level if level > 0 else 1.0


def readable(text: str) -> str:
    """`text` as one line of printable characters, or nothing when it has no letter and no digit. Piper would take what
    stands between double brackets as phonemes; a text from outside must not reach that."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line.replace("[", "(").replace("]", ")") if any(c.isalnum() for c in line) else ""


def choose_speaker(wanted: str | int | None, known: dict[str, int], count: int) -> int | None:
    """Number of the speaker called `wanted` (a name, a number, or a number in quotes) among `count`.
    Raises `EngineError` naming those that exist."""
    if wanted is None:
        return None
    if isinstance(wanted, str) and wanted in known:
        return known[wanted]
    try:
        number = int(wanted)
    except ValueError:
        number = -1
    if 0 <= number < max(count, 1):
        return number
    names = ", ".join(list(known)[:20])
    exists = f"0 to {count - 1}" + (f", or {names}" if names else "") if count > 1 else "only speaker 0: leave it out"
    raise EngineError(f"tts: this voice has no speaker {wanted!r}; it has {exists}")


def window_levels(wave: Wave, window: int) -> Wave:
    """Root mean square of each `window` samples of `wave`, shape (ceil(n / window),)."""
    frames = np.pad(wave, (0, -len(wave) % window)).reshape(-1, window)
    levels: Wave = np.sqrt(np.mean(np.square(frames), axis=1))
    return levels


def speech_level(wave: Wave, sample_rate: int) -> float:
    """Root mean square of `wave` where it is not a pause: windows within 26 dB of the loudest. 0 for silence."""
    levels = window_levels(wave, sample_rate * _WINDOW_MS // 1000)
    loud = levels[levels > levels.max(initial=0.0) * 0.05]
    return float(np.sqrt(np.mean(np.square(loud)))) if loud.size else 0.0


def trim(wave: Wave, sample_rate: int) -> Wave:
    """`wave` without the silence around its speech, but for `_LEAD_MS` before and `_TAIL_MS` after, faded at both ends so
    that nothing clicks. Empty when all of it is silent."""
    window = sample_rate * _WINDOW_MS // 1000
    voiced = np.flatnonzero(window_levels(wave, window) > _SILENCE)
    if not voiced.size:
        return wave[:0]
    start = max(0, int(voiced[0]) * window - sample_rate * _LEAD_MS // 1000)
    stop = min(len(wave), (int(voiced[-1]) + 1) * window + sample_rate * _TAIL_MS // 1000)
    kept = wave[start:stop].copy()
    ramp = np.linspace(0.0, 1.0, min(len(kept), sample_rate * _FADE_MS // 1000), dtype=np.float32)
    kept[: len(ramp)] *= ramp
    kept[len(kept) - len(ramp) :] *= ramp[::-1]
    return kept


def to_pcm(wave: Wave, pause: int) -> Audio:
    """int16 samples of `wave` and `pause` zeros after it. What exceeds `_KNEE` is bent smoothly below full range."""
    over = np.maximum(np.abs(wave) - _KNEE, 0.0)
    bent = np.sign(wave) * (np.minimum(np.abs(wave), _KNEE) + (1 - _KNEE) * np.tanh(over / (1 - _KNEE)))
    return np.concatenate([np.round(bent * 32767).astype(np.int16), np.zeros(pause, np.int16)])


def _onnx_file(model: LocalModel) -> Path:
    found: Sequence[Path] = [model.path] if model.path.is_file() else sorted(model.path.glob("*.onnx"))
    if not found:
        raise ModelMissing(f"tts: there is no .onnx voice at {model.path}; run: colibri models pull {model.name}")
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise EngineError(f"tts: {model.path} holds several voices ({names}); name one of these files instead")
    return found[0]


def _read_config(onnx: Path) -> Any:
    from piper.config import PiperConfig

    path = onnx.with_name(onnx.name + ".json")
    try:
        return PiperConfig.from_dict(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise EngineError(f"tts: {path} is missing; it comes with the voice: put it beside {onnx.name}") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EngineError(
            f"tts: {path} is not a Piper voice's description ({error!r}); fetch the voice again"
        ) from error


def _session(onnx: Path, threads: int) -> Any:
    """One-shot inferences share the cores with a language model: worker threads must sleep, not spin, between them."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = registry.threads(threads)
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(onnx), sess_options=options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors share no public base class
        raise EngineError(f"tts: {onnx} cannot be loaded ({error}); fetch the voice again") from error
