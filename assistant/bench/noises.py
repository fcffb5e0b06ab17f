"""Sounds over an answer that are no words: coughs, knocks, clatter. Arithmetic, seeded."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.bench.clips import Clip, trimmed
from assistant.types import SAMPLE_RATE

Floats = NDArray[np.float64]


def noise(seed: int, language: str = "en") -> Clip:
    """The `seed`th noise: at most a second long, its peak between 10 and 45 % of full scale."""
    chance = np.random.default_rng(seed)
    sound = (_cough, _knocks, _clatter)[seed % 3](chance)
    scaled = sound / np.abs(sound).max() * chance.uniform(3000, 15_000)
    return trimmed(f"{('cough', 'knocks', 'clatter')[seed % 3]}", language, scaled.astype(np.int16))


def _cough(chance: np.random.Generator) -> Floats:
    """Two bursts of breath, as loud at 300 Hz as at 3 kHz."""
    length = SAMPLE_RATE // 3
    burst = chance.normal(size=length) * np.exp(-np.arange(length) / 1200)
    return np.convolve(np.concatenate([burst, np.zeros(1500), 0.7 * burst]), np.hanning(9), "same")


def _knocks(chance: np.random.Generator) -> Floats:
    """Three knocks at a door."""
    time = np.arange(4000)
    knock = np.sin(2 * np.pi * 120 / SAMPLE_RATE * time) * np.exp(-time / 600)
    return np.tile(knock + 0.3 * chance.normal(size=len(time)) * np.exp(-time / 200), 3)


def _clatter(chance: np.random.Generator) -> Floats:
    """Cutlery."""
    sound, time = np.zeros(8000), np.arange(900)
    for start in chance.integers(0, len(sound) - len(time), 6):
        tone = np.sin(2 * np.pi * chance.uniform(2000, 5000) / SAMPLE_RATE * time)
        sound[start : start + len(time)] += tone * np.exp(-time / 150)
    return sound
