"""The conversation that is replayed where there is no microphone: questions spoken by the project's own voice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.audio import files
from assistant.types import SAMPLE_RATE, Audio

_FOLDER = Path(__file__).parent


def recording(languages: Sequence[str]) -> Audio:
    """The questions in those of these languages that there are recordings in; all of them when there are none."""
    known = {path.stem: path for path in sorted(_FOLDER.glob("*.ogg"))}
    wanted = [known[language] for language in languages if language in known] or list(known.values())
    return joined([files.load(path) for path in wanted])


def joined(parts: Sequence[Audio], silence_s: float = 3.0) -> Audio:
    """Recordings one after another with silence between, shape (n,), int16."""
    gap = np.zeros(round(silence_s * SAMPLE_RATE), np.int16)
    pieces = [piece for part in parts for piece in (part, gap)][:-1]
    return np.concatenate(pieces) if pieces else gap
