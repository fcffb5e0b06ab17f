"""The room: late, reverberant, as loud as asked for, and cancelled by a canceller that really works."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from assistant.audio.replay import BLOCK
from assistant.audio.room import Room, RoomDevice
from assistant.echo.webrtc import WebRtcCanceller
from assistant.types import SAMPLE_RATE, Audio, from_ms
from tests.echo.rooms import db, echo, speech

DRY = Room(delay_ms=50, echo_db=-20, rt60_ms=0, distortion=0)


def silence(seconds: float) -> Audio:
    return np.zeros(round(seconds * SAMPLE_RATE), np.int16)


def run(device: RoomDevice, reply: Audio | None = None) -> None:
    async def driven() -> None:
        rest = silence(0) if reply is None else reply
        async for _ in device.ticks():
            rest = rest[device.speaker.push(rest) :]

    asyncio.run(driven())


def test_the_direct_sound_comes_after_the_delay_as_loud_as_asked_for() -> None:
    click = silence(0.2)
    click[100] = 10_000
    heard = echo(click, DRY)
    assert list(np.flatnonzero(heard)) == [100 + from_ms(50)]
    assert heard.max() == 1000


def test_reverberation_decays_by_60_db_in_its_time() -> None:
    response = Room(delay_ms=30, rt60_ms=200, echo_db=-6, reverberation_db=0).response()
    direct, tail = from_ms(30), response[from_ms(30) + 1 :]
    assert not response[:direct].any()
    assert np.square(response).sum() == pytest.approx(10**-0.6, rel=1e-3)
    assert np.square(tail).sum() == pytest.approx(response[direct] ** 2, rel=1e-3)
    first, later = tail[: from_ms(20)], tail[from_ms(100) : from_ms(120)]
    assert 10 * np.log10(np.square(later).mean() / np.square(first).mean()) == pytest.approx(-30, abs=3)


def test_a_seed_is_a_room() -> None:
    assert np.array_equal(Room(seed=4).response(), Room(seed=4).response())
    assert not np.array_equal(Room(seed=4).response(), Room(seed=5).response())


def test_a_driven_speaker_distorts() -> None:
    loud = silence(0.2)
    loud[0] = 32767
    clean, driven = (
        echo(loud, Room(delay_ms=10, echo_db=0, rt60_ms=0, distortion=drive)).max() for drive in (0.0, 1.0)
    )
    assert (clean, driven) == (32767, round(32767 * np.tanh(1.0)))


def test_the_microphone_hears_the_recording_the_echo_and_the_noise() -> None:
    near = speech(1.0, seed=2) // 4
    hum = np.array([5, -5], np.int16)
    device = RoomDevice(near, DRY, None, noise=hum, fast=True)
    reply = speech(0.5)
    run(device, reply)
    take = device.take()
    start = BLOCK  # the first tick is when it is pushed
    assert np.array_equal(take.played[start : start + len(reply)], reply)
    expected = near + np.tile(hum, len(near) // 2)
    expected[start + from_ms(50) :][: len(reply)] += np.round(reply * 0.1).astype(np.int16)
    assert np.abs(take.captured - expected).max() <= 1
    assert np.array_equal(take.captured, take.cleaned)
    assert np.array_equal(take.cleaned, device.microphone.view(0, len(near)))
    assert np.array_equal(device.stereo(), np.stack([near, take.played], axis=1))


def test_what_is_said_while_it_runs_is_added_where_it_is_said() -> None:
    device = RoomDevice(np.full(2 * BLOCK, 7, np.int16), DRY, None, fast=True)
    said = np.full(BLOCK, 100, np.int16)

    async def driven() -> None:
        async for _ in device.ticks():
            if device.now == BLOCK:
                assert device.say(said) == BLOCK
                device.say(said, at=5 * BLOCK + 3)
                with pytest.raises(ValueError, match="320 samples have passed"):
                    device.say(said, at=BLOCK - 1)

    asyncio.run(driven())
    left = device.stereo()[:, 0]
    assert len(left) == 7 * BLOCK  # it does not end before everything is said
    expected = np.zeros(7 * BLOCK, np.int16)
    expected[: 2 * BLOCK] = 7
    expected[BLOCK : 2 * BLOCK] += 100
    expected[5 * BLOCK + 3 : 6 * BLOCK + 3] += 100
    assert np.array_equal(left, expected)


def test_shouting_over_a_shout_saturates() -> None:
    device = RoomDevice(np.full(BLOCK, 30_000, np.int16), DRY, None, fast=True)
    device.say(np.full(BLOCK, 30_000, np.int16), at=0)
    run(device)
    assert set(device.take().captured) == {32767}


def test_a_canceller_leaves_the_one_who_speaks() -> None:
    device = RoomDevice(silence(6.0), Room(), WebRtcCanceller(WebRtcCanceller.Options()), fast=True)
    near = speech(1.0, seed=5) // 4
    device.say(near, at=5 * SAMPLE_RATE)
    run(device, speech(6.0))
    take = device.take()
    alone, together = slice(4 * SAMPLE_RATE, 5 * SAMPLE_RATE), slice(5 * SAMPLE_RATE, 6 * SAMPLE_RATE)
    assert db(take.cleaned[alone]) < db(take.captured[alone]) - 20
    assert db(take.cleaned[together]) == pytest.approx(db(near), abs=6)
    assert device.capture.levels.cancelled_db > 6
