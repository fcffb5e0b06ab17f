"""Finding an echo: exact for a chirp as for speech, unsure where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.audio.delay import chirp, decibels, echo_level, estimate, sound_power
from assistant.audio.room import Room
from assistant.types import SAMPLE_RATE, Audio, from_ms
from tests.echo.rooms import echo, speech


def surrounded(sound: Audio) -> Audio:
    """Half a second of silence before it, one second after."""
    silence = np.zeros(SAMPLE_RATE, np.int16)
    return np.concatenate([silence[: SAMPLE_RATE // 2], sound, silence])


def noise(count: int, strength: float) -> Audio:
    return np.random.default_rng(9).normal(0, strength, count).astype(np.int16)


@pytest.mark.parametrize("sound", [chirp(), speech(3.0)], ids=["chirp", "speech"])
@pytest.mark.parametrize("delay_ms", [0, 20, 60, 120, 350])
def test_the_delay_is_found_to_the_sample_in_a_reverberant_noisy_room(sound: Audio, delay_ms: int) -> None:
    played = surrounded(sound)
    captured = echo(played, Room(delay_ms=delay_ms, echo_db=-20, seed=delay_ms)) + noise(len(played), 100)
    found = estimate(played, captured)
    assert found.samples == pytest.approx(from_ms(delay_ms), abs=2)
    assert found.confidence > 0.8


def test_a_chirp_is_found_below_the_noise() -> None:
    played = surrounded(chirp())
    captured = echo(played, Room(delay_ms=80, echo_db=-40)) + noise(len(played), 400)
    assert estimate(played, captured).samples == pytest.approx(from_ms(80), abs=2)
    assert estimate(played, captured).confidence > 0.5


def test_a_hum_in_the_sound_hides_nothing() -> None:
    seconds = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    hum = 8000 * np.sin(2 * np.pi * 150 * seconds)
    played = surrounded((hum + noise(len(hum), 400)).astype(np.int16))
    found = estimate(played, echo(played, Room(delay_ms=70)))
    assert found.samples == pytest.approx(from_ms(70), abs=2)
    assert found.confidence > 0.8


def test_a_stronger_reflection_is_not_taken_for_the_direct_sound() -> None:
    played = surrounded(chirp())
    captured = np.roll(played, from_ms(40)) // 8 + np.roll(played, from_ms(55)) // 7
    assert estimate(played, captured).samples == pytest.approx(from_ms(40), abs=2)


@pytest.mark.parametrize("captured", [noise(40_000, 300), speech(2.5, seed=7), np.zeros(40_000, np.int16)])
def test_nothing_is_certain_where_there_is_no_echo(captured: Audio) -> None:
    assert estimate(surrounded(chirp()), captured).confidence < 0.3


def test_of_silence_there_is_no_echo() -> None:
    silence = np.zeros(40_000, np.int16)
    assert estimate(silence, noise(40_000, 300)).confidence == 0


def test_a_chirp_sweeps_once_through_the_band_and_fades() -> None:
    sound = chirp(48_000, seconds=0.5, low_hz=200, high_hz=4000)
    assert sound.shape == (24_000,)
    assert sound.dtype == np.int16
    assert np.abs(sound).max() == pytest.approx(0.5 * 32767, rel=0.01)
    assert (sound[0], sound[-1]) == (0, 0)
    power = np.square(np.abs(np.fft.rfft(sound)))
    hertz = np.fft.rfftfreq(len(sound), 1 / 48_000)
    octaves = [power[(hertz >= low) & (hertz < 2 * low)].sum() for low in (300, 600, 1200)]
    assert max(octaves) < 1.3 * min(octaves)
    assert power[(hertz < 150) | (hertz > 5000)].sum() < 0.02 * power.sum()


@pytest.mark.parametrize("echo_db", [-30, -10, 0])
def test_the_level_of_an_echo_is_told_from_the_noise(echo_db: float) -> None:
    played = surrounded(chirp(seconds=2.0) // 2)
    captured = echo(played, Room(delay_ms=60, echo_db=echo_db, distortion=0)) + noise(len(played), 100)
    level = echo_level(played, captured, from_ms(60))
    assert decibels(level.echo / sound_power(played)) == pytest.approx(echo_db, abs=1)
    assert level.noise == pytest.approx(100**2, rel=0.1)


def test_what_is_far_below_the_noise_counts_as_a_tenth_of_it() -> None:
    played = surrounded(chirp())
    level = echo_level(played, noise(len(played), 100), 0)
    assert 0.1 * level.noise <= level.echo < 0.2 * level.noise


def test_reverberation_does_not_count_as_noise() -> None:
    short = chirp(seconds=0.2)
    played = np.concatenate([short, np.zeros(round(0.7 * SAMPLE_RATE), np.int16)])
    hiss = noise(len(played), 5)
    level = echo_level(played, echo(played, Room(delay_ms=0, echo_db=0, rt60_ms=500, reverberation_db=0)) + hiss, 0)
    assert level.noise == pytest.approx(5**2, rel=0.5)
