"""Earcons: short sounds that say what no words are needed for. Made by arithmetic, so that there is nothing to ship.

Each is a few notes of a struck bar: a fundamental and two quiet partials that fade faster, in intervals of one major key.
Rising is a beginning, and high and wide an order carried out; falling is an end, a slow and small fall a failure, a rise over
and over a timer. They are a good deal softer than the reply, and too pure and too high to be taken for speech, or for a wake
word, when the microphone hears them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from assistant.types import Audio

PEAK_DBFS = -18.0
"""Of every earcon."""

_PARTIALS = ((1, 1.0, 1.0), (2, 0.25, 1.8), (4, 0.08, 3.5))
"""Multiple of the fundamental, strength, and how many times faster it fades."""

_ATTACK_S = 0.008
_RELEASE_S = 0.03


class Earcon(Enum):
    """What a sound says."""

    AWAKE = "awake"
    """It listens: go on."""
    UNDERSTOOD = "understood"
    """The turn is over; an answer is being made."""
    ERROR = "error"
    """Something went wrong."""
    DONE = "done"
    """What was asked for is done, and everybody sees it: more need not be said."""
    TIMER = "timer"
    """Time is up. One ring: two alike pairs of notes, to be repeated as long as it takes."""


@dataclass(frozen=True, slots=True)
class _Note:
    """Semitones above A4 (440 Hz), start and length in seconds, and how fast it fades: time to a third of its strength."""

    pitch: int
    start_s: float
    length_s: float
    fade_s: float


_SCORES: Mapping[Earcon, Sequence[_Note]] = {
    Earcon.AWAKE: (_Note(10, 0.0, 0.12, 0.05), _Note(15, 0.07, 0.13, 0.06)),  # G5, C6
    Earcon.UNDERSTOOD: (_Note(15, 0.0, 0.09, 0.035), _Note(10, 0.05, 0.09, 0.035)),  # C6, G5
    Earcon.ERROR: (_Note(10, 0.0, 0.17, 0.08), _Note(7, 0.13, 0.2, 0.08)),  # G5, E5: lower falls are taken for a voice
    Earcon.DONE: (_Note(15, 0.0, 0.09, 0.04), _Note(22, 0.055, 0.14, 0.05)),  # C6, G6
    Earcon.TIMER: tuple(
        _Note(pitch, start_s, 0.1, 0.045)
        for pitch, start_s in ((15, 0.0), (19, 0.06), (15, 0.18), (19, 0.24))  # C6, E6, twice
    ),
}


@cache
def earcon(kind: Earcon, rate: int) -> Audio:
    """The sound, shape (n,) at `rate` Hz, 80 to 350 ms; read-only, made once for each rate."""
    score = _SCORES[kind]
    seconds = max(note.start_s + note.length_s for note in score)
    wave = np.zeros(round(seconds * rate))
    for note in score:
        start = round(note.start_s * rate)
        sound = _struck(note, rate)[: len(wave) - start]
        wave[start : start + len(sound)] += sound
    wave *= 32767 * 10 ** (PEAK_DBFS / 20) / np.abs(wave).max()
    audio: Audio = np.round(wave).astype(np.int16)
    audio.flags.writeable = False
    return audio


def _struck(note: _Note, rate: int) -> NDArray[np.float64]:
    """One note: it swells and ends softly, so that it does not click. Partials that `rate` cannot hold are left out."""
    time_s = np.arange(round(note.length_s * rate)) / rate
    frequency = 440 * 2 ** (note.pitch / 12)
    wave = np.zeros_like(time_s)
    for multiple, strength, haste in _PARTIALS:
        if multiple * frequency < rate / 2:
            fade = np.exp(-time_s * haste / note.fade_s)
            wave += strength * fade * np.sin(2 * np.pi * multiple * frequency * time_s)
    return wave * _rise(time_s / _ATTACK_S) * _rise((note.length_s - time_s) / _RELEASE_S)


def _rise(part: NDArray[np.float64]) -> NDArray[np.float64]:
    """From 0 to 1 while `part` does so, along a raised cosine."""
    return 0.5 - 0.5 * np.cos(np.pi * np.clip(part, 0, 1))
