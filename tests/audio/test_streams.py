from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from assistant.audio.speaker import Speaker
from assistant.audio.streams import Format, Frames, Inlet, Mute, Outlet, To16k
from assistant.errors import Overrun
from assistant.types import SAMPLE_RATE, Audio

NOW = SimpleNamespace(currentTime=5.0, outputBufferDacTime=5.05)
PLAYED = np.arange(1, 961, dtype=np.int16)


def inlet(rate: int = 16_000, channels: int = 1, channel: int | None = None, mute: Mute | None = None) -> Inlet:
    return Inlet(Format(0, rate, channels), channel=channel, base=1000, mute=mute or Mute())


def call(end: Inlet | Outlet, sound: Frames, status: Any = False) -> None:
    end.callback(sound, len(sound), NOW, status)


def columns(*channels: Audio) -> Frames:
    return np.stack(channels, axis=1)


def tone(rate: int, seconds: float) -> Audio:
    return (8000 * np.sin(2 * np.pi * 440 * np.arange(round(rate * seconds)) / rate)).astype(np.int16)


def test_mono_at_16_khz_arrives_as_it_is() -> None:
    sound = np.random.default_rng(1).integers(-32768, 32767, 640).astype(np.int16)
    microphone = inlet()
    call(microphone, columns(sound[:320]))
    call(microphone, columns(sound[320:]))
    assert np.array_equal(microphone.read(), sound)
    assert len(microphone.read()) == 0
    assert microphone.position == 1000 + 640


@pytest.mark.parametrize(("channel", "heard"), [(None, 200), (0, 100), (2, 600)])
def test_one_channel_is_heard_or_the_mean_of_all(channel: int | None, heard: int) -> None:
    microphone = inlet(channels=3, channel=channel)
    call(microphone, columns(*(np.full(320, value, np.int16) for value in (100, -100, 600))))
    assert np.array_equal(microphone.read(), np.full(320, heard))
    assert microphone.position == 1320


def test_loud_channels_do_not_overflow() -> None:
    microphone = inlet(channels=2)
    call(microphone, columns(np.full(320, 32767, np.int16), np.full(320, 32767, np.int16)))
    assert np.array_equal(microphone.read(), np.full(320, 32767))


@pytest.mark.parametrize("rate", [8000, 22_050, 44_100, 48_000, 96_000])
def test_any_rate_is_brought_to_16_khz_without_a_seam_and_always_equally_late(rate: int) -> None:
    convert, sound, block = To16k(rate), tone(rate, 1), rate // 50
    pieces = [convert(sound[at : at + block]) for at in range(0, len(sound), block)]
    late = np.arange(1, len(pieces) + 1) * 320 - np.cumsum([len(piece) for piece in pieces])
    assert np.ptp(late[3:]) <= 1
    assert late[-1] <= 16 * 35
    heard, expected = np.concatenate(pieces), tone(16_000, 1)
    assert np.abs(heard - To16k(rate)(sound).astype(int)).max() <= 2  # dither
    assert np.abs(heard[2000:] - expected[2000 : len(heard)].astype(int)).max() < 2 * 1400  # off by less than 2 samples


def test_muted_sound_reaches_no_ring_and_time_goes_on() -> None:
    mute = Mute(on=True)
    microphone, loud = inlet(mute=mute), columns(np.full(320, 9000, np.int16))
    call(microphone, loud)
    mute.on = False
    for _ in range(4):
        call(microphone, loud)  # 80 ms that the card may have held since it was muted
    assert not microphone.read().any()
    assert microphone.position == 1000 + 5 * 320
    call(microphone, loud)
    assert microphone.read().all()


def test_muting_holds_from_the_next_block_on() -> None:
    mute = Mute()
    microphone, loud = inlet(mute=mute), columns(np.full(320, 9000, np.int16))
    call(microphone, loud)
    mute.on = True
    call(microphone, loud)
    assert np.array_equal(microphone.read(), np.repeat([9000, 0], 320))


def test_what_is_left_out_has_no_position() -> None:
    microphone = inlet()
    call(microphone, columns(np.full(320, 1, np.int16)))
    microphone.skip()
    call(microphone, columns(np.full(320, 2, np.int16)))
    assert microphone.position == 1320
    assert np.array_equal(microphone.read(), np.full(320, 2))


