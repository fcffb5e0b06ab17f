from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.audio.reference import Reference
from assistant.types import SAMPLE_RATE, Audio, from_ms

BLOCK = from_ms(20)


def ramp(start: int, count: int) -> Audio:
    """Sample i is i, from 1 on: 0 is what fills a gap."""
    return (np.arange(start, start + count) % 30_000 + 1).astype(np.int16)


def test_what_was_played_is_laid_beside_what_was_captured_meanwhile() -> None:
    reference = Reference()
    for start in range(0, 10 * BLOCK, BLOCK):
        reference.put(ramp(start, BLOCK))
        assert np.array_equal(reference.take(BLOCK), ramp(start, BLOCK))


def test_what_is_missing_is_silence_and_is_missing_once() -> None:
    reference = Reference()
    reference.put(ramp(0, 100))
    assert np.array_equal(reference.take(BLOCK), np.concatenate([np.zeros(BLOCK - 100, np.int16), ramp(0, 100)]))
    reference.put(ramp(100, BLOCK))
    assert np.array_equal(reference.take(BLOCK), ramp(100, BLOCK))


@given(
    st.lists(st.tuples(st.integers(0, 3 * BLOCK), st.integers(0, 3 * BLOCK)), max_size=80), st.integers(0, SAMPLE_RATE)
)
@settings(deadline=None)
def test_there_are_always_as_many_samples_as_were_captured_and_the_queue_is_bounded(
    steps: list[tuple[int, int]], first: int
) -> None:
    reference = Reference()
    reference.put(ramp(0, first))
    for played, captured in steps:
        reference.put(ramp(0, played))
        assert len(reference.take(captured)) == captured
        assert 0 <= reference.lag <= SAMPLE_RATE


@pytest.mark.parametrize("millionths", [-200, -50, 0, 50, 200])
def test_clocks_that_drift_apart_are_followed_in_small_steps(millionths: int) -> None:
    reference, played, laid = Reference(), 0.0, []
    for _ in range(50 * 120):
        before, played = int(played), played + BLOCK * (1 + millionths / 1e6)
        reference.put(ramp(before, int(played) - before))
        laid.append(reference.take(BLOCK))
    sound = np.concatenate(laid).astype(int)
    lateness = (np.arange(len(sound)) * (1 + millionths / 1e6) - (sound - 1)) % 30_000
    settled = np.where(lateness > 15_000, lateness - 30_000, lateness)[sound > 0][10 * SAMPLE_RATE :]
    assert settled.min() > -from_ms(3)
    assert settled.max() < from_ms(6)
    assert np.abs(np.diff(settled)).max() <= from_ms(0.5) + 1


def test_a_hiccup_is_made_up_for_at_once() -> None:
    reference = Reference()
    reference.put(ramp(0, from_ms(400)))
    for _ in range(101):
        reference.put(ramp(0, BLOCK))
        reference.take(BLOCK)
    assert reference.lag <= from_ms(5)


def test_the_unsteadiness_of_blocks_is_not_taken_for_drift() -> None:
    reference = Reference()
    for _ in range(2000):  # two blocks, then none
        for played in (2 * BLOCK, 0):
            reference.put(ramp(0, played))
            reference.take(BLOCK)
        assert reference.lag <= from_ms(5)


def test_nothing_is_left_after_an_interruption() -> None:
    reference = Reference()
    reference.put(ramp(0, BLOCK))
    reference.clear()
    assert not reference.take(BLOCK).any()
