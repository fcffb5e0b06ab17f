"""Statistics of a bench: pure, and nothing that a reader would have to look up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from assistant.tts.normalize import normalize

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Spread:
    """How values are distributed; between two of them percentiles are interpolated."""

    p50: float
    p95: float
    min: float
    max: float


def spread(values: Iterable[float | None]) -> Spread | None:
    """Of all values that are there; None when none is."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    p50, p95 = np.percentile(known, [50, 95])
    return Spread(*(round(float(value), 3) for value in (p50, p95, min(known), max(known))))


def mean(values: Iterable[float | None]) -> float | None:
    """Of all values that are there; None when none is."""
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 3) if known else None


def ratio(value: float | None, base: float | None) -> float | None:
    """How many times `base` it is; None when that cannot be said."""
    return round(value / base, 3) if value is not None and base else None


def words(text: str, language: str) -> list[str]:
    """The words of a text as they are said, without case and punctuation: 20 and twenty are the same."""
    return _WORD.findall(normalize(text, language).lower().replace("-", " "))


def word_match(said: str, understood: str, language: str) -> float:
    """Share of words in [0, 1] that were understood, in order; words that were not said count as wrong ones."""
    one, other = words(said, language), words(understood, language)
    if not one and not other:
        return 1.0
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(len(one), len(other))
