"""Samples, milliseconds, seconds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.types import from_ms, never, to_ms, to_s


def test_known_lengths() -> None:
    assert from_ms(20) == 320
    assert to_ms(320) == 20
    assert to_s(24_000) == 1.5
    assert to_s(1) == 0.0


@given(st.integers(0, 10**9))
def test_whole_milliseconds_survive_the_way_there_and_back(ms: int) -> None:
    assert to_ms(from_ms(ms)) == ms


def test_what_is_always_wanted_is_never_cancelled() -> None:
    assert never() is False
