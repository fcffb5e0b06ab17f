from __future__ import annotations

import ctypes.util

import numpy as np
import pytest
from pydantic import ValidationError

from assistant.audio.room import Room
from assistant.echo import speexdsp
from assistant.echo.speexdsp import SpeexCanceller
from assistant.errors import EngineError
from assistant.types import SAMPLE_RATE
from tests.echo.rooms import cancelled, db, echo, speech

here = pytest.mark.skipif(
    ctypes.util.find_library("speexdsp") is None, reason="not installed; run: sudo apt install libspeexdsp1"
)


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speexdsp, "_LIBRARY", "libspeexdsp.so.none")
    with pytest.raises(EngineError, match="sudo apt install libspeexdsp1"):
        SpeexCanceller(SpeexCanceller.Options())


@here
def test_an_echo_behind_its_tail_stays() -> None:
    played, second = speech(6.0), SAMPLE_RATE
    captured = echo(played, Room(delay_ms=150, rt60_ms=50))
    short, long = (
        cancelled(SpeexCanceller(SpeexCanceller.Options(tail_ms=tail_ms)), captured, played)[-second:]
        for tail_ms in (100, 250)
    )
    assert db(long) < db(short) - 10


@here
def test_each_part_of_the_post_filter_removes_something() -> None:
    played, second = speech(4.0), SAMPLE_RATE
    hiss = np.random.default_rng(1).normal(0, 100, len(played)).astype(np.int16)
    captured = echo(played, Room()) + hiss

    def left(denoise: bool, residual: bool) -> float:
        options = SpeexCanceller.Options(denoise=denoise, residual=residual)
        return db(cancelled(SpeexCanceller(options), captured, played)[-second:])

    assert left(True, True) < left(True, False) < left(False, False)


@pytest.mark.parametrize("settings", [{"tail_ms": 10}, {"tail_ms": 2000}, {"tail": 250}])
def test_nonsense_is_refused(settings: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        SpeexCanceller.Options.model_validate(settings)
