"""From the card to the ring: nothing lost, nothing moved, whatever the blocks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.audio.capture import Capture, Tape
from assistant.audio.ring import Ring
from assistant.types import SAMPLE_RATE, Audio, Samples

HOP = 160


class Subtracting:
    """A canceller for a room whose echo is what is played, at once."""

    hop: Samples = HOP

    def __init__(self) -> None:
        self.forgotten = 0

    def cancel(self, captured: Audio, played: Audio) -> Audio:
        assert captured.shape == played.shape == (self.hop,)
        return captured - played

    def reset(self) -> None:
        self.forgotten += 1


def counted(count: int) -> tuple[Audio, Audio]:
    """What is captured is its position, and an echo of something else."""
    played = np.random.default_rng(1).integers(-500, 500, count).astype(np.int16)
    return np.arange(count, dtype=np.int16) + played, played


@given(st.lists(st.integers(0, 700), max_size=12))
def test_every_sample_stays_where_it_was_whatever_the_blocks(lengths: list[int]) -> None:
    ring = Ring(10_000)
    capture = Capture(ring, Subtracting())
    captured, played = counted(sum(lengths))
    at = 0
    for length in lengths:
        capture.feed(captured[at : at + length], played[at : at + length])
        at += length
        assert 0 <= at - ring.written < HOP
    assert np.array_equal(ring.view(0, ring.written), np.arange(ring.written))


@given(st.lists(st.integers(0, 700), max_size=12))
def test_without_a_canceller_everything_passes_at_once(lengths: list[int]) -> None:
    ring = Ring(10_000)
    capture = Capture(ring, None)
    captured, played = counted(sum(lengths))
    at = 0
    for length in lengths:
        capture.feed(captured[at : at + length], played[at : at + length])
        at += length
    assert np.array_equal(ring.view(0, at), captured)


def test_an_interruption_loses_no_position_and_makes_the_canceller_forget() -> None:
    ring, canceller = Ring(1000), Subtracting()
    capture = Capture(ring, canceller)
    captured, played = counted(HOP + 40)
    capture.feed(captured, played)
    capture.reset()
    assert canceller.forgotten == 1
    assert ring.written == HOP + 40
    assert np.array_equal(ring.view(HOP, HOP + 40), captured[HOP:])
    capture.feed(captured[:HOP], played[:HOP])
    assert ring.written == 2 * HOP + 40


def test_both_directions_have_one_length() -> None:
    with pytest.raises(ValueError, match=r"\(3,\) and \(4,\)"):
        Capture(Ring(10), None).feed(np.zeros(3, np.int16), np.zeros(4, np.int16))


def test_levels_say_how_much_is_cancelled_while_something_plays() -> None:
    class Halving(Subtracting):
        def cancel(self, captured: Audio, played: Audio) -> Audio:
            return captured // 2

    capture = Capture(Ring(SAMPLE_RATE), Halving())
    assert capture.levels.cancelled_db == 0
    tone = (8000 * np.sin(np.arange(5 * SAMPLE_RATE))).astype(np.int16)
    capture.feed(tone, np.zeros_like(tone))
    assert capture.levels.captured_db == -100  # nobody played: this is no echo
    capture.feed(tone, tone)
    assert capture.levels.captured_db == pytest.approx(20 * np.log10(8000 / 32768 / 2**0.5), abs=1)
    assert capture.levels.cancelled_db == pytest.approx(6, abs=0.1)


def test_an_echo_counts_that_arrives_after_the_speaker_fell_silent() -> None:
    capture = Capture(Ring(SAMPLE_RATE), Subtracting())
    tone, silence = np.full(HOP, 3000, np.int16), np.zeros(HOP, np.int16)
    capture.feed(silence, tone)
    before = capture.levels.captured_db
    capture.feed(tone, silence)
    assert capture.levels.captured_db > before


def test_a_tape_keeps_all_three_sides() -> None:
    tape = Tape()
    assert len(tape.take().played) == 0
    capture = Capture(Ring(1000), Subtracting(), tape)
    captured, played = counted(2 * HOP + 10)
    capture.feed(captured, played)
    captured_then, captured[:] = captured.copy(), 0  # the card uses its block again
    take = tape.take()
    assert np.array_equal(take.played, played[: 2 * HOP])
    assert np.array_equal(take.captured, captured_then[: 2 * HOP])
    assert np.array_equal(take.cleaned, np.arange(2 * HOP))
