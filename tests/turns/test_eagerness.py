"""Eagerness: early at first, more patient with every draft that was for nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.turns.eagerness import Eagerness, EagernessSettings

SETTINGS = EagernessSettings(soonest=1000, latest=5000, growth=1.5, most=4)


def test_each_dropped_draft_of_a_turn_makes_the_next_one_wait_longer() -> None:
    eagerness, pauses = Eagerness(SETTINGS), []
    for _ in range(4):
        pauses.append(eagerness.pause)
        eagerness.dropped()
    assert pauses == [1000, 1500, 2250, 3375]
    assert eagerness.pause is None


def test_the_next_turn_begins_afresh() -> None:
    eagerness = Eagerness(SETTINGS)
    eagerness.dropped()
    eagerness.turn_over()
    assert eagerness.pause == 1000


def test_somebody_who_always_pauses_is_waited_for_and_forgiven_in_time() -> None:
    eagerness = Eagerness(SETTINGS)
    for _ in range(20):
        for _ in range(3):
            eagerness.dropped()
        eagerness.turn_over()
    assert eagerness.pause is not None
    assert eagerness.pause > 1500
    for _ in range(20):
        eagerness.turn_over()
    assert eagerness.pause == 1000


def test_under_pressure_there_are_no_drafts() -> None:
    eagerness = Eagerness(SETTINGS)
    eagerness.pressed = True
    assert eagerness.pause is None


@given(st.lists(st.booleans(), max_size=200))
def test_it_never_leaves_its_bounds(dropped: list[bool]) -> None:
    eagerness = Eagerness(SETTINGS)
    for each in dropped:
        if each:
            eagerness.dropped()
        else:
            eagerness.turn_over()
        assert eagerness.pause is None or SETTINGS.soonest <= eagerness.pause <= SETTINGS.latest
