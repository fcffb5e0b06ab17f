"""The words every layer speaks: samples, audio, time. Standard library and numpy only.

Time inside Colibri is a count of samples at 16 kHz since the stream began (`Samples`), never the wall clock. Numbers that
leave the program carry their unit in the name: `hangover_ms`, `audio_s`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
"""Rate of everything that listens, in Hz."""

Samples = int
"""A position in, or a length of, a stream: samples at 16 kHz."""

Audio = NDArray[np.int16]
"""Mono PCM: shape (n,), int16. At `SAMPLE_RATE` unless a name next to it says otherwise."""

Cancelled = Callable[[], bool]
"""Asked between two steps of work: True once nobody wants the result any more."""


def never() -> bool:
    """The `Cancelled` of work that is always wanted."""
    return False


def from_ms(milliseconds: float) -> Samples:
    """Length in samples of a duration in milliseconds."""
    return round(milliseconds * SAMPLE_RATE / 1000)


def to_ms(samples: Samples) -> int:
    """Duration in whole milliseconds of a length in samples."""
    return round(samples * 1000 / SAMPLE_RATE)


def to_s(samples: Samples) -> float:
    """Duration or position in seconds, to the millisecond, of a count of samples."""
    return round(samples / SAMPLE_RATE, 3)


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A model that is on this board, verified: what an engine is built from."""

    name: str
    path: Path
    """The model's file, or its folder when it has several files."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """What the catalogue knows that the file does not say, such as `chat_format`."""
