"""A voice made of arithmetic: a gliding glottal pulse train through the formants of changing vowels, in syllables."""

from __future__ import annotations

import numpy as np

from assistant.types import SAMPLE_RATE, Audio

_VOWELS = ((730, 1090, 2440), (270, 2290, 3010), (570, 840, 2410), (300, 870, 2240), (530, 1840, 2480))
_SYLLABLE_S = 0.2


def babble(seconds: float) -> Audio:
    """Speech-like audio, shape (seconds * 16000,), loud, the same at every call."""
    noise = np.random.default_rng(7)
    syllables = [
        _syllable(_VOWELS[i % len(_VOWELS)], 140 - 4 * (i % 8), noise) for i in range(round(seconds / _SYLLABLE_S))
    ]
    return np.concatenate(syllables)


def _syllable(formants: tuple[int, ...], pitch_hz: float, noise: np.random.Generator) -> Audio:
    count = round(_SYLLABLE_S * SAMPLE_RATE)
    time_s = np.arange(count) / SAMPLE_RATE
    glide = pitch_hz * (time_s - 0.4 * time_s**2)
    voiced = np.zeros(count)
    for harmonic in range(1, 28):
        frequency = harmonic * pitch_hz
        gain = sum(1 / (1 + ((frequency - f) / (60 + 0.04 * f)) ** 2) for f in formants) / harmonic**0.3
        voiced += gain * np.sin(2 * np.pi * harmonic * glide)
    envelope = np.sin(np.pi * np.arange(count) / count) ** 0.5
    breath = noise.normal(0, 0.02, count)
    return np.asarray(9000 * envelope * (voiced / np.abs(voiced).max() + breath), np.int16)
