"""What rings now."""

from __future__ import annotations

from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from assistant.skills.timers.appointment import Appointment, Kind, State, span
from assistant.skills.timers.clocks import Reading
from assistant.skills.timers.decide import LATEST_MS, Decision, astray, decide
from assistant.skills.timers.wall import Wall

NOW = Reading(1_700_000_000_000, "boot", 5_000_000)
DAILY = frozenset(range(7))


def timer(left_ms: int, id: int = 1, state: State = State.WAITING) -> Appointment:
    return Appointment(id, Kind.TIMER, "", "en", span(NOW, left_ms / 1000), 60, state)


def daily(day: date) -> Appointment:
    return Appointment(1, Kind.ALARM, "", "en", Wall(day, time(7), "UTC", DAILY))


def at(day: date, hour: int, minute: int = 0) -> Reading:
    return Reading(Wall(day, time(hour, minute), "UTC").utc_ms, "boot", 0)


@given(st.lists(st.integers(-2 * LATEST_MS, 2 * LATEST_MS), max_size=20))
def test_everything_waits_rings_or_is_missed(lefts: list[int]) -> None:
    decision = decide([timer(left, id) for id, left in enumerate(lefts)], NOW)
    assert {a.id for a in decision.ring} == {id for id, left in enumerate(lefts) if -LATEST_MS < left <= 0}
    assert {a.id for a in decision.missed} == {id for id, left in enumerate(lefts) if left <= -LATEST_MS}
    assert decision.sleep_ms == min((left for left in lefts if left > 0), default=None)
    rings = [lefts[a.id] for a in decision.ring]
    assert rings == sorted(rings)


def test_what_rings_or_was_missed_is_not_due_again() -> None:
    assert decide([timer(-5, state=State.RINGING), timer(-5, state=State.MISSED)], NOW) == Decision()


def test_of_days_that_nobody_was_there_the_last_counts() -> None:
    due = daily(date(2026, 3, 2))
    rings = decide([due], at(date(2026, 3, 5), 7, 30)).ring
    assert [a.when for a in rings] == [Wall(date(2026, 3, 5), time(7), "UTC", DAILY)]
    missed = decide([due], at(date(2026, 3, 5), 6, 59)).missed
    assert [a.when for a in missed] == [Wall(date(2026, 3, 4), time(7), "UTC", DAILY)]


def test_a_wrong_clock_does_not_silence_a_daily_alarm_for_years() -> None:
    now = at(date(2026, 3, 2), 12)
    assert astray([daily(date(2030, 1, 1))], now) == [
        (daily(date(2030, 1, 1)), Wall(date(2026, 3, 3), time(7), "UTC", DAILY))
    ]
    assert astray([daily(date(2026, 3, 4))], now) == [], "one day was skipped"


def test_a_clock_set_back_by_hours_rings_again_and_by_minutes_does_not() -> None:
    rung = daily(date(2026, 3, 3))
    now = at(date(2026, 3, 2), 6, 55)
    assert astray([rung], now, stepped_ms=-600_000) == []
    assert astray([rung], now, stepped_ms=-7_200_000) == [(rung, Wall(date(2026, 3, 2), time(7), "UTC", DAILY))]
