"""What holds for every canceller of the table."""

from __future__ import annotations

import ctypes.util
from typing import Any

import numpy as np
import pytest

from assistant import registry
from assistant.audio.room import Room
from assistant.echo import ENGINES, EchoCanceller
from assistant.types import SAMPLE_RATE
from tests.echo.rooms import cancelled, db, echo, speech


@pytest.fixture(params=list(ENGINES))
def canceller(request: pytest.FixtureRequest) -> EchoCanceller:
    if request.param == "speexdsp" and ctypes.util.find_library("speexdsp") is None:
        pytest.skip("libspeexdsp is not installed; run: sudo apt install libspeexdsp1")
    engine: Any = registry.load("echo", ENGINES, request.param)
    built: EchoCanceller = engine(engine.Options())
    return built


def test_a_frame_for_a_frame(canceller: EchoCanceller) -> None:
    captured, played = speech(0.5, seed=2), speech(0.5)
    for sound in (captured, played):
        sound.flags.writeable = False  # a ring's view: nobody writes into it
    hop = canceller.hop
    first = canceller.cancel(captured[:hop], played[:hop])
    assert first.shape == (hop,)
    assert first.dtype == np.int16
    kept = first.copy()
    canceller.cancel(captured[hop : 2 * hop], played[hop : 2 * hop])
    assert np.array_equal(first, kept)


def test_whoever_speaks_while_nothing_plays_is_heard(canceller: EchoCanceller) -> None:
    near = speech(2.0)
    assert db(cancelled(canceller, near, np.zeros_like(near))) == pytest.approx(db(near), abs=3)


def test_forgetting_makes_it_as_new(canceller: EchoCanceller) -> None:
    played = speech(1.0)
    captured = echo(played, Room())
    first = cancelled(canceller, captured, played)
    canceller.reset()
    assert np.array_equal(first, cancelled(canceller, captured, played))


@pytest.mark.parametrize("delay_ms", [20, 120])
def test_the_echo_goes_and_whoever_speaks_over_it_stays(canceller: EchoCanceller, delay_ms: float) -> None:
    if ENGINES["system"].endswith(type(canceller).__name__):
        pytest.skip("the sound server cancels, not this")
    played, second = speech(5.0), SAMPLE_RATE
    captured = echo(played, Room(delay_ms=delay_ms, echo_db=-10))
    left = cancelled(canceller, captured, played)
    assert db(left[-second:]) < db(captured[-second:]) - 20
    near = np.zeros_like(captured)
    near[-second:] = speech(1.0, seed=3) // 2
    canceller.reset()
    both = cancelled(canceller, captured + near, played)
    assert db(both[-second:]) == pytest.approx(db(near[-second:]), abs=6)