def test_who_comes_too_late_is_told_and_goes_on_with_the_present() -> None:
    microphone = inlet(channels=2)
    for _ in range(101):  # of two seconds and a block
        call(microphone, np.full((320, 2), 1, np.int16))
    with pytest.raises(Overrun):
        microphone.read()
    assert microphone.position == 1000
    call(microphone, np.full((320, 2), 2, np.int16))
    assert np.array_equal(microphone.read(), np.full(320, 2))
    assert microphone.position == 1320


def test_both_sides_count_what_the_card_lost() -> None:
    microphone, speaker = inlet(), Outlet(Format(0, 48_000, 1), Speaker(48_000), lambda: 0)
    for end in (microphone, speaker):
        for status in (False, True, True):
            call(end, np.zeros((320, 1), np.int16), status)
        assert (end.blocks, end.xruns, end.ended) == (3, 2, False)
        end.finished()
        assert end.ended


def test_the_speaker_plays_on_all_channels_what_is_queued_and_then_silence() -> None:
    speaker = Speaker(48_000)
    outlet = Outlet(Format(0, 48_000, 2), speaker, lambda: 0)
    speaker.push(PLAYED)
    first, second = np.full((960, 2), 7, np.int16), np.full((960, 2), 7, np.int16)
    call(outlet, first)
    call(outlet, second)
    assert np.array_equal(first, columns(PLAYED, PLAYED))
    assert not second.any()
    assert speaker.played == 960


def test_sound_is_dated_when_it_leaves_the_card() -> None:
    speaker = Speaker(48_000)
    outlet = Outlet(Format(0, 48_000, 1), speaker, lambda: 3200)
    speaker.push(PLAYED)
    call(outlet, np.zeros((960, 1), np.int16))
    assert speaker.sounded_at == 3200 + 800  # 50 ms


@pytest.mark.parametrize("ahead_s", [-3.0, 900.0])
def test_a_card_that_reckons_wrongly_is_not_believed(ahead_s: float) -> None:
    speaker = Speaker(48_000)
    outlet = Outlet(Format(0, 48_000, 1), speaker, lambda: 3200)
    speaker.push(PLAYED)
    time = SimpleNamespace(currentTime=0.0, outputBufferDacTime=ahead_s)
    outlet.callback(np.zeros((960, 1), np.int16), 960, time, False)
    assert speaker.sounded_at is not None
    assert 3200 <= speaker.sounded_at <= 3200 + 16_000


def test_what_was_really_played_is_kept_with_its_ducking_and_without_what_was_flushed() -> None:
    speaker = Speaker(16_000)
    outlet = Outlet(Format(0, 16_000, 1), speaker, lambda: 0)
    speaker.push(np.full(640, 8000, np.int16))
    speaker.duck()
    call(outlet, np.zeros((160, 1), np.int16))
    block = np.zeros((160, 1), np.int16)
    call(outlet, block)
    speaker.flush()
    call(outlet, np.zeros((160, 1), np.int16))
    played = outlet.read()
    assert np.array_equal(played[160:320], block[:, 0])
    assert np.array_equal(played[160:320], np.full(160, 2000))
    assert not played[320:].any()


def test_what_was_skipped_was_not_played() -> None:
    speaker = Speaker(16_000)
    outlet = Outlet(Format(0, 16_000, 1), speaker, lambda: 0)
    for _ in range(400):  # more than is kept
        call(outlet, np.zeros((320, 1), np.int16))
    with pytest.raises(Overrun):
        outlet.read()
    call(outlet, np.zeros((320, 1), np.int16))
    outlet.skip()
    assert len(outlet.read()) == 0


def test_the_first_block_asks_for_priority_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr("os.sched_setscheduler", lambda pid, policy, param: asked.append(param.sched_priority))
    inlet = Inlet(Format(0, SAMPLE_RATE, 1), channel=None, base=0, mute=Mute())
    for _ in range(3):
        inlet.callback(np.zeros((320, 1), np.int16), 320, None, None)
    assert asked == [10]


def test_where_priority_is_not_permitted_sound_flows_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.sched_setscheduler", refused)
    inlet = Inlet(Format(0, SAMPLE_RATE, 1), channel=None, base=0, mute=Mute())
    inlet.callback(np.zeros((320, 1), np.int16), 320, None, None)
    assert inlet.blocks == 1
