"""Noises are short, audible, and no speech."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.bench.noises import noise
from assistant.types import SAMPLE_RATE


@pytest.mark.parametrize("seed", range(6))
def test_a_noise_is_short_and_audible(seed: int) -> None:
    sound = noise(seed).audio
    assert 0.1 * SAMPLE_RATE < len(sound) <= 1.1 * SAMPLE_RATE
    assert 2900 <= int(np.abs(sound.astype(np.int32)).max()) <= 15_000


def test_the_same_seed_is_the_same_noise_and_another_is_another() -> None:
    assert np.array_equal(noise(1).audio, noise(1).audio)
    assert not np.array_equal(noise(1).audio[:1000], noise(4).audio[:1000])
