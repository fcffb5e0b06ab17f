"""The conversation that is replayed where there is no microphone: questions spoken by the project's own voices.

Recordings are shipped for the languages of the starter models. In another language the questions are spoken by the voice
that is configured for it, when the demonstration begins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from assistant.audio import files
from assistant.errors import UsageError
from assistant.types import SAMPLE_RATE, Audio

QUESTIONS = {
    "en": ("What is the capital of France?", "How many legs does a spider have?", "What do bees make?"),
    "fr": ("Quelle est la capitale de la France ?",),
}
PAUSE_S = 4.5
"""Silence after a question, in which the answer is heard."""

_FOLDER = Path(__file__).parent


def recording(languages: Sequence[str], speak: Callable[[str, str], Audio]) -> Audio:
    """Questions in these languages, shape (n,) at 16 kHz. `speak(text, language)` says what no recording is shipped of.
    Raises `UsageError` when there are no questions in any of them."""
    parts = [part for language in languages for part in _questions(language, speak)]
    if not parts:
        raise UsageError(
            f"there is no demonstration in {' or '.join(languages)}, only in {' and '.join(QUESTIONS)}; "
            "play a recording of your own: colibri replay FILE"
        )
    return joined(parts, PAUSE_S)


def _questions(language: str, speak: Callable[[str, str], Audio]) -> list[Audio]:
    shipped = _FOLDER / f"{language}.ogg"
    if shipped.exists():
        return [files.load(shipped)]
    return [speak(question, language) for question in QUESTIONS.get(language, ())]


def joined(parts: Sequence[Audio], silence_s: float) -> Audio:
    """Recordings one after another with silence between, shape (n,), int16."""
    gap = np.zeros(round(silence_s * SAMPLE_RATE), np.int16)
    pieces = [piece for part in parts for piece in (part, gap)][:-1]
    return np.concatenate(pieces) if pieces else gap
