"""Whisper just as faster-whisper's own `transcribe` runs it: what others build on, and what our engine is measured against.

Beam 5, windows of 30 s, temperature fallback, the library's own number of threads. The arithmetic alone is the one that our
engine uses, int8: the library's choice, float32, takes half as long again, and the comparison is to be of methods.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from pydantic import Field

from assistant import registry
from assistant.errors import EngineError
from assistant.stt import Transcript
from assistant.types import Audio, Cancelled, LocalModel, never


class WhisperDefaults:
    """Speech to text by a Whisper model that was converted for CTranslate2, the plain way."""

    class Options(registry.Options):
        compute_type: Literal["int8", "int8_float32", "float32", "default"] = "int8"
        """Arithmetic of the model's matrices; `default` is the one that the model was stored in."""
        threads: int = Field(default=0, ge=0, le=64)
        """Threads that work on one utterance; 0 leaves it to the library."""

    def __init__(self, model: LocalModel, options: Options) -> None:
        """Raises `EngineError` when the model cannot be loaded."""
        from faster_whisper import WhisperModel

        try:
            self._whisper: Any = WhisperModel(
                str(model.path),
                device="cpu",
                compute_type=options.compute_type,
                cpu_threads=options.threads,
                local_files_only=True,
            )
        except Exception as error:  # tokenizers raises nothing more precise
            raise EngineError(
                f"stt: {model.path} cannot be loaded ({error}); run: colibri models verify {model.name}"
            ) from error

    def transcribe(
        self,
        audio: Audio,
        *,
        languages: Sequence[str] = ("en",),
        vocabulary: Sequence[str] = (),
        cancelled: Cancelled = never,
    ) -> Transcript:
        """As the port says, except that the library alone judges what was speech, among several `languages` it chooses
        freely from all that the model knows, and a `vocabulary` is ignored."""
        speech = np.multiply(audio, 1 / 32768, dtype=np.float32)
        segments, info = self._whisper.transcribe(speech, language=languages[0] if len(languages) == 1 else None)
        decoded = []
        for segment in segments:
            if cancelled():
                return Transcript("", languages[0], 0.0)
            decoded.append(segment)
        return Transcript(
            text=" ".join(segment.text.strip() for segment in decoded),
            language=info.language,
            confidence=_confidence([segment.avg_logprob for segment in decoded]),
            no_speech=min((segment.no_speech_prob for segment in decoded), default=1.0),
        )


def _confidence(log_probs: Sequence[float]) -> float:
    return math.exp(min(0.0, sum(log_probs) / len(log_probs))) if log_probs else 0.0
