"""The speaker: what was pushed is what is played, and the cursor is what was heard."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.audio.speaker import DUCKED, RAMP_S, VOLUME_RAMP_S, Speaker, amplitude
from assistant.types import Audio

RATE = 16_000
RAMP = round(RAMP_S * RATE)
LOUD = 30_000

BLOCKS = st.lists(
    st.tuples(st.sampled_from(["pause", "resume", "duck", "unduck", ""]), st.integers(1, 3000)), min_size=1, max_size=40
)
"""What the event loop does, then the length of the block that the device asks for."""


def ramp(start: int, length: int) -> Audio:
    return np.arange(start, start + length, dtype=np.int16)


def sine(length: int, amplitude: float = LOUD, frequency: float = 300.0) -> Audio:
    wave: Audio = np.round(amplitude * np.sin(2 * np.pi * frequency * np.arange(length) / RATE)).astype(np.int16)
    return wave


def jump(audio: Audio) -> int:
    """The largest step between two samples, the first one from silence."""
    return int(np.abs(np.diff(audio.astype(np.int32), prepend=0)).max())


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


def test_a_pause_takes_one_ramp_and_holds_the_cursor_there() -> None:
    speaker = Speaker(RATE)
    speaker.push(np.full(2000, 1000, np.int16))
    pulled(speaker, 320)
    speaker.pause()
    assert speaker.paused
    falling = pulled(speaker, 320)
    assert (falling[0], falling[RAMP - 1]) == (1000, 12)
    assert not falling[RAMP:].any()
    assert not pulled(speaker, 320).any()
    assert speaker.played == 320 + RAMP


def test_it_resumes_with_the_sample_at_which_it_held() -> None:
    speaker = Speaker(RATE)
    speaker.push(ramp(1, 3000))
    speaker.pause()
    pulled(speaker, 320)
    pulled(speaker, 320)
    speaker.resume()
    assert not speaker.paused
    rising = pulled(speaker, 320)
    assert list(rising[RAMP:]) == list(range(2 * RAMP + 1, RAMP + 321))
    assert (np.diff(rising) > 0).all()
    assert speaker.played == RAMP + 320


@pytest.mark.parametrize("block", [1, 7, 64, 1000, 5000])
def test_a_pause_is_the_same_however_the_device_cuts_its_blocks(block: int) -> None:
    speaker = Speaker(RATE)
    speaker.push(np.full(5000, LOUD, np.int16))
    speaker.pause()
    out = np.concatenate([pulled(speaker, block) for _ in range(5000 // block)])
    assert speaker.played == RAMP
    assert np.flatnonzero(out).max() == RAMP - 1


def test_what_is_pushed_during_a_pause_waits_too() -> None:
    speaker = Speaker(RATE)
    speaker.pause()
    pulled(speaker, 320)
    speaker.push(ramp(1, 400))
    speaker.arm()
    assert not pulled(speaker, 320, 320).any()
    assert (speaker.played, speaker.sounded_at) == (0, None)
    speaker.resume()
    assert pulled(speaker, 400, 640)[-1] == 400
    assert speaker.sounded_at == 640


def test_a_flush_ends_a_pause_and_the_next_reply_begins_as_it_is() -> None:
    speaker = Speaker(RATE)
    speaker.push(ramp(1, 1000))
    speaker.pause()
    pulled(speaker, 320)
    assert speaker.flush() == RAMP
    assert not speaker.paused
    speaker.push(ramp(5000, 320))
    assert list(pulled(speaker, 320)) == list(range(5000, 5320))


def test_a_pause_while_ducked_comes_back_ducked() -> None:
    speaker = Speaker(RATE)
    speaker.push(np.full(3000, 1000, np.int16))
    speaker.duck()
    pulled(speaker, 320)
    speaker.pause()
    assert not pulled(speaker, 320)[RAMP // 4 :].any()
    speaker.resume()
    assert set(pulled(speaker, 320)[RAMP // 4 :]) == {round(1000 * DUCKED)}


@given(BLOCKS)
def test_nothing_that_is_done_to_a_reply_clicks(blocks: list[tuple[str, int]]) -> None:
    wave = sine(RATE)
    speaker = Speaker(RATE, capacity_s=1.0)
    speaker.push(wave)
    heard = []
    for action, length in blocks:
        if action:
            getattr(speaker, action)()
        heard.append(pulled(speaker, min(length, RATE - speaker.played)))
    assert jump(np.concatenate(heard)) <= jump(wave) + LOUD / RAMP + 2


@given(BLOCKS)
def test_a_sample_is_heard_once_and_in_order_through_pauses(blocks: list[tuple[str, int]]) -> None:
    speaker = Speaker(RATE, capacity_s=2.0)
    speaker.push(ramp(1, 32_000))
    for action, length in blocks:
        if action:
            getattr(speaker, action)()
        before = speaker.played
        out = pulled(speaker, length)
        taken = speaker.played - before
        expected = np.arange(before + 1, before + taken + 1)
        assert (out[:taken] <= expected).all()
        assert not out[taken:].any()
        if taken > RAMP and not speaker.paused:
            assert out[taken - 1] in (expected[-1], round(DUCKED * expected[-1]))


def test_a_sound_is_heard_without_a_reply_and_leaves_its_marks_alone() -> None:
    speaker = Speaker(RATE)
    speaker.arm()
    speaker.mix(ramp(1, 400))
    assert speaker.mixing
    assert list(pulled(speaker, 320)) == list(range(1, 321))
    assert speaker.mixing
    assert list(pulled(speaker, 320)) == [*range(321, 401), *[0] * 240]
    assert not speaker.mixing
    assert (speaker.played, speaker.queued, speaker.sounded_at) == (0, 0, None)
    assert not pulled(speaker, 320).any()


def test_a_sound_is_added_to_a_reply_that_is_ducked_or_paused_and_is_as_loud_as_ever() -> None:
    speaker = Speaker(RATE)
    speaker.push(np.full(3000, 1000, np.int16))
    speaker.duck()
    pulled(speaker, 320)
    speaker.mix(np.full(640, 300, np.int16))
    assert set(pulled(speaker, 320)) == {550}
    speaker.pause()
    assert set(pulled(speaker, 320)[RAMP:]) == {300}
    assert speaker.played == 640 + RAMP // 4


def test_a_sound_survives_a_flush() -> None:
    speaker = Speaker(RATE)
    speaker.push(np.full(3000, 1000, np.int16))
    speaker.mix(np.full(640, 300, np.int16))
    speaker.flush()
    assert set(pulled(speaker, 640)) == {300}


@pytest.mark.parametrize("sign", [1, -1])
def test_too_loud_a_sum_saturates(sign: int) -> None:
    speaker = Speaker(RATE)
    speaker.push(np.full(320, sign * 30_000, np.int16))
    speaker.mix(np.full(320, sign * 30_000, np.int16))
    assert set(pulled(speaker, 320)) == {32_767 if sign > 0 else -32_768}


def test_the_newest_sound_counts_and_the_one_before_fades_out() -> None:
    speaker = Speaker(RATE)
    speaker.mix(np.full(3200, 1000, np.int16))
    pulled(speaker, 320)
    speaker.mix(np.zeros(640, np.int16))
    falling = pulled(speaker, 320)
    assert falling[0] == 1000
    assert np.diff(falling).max() <= 0
    assert np.diff(falling).min() >= -1000 / RAMP - 1
    assert not falling[RAMP:].any()
    assert not pulled(speaker, 320).any()


@pytest.mark.parametrize("block", [1, 7, 4000])
def test_a_sound_is_the_same_however_the_device_cuts_its_blocks(block: int) -> None:
    speaker = Speaker(RATE)
    speaker.mix(sine(7000))
    assert (np.concatenate([pulled(speaker, block) for _ in range(7000 // block)]) == sine(7000 // block * block)).all()


def test_the_caller_may_reuse_the_sound() -> None:
    speaker = Speaker(RATE)
    sound = np.full(320, 5, np.int16)
    speaker.mix(sound)
    sound[:] = 9
    assert set(pulled(speaker, 320)) == {5}


@pytest.mark.parametrize("sound", [np.zeros(10, np.float32), np.zeros((10, 2), np.int16)])
def test_what_is_no_sound_is_refused(sound: Audio) -> None:
    with pytest.raises(TypeError, match="int16"):
        Speaker(RATE).mix(sound)


def test_the_callback_allocates_no_memory_for_samples() -> None:
    speaker = Speaker(48_000)
    speaker.push(np.ones(300_000, np.int16))
    out = np.empty(4800, np.int16)
    speaker.pull(out, 0)
    tracemalloc.start()
    try:
        for percent, action in enumerate((speaker.duck, speaker.unduck, speaker.pause, speaker.resume), 40):
            action()
            speaker.volume = percent
            speaker.mix(np.ones(96_000, np.int16))
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            for length in (4800, 960, 4799, 1):
                speaker.pull(out[:length], 0)
            assert tracemalloc.get_traced_memory()[1] - before < 4000
    finally:
        tracemalloc.stop()


def test_full_volume_is_bit_for_bit_what_was_given() -> None:
    given_ = np.random.default_rng(1).integers(-32_768, 32_768, RATE, dtype=np.int16)
    speaker = Speaker(RATE)
    speaker.volume = 40
    speaker.volume = 100
    speaker.push(given_)
    assert (pulled(speaker, RATE) == given_).all()


def test_the_volume_is_that_of_the_ear() -> None:
    assert (amplitude(0), amplitude(100)) == (0.0, 1.0)
    assert 20 * np.log10(amplitude(50)) == pytest.approx(-10)
    assert 20 * np.log10(amplitude(25)) == pytest.approx(-20)
    assert (np.diff([amplitude(percent) for percent in range(101)]) > 0).all()


@pytest.mark.parametrize("percent", [0, 1, 30, 99])
def test_reply_and_sound_are_scaled_alike_and_the_cursor_goes_on(percent: int) -> None:
    speaker = Speaker(RATE)
    speaker.volume = percent
    pulled(speaker, 1)  # silence: the volume needs no ramp
    speaker.push(sine(640, 10_000))
    speaker.mix(sine(640, 10_000, 700))
    both = sine(640, 10_000).astype(float) + sine(640, 10_000, 700)
    assert np.abs(pulled(speaker, 640) - np.rint(amplitude(percent) * both)).max() <= 1
    assert speaker.played == 640


@pytest.mark.parametrize("block", [1, 7, 320, 5000])
def test_the_volume_moves_along_a_ramp_however_the_device_cuts_its_blocks(block: int) -> None:
    speaker = Speaker(RATE)
    speaker.push(np.full(11_000, LOUD, np.int16))
    pulled(speaker, 100)
    speaker.volume = 0
    down = np.concatenate([pulled(speaker, block) for _ in range(5000 // block)]).astype(int)
    ramp_length = round(VOLUME_RAMP_S * RATE)
    assert (down[0], down[ramp_length]) == (LOUD, 0)
    assert np.diff(down[: ramp_length + 1]) == pytest.approx(-LOUD / ramp_length, abs=1)
    assert not down[ramp_length:].any()
    speaker.volume = 100
    up = np.concatenate([pulled(speaker, block) for _ in range(5000 // block)]).astype(int)
    assert np.diff(up[: ramp_length + 1]) == pytest.approx(LOUD / ramp_length, abs=1)
    assert set(up[ramp_length:]) == {LOUD}


@given(st.lists(st.tuples(st.integers(-10, 110), st.integers(1, 3000)), min_size=1, max_size=30))
def test_no_change_of_the_volume_clicks(changes: list[tuple[int, int]]) -> None:
    wave = sine(RATE)
    speaker = Speaker(RATE, capacity_s=1.0)
    speaker.push(wave)
    heard = []
    for percent, length in changes:
        heard.append(pulled(speaker, min(length, RATE - speaker.played)))
        speaker.volume = percent
        assert 0 <= speaker.volume <= 100
    assert jump(np.concatenate(heard)) <= jump(wave) + LOUD / (VOLUME_RAMP_S * RATE) + 2


def test_a_pause_and_a_duck_are_the_same_at_any_volume() -> None:
    loud, soft = Speaker(RATE), Speaker(RATE)
    soft.volume = 50
    pulled(soft, 1)
    for speaker in (loud, soft):
        speaker.push(sine(2000))
        speaker.duck()
        pulled(speaker, 320)
        speaker.pause()
    assert np.abs(pulled(soft, 320) - amplitude(50) * pulled(loud, 320)).max() <= 1
    assert soft.played == loud.played
