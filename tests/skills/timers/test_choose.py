"""Which one is meant."""

from __future__ import annotations

from datetime import date, time

import pytest

from assistant.skills.timers.appointment import Appointment, Kind
from assistant.skills.timers.choose import Candidate, Wanted, choose, words
from assistant.skills.timers.wall import Wall


def timers(*names: str) -> list[Candidate]:
    return [Candidate(Appointment(id, Kind.TIMER, name, "en", None, 60 * id)) for id, name in enumerate(names, 1)]


def found(candidates: list[Candidate], **wanted: object) -> list[str]:
    return [one.appointment.name for one in choose(candidates, Wanted(**wanted))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("pasta", ["pasta"]),
        ("the pastas", ["pasta"]),
        ("egg", ["boiled eggs"]),
        ("œufs", []),
        ("past a", ["pasta"]),
        ("tee", ["tea"]),
        ("bread", []),
        ("", ["pasta", "boiled eggs", "tea"]),
    ],
)
def test_names_are_matched_loosely(said: str, meant: list[str]) -> None:
    assert found(timers("pasta", "boiled eggs", "tea"), name=said) == meant


def test_what_fits_exactly_leaves_the_rest_out() -> None:
    assert found(timers("tea", "green tea"), name="tea") == ["tea"]
    assert found(timers("black tea", "green tea"), name="tea") == ["black tea", "green tea"]


def test_a_timer_without_a_name_is_known_by_its_length_or_by_being_alone() -> None:
    assert found(timers("", "", "tea"), length_s=120) == [""]
    assert found(timers("", "tea"), name="pasta") == []
    assert found(timers(""), name="pasta") == [""]
    assert found(timers("tea"), name="pasta") == []


def test_alarms_are_known_by_time_and_day() -> None:
    def alarm(name: str, at: time, day: date, *repeat: int) -> Candidate:
        wall = Wall(day, at, "UTC", frozenset(repeat))
        return Candidate(Appointment(1, Kind.ALARM, name, "en", wall), at, day)

    monday, tuesday = date(2026, 3, 2), date(2026, 3, 3)
    alarms = [
        alarm("work", time(7), monday, *range(5)),
        alarm("film", time(19), monday),
        alarm("gym", time(8), tuesday),
    ]
    assert found(alarms, at=time(7)) == ["work"]
    assert found(alarms[1:], at=time(7)) == ["film"], "seven o'clock may be in the evening"
    assert found(alarms, at=time(20)) == [], "eight in the evening is not in the morning"
    assert found(alarms, day=tuesday) == ["work", "gym"]
    assert found(alarms, day=tuesday, name="gym") == ["gym"]


def test_accents_articles_and_plurals_make_no_difference() -> None:
    assert words("Les Pâtes") == words("pate")
    assert words("des œufs") == words("oeuf")
    assert words("the") == frozenset({"the"})
