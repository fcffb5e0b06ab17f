"""How much somebody may write."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chat.gate import Answer, Help, Rules, Silence, SlowDown, Verdict, decide
from assistant.chat.store import Known
from assistant.people import Role
from tests.chat.fakes import wrote

NOW = 1_000_000.0
ANNA = Known("telegram", "bot", "42", "42", "anna", Role.GUEST)
RULES = Rules(per_minute=3)
HELLO = wrote("hello", 1, at=NOW)


def story(at: Sequence[float], text: str = "hello") -> list[Verdict]:
    """Verdicts on messages of one person, told back to the gate as the bridge does."""
    recent: list[float] = []
    told, verdicts = 0.0, []
    for now in at:
        verdict = decide(ANNA, wrote(text, 1, at=now), RULES, now, recent, told)
        if isinstance(verdict, Answer | Help):
            recent.append(now)
        elif isinstance(verdict, SlowDown):
            told = now
        verdicts.append(verdict)
    return verdicts


@pytest.mark.parametrize("text", ["hello", "help"])
def test_who_writes_too_much_is_told_once_and_answered_again_a_minute_later(text: str) -> None:
    kinds = [type(verdict) for verdict in story([NOW + s for s in (0, 1, 2, 3, 4, 59, 60, 60.5, 61, 62, 62.5)], text)]
    answered: type[Verdict] = Help if text == "help" else Answer
    a, silence = answered, Silence
    assert kinds == [a, a, a, SlowDown, silence, silence, a, silence, a, a, silence]


@given(st.lists(st.floats(0.0, 30.0), min_size=1, max_size=60))
def test_nobody_is_told_to_slow_down_twice_a_minute_or_starved(pauses: list[float]) -> None:
    now, times = NOW, []
    for pause in pauses:
        now += pause
        times.append(now)
    verdicts = story(times)
    answered = [at for at, verdict in zip(times, verdicts, strict=True) if isinstance(verdict, Answer)]
    told = [at for at, verdict in zip(times, verdicts, strict=True) if isinstance(verdict, SlowDown)]
    assert all(later - earlier >= 60 for earlier, later in pairwise(told))
    for at, verdict in zip(times, verdicts, strict=True):
        lately = sum(at - 60 < earlier < at for earlier in answered)
        if not isinstance(verdict, Answer):
            assert sum(at - 60 < earlier <= at for earlier in answered) == 3
            assert any(at - 60 < earlier <= at for earlier in told)
        else:
            assert lately < 3


def test_a_clock_that_was_set_back_starves_nobody() -> None:
    assert isinstance(decide(ANNA, HELLO, RULES, NOW, [NOW + 1e6] * 9, NOW + 1e6), Answer)
    assert decide(ANNA, HELLO, RULES, NOW, [NOW] * 3, NOW + 1e6) == SlowDown()
