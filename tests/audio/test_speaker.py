"""The speaker: what was pushed is what is played, and the cursor is what was heard."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.audio.speaker import Speaker
from assistant.types import Audio


def ramp(start: int, length: int) -> Audio:
    return np.arange(start, start + length, dtype=np.int16)


def pulled(speaker: Speaker, length: int, at: int = 0) -> Audio:
    out = np.full(length, -1, np.int16)
    speaker.pull(out, at)
    return out


def test_silence_until_something_is_pushed_then_that_then_silence() -> None:
    speaker = Speaker(16_000)
    assert not pulled(speaker, 320, 0).any()
    speaker.arm()
    assert speaker.push(ramp(1, 400)) == 400
    assert list(pulled(speaker, 320, 320)) == list(range(1, 321))
    assert list(pulled(speaker, 320, 640)) == [*range(321, 401), *[0] * 240]
    assert speaker.sounded_at == 320
    assert speaker.played == speaker.queued == 400


def test_a_full_speaker_takes_what_there_is_room_for() -> None:
    speaker = Speaker(1000, capacity_s=1.0)
    assert speaker.push(ramp(0, 1500)) == 1000
    assert speaker.push(ramp(0, 1)) == 0
    pulled(speaker, 100)
    assert speaker.room == 100


def test_flush_silences_at_once_and_tells_how_much_was_heard() -> None:
    speaker = Speaker(16_000)
    speaker.push(ramp(1, 1000))
    pulled(speaker, 320)
    assert speaker.flush() == 320
    assert not pulled(speaker, 320).any()
    speaker.push(ramp(5000, 100))
    assert list(pulled(speaker, 100)) == list(range(5000, 5100))


def test_room_that_a_flush_frees_is_not_used_before_the_callback_has_passed_it() -> None:
    speaker = Speaker(1000, capacity_s=1.0)
    speaker.push(ramp(0, 1000))
    speaker.flush()
    assert speaker.room == 0
    pulled(speaker, 10)
    assert speaker.room == 1000


def test_ducking_is_quieter_and_comes_back() -> None:
    speaker = Speaker(16_000)
    speaker.push(np.full(1600, 1000, np.int16))
    speaker.duck()
    falling = pulled(speaker, 320)
    assert (falling[0], falling[-1]) == (1000, 250)
    assert (np.diff(falling) <= 0).all()
    assert set(pulled(speaker, 320)) == {250}
    speaker.unduck()
    assert (np.diff(pulled(speaker, 320)) >= 0).all()
    assert set(pulled(speaker, 320)) == {1000}


@given(st.lists(st.one_of(st.integers(0, 300), st.just(-1), st.integers(-400, -2)), max_size=60))
def test_every_sample_is_played_once_in_order_unless_it_was_flushed(steps: list[int]) -> None:
    """Positive: push so many; -1: flush; else: pull so many."""
    speaker, given_ = Speaker(1000, capacity_s=1.0), 1
    expected: list[int] = []
    for step in steps:
        if step >= 0:
            count = speaker.push(ramp(given_, step))
            expected += range(given_, given_ + count)
            given_ += count
        elif step == -1:
            speaker.flush()
            expected.clear()
        else:
            out = list(pulled(speaker, -step))
            sounding = expected[:-step]
            assert out == sounding + [0] * (-step - len(sounding))
            del expected[:-step]
