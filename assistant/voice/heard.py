"""What of a reply was heard, by the samples that left the speaker.

The voice gives no alignment of words to samples, so a clause that was cut is cut in proportion: the share of its
speech that was played, the silence around it left out, is the share of its text that was heard, down to whole words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.types import Audio

_AUDIBLE = 0.02
"""Share of its peak from which a clause is heard: -34 dB."""


@dataclass(frozen=True, slots=True)
class SpokenClause:
    """A clause and its place in the speaker's stream, [start, stop) in samples at the speaker's rate."""

    text: str
    start: int
    stop: int
    speech_start: int
    speech_stop: int
    """Its part that is speech, in the same stream, [speech_start, speech_stop)."""


def spoken_clause(text: str, audio: Audio, start: int) -> SpokenClause:
    """A clause whose sound, shape (n,), n >= 1, is queued at `start`."""
    loudness = np.abs(audio.astype(np.int32))
    audible = np.flatnonzero(loudness > _AUDIBLE * loudness.max())
    first, last = (int(audible[0]), int(audible[-1]) + 1) if len(audible) else (0, len(audio))
    return SpokenClause(text, start, start + len(audio), start + first, start + last)


def heard_text(clauses: Sequence[SpokenClause], played: int) -> str:
    """The words of `clauses` that were complete when the speaker had played up to `played`."""
    parts = [_heard_words(clause, played) for clause in clauses if clause.start < played]
    return " ".join(part for part in parts if part)


def _heard_words(clause: SpokenClause, played: int) -> str:
    if played >= clause.speech_stop:
        return clause.text
    spoken = max(0, played - clause.speech_start)
    characters = len(clause.text) * spoken / max(1, clause.speech_stop - clause.speech_start)
    words, length = [], 0
    for word in clause.text.split():
        length += len(word) + 1
        if length - 1 > characters:
            break
        words.append(word)
    return " ".join(words)
