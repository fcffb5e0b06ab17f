"""How far away things are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from assistant.skills.timers.appointment import Appointment, Kind, span
from assistant.skills.timers.clocks import Reading
from assistant.skills.timers.wall import Wall

NOW = Reading(1_000_000_000, "a", 50_000)


def test_a_span_counts_uptime_whatever_the_clock_says() -> None:
    timer = Appointment(1, Kind.TIMER, "", "en", span(NOW, 60), 60)
    assert timer.left_ms(NOW) == 60_000
    assert timer.left_ms(Reading(0, "a", 70_000)) == 40_000


def test_after_another_start_a_span_goes_by_the_clock() -> None:
    timer = Appointment(1, Kind.TIMER, "", "en", span(NOW, 60), 60)
    assert timer.left_ms(Reading(1_000_055_000, "b", 10)) == 5_000


def test_a_time_on_the_wall_goes_by_the_clock() -> None:
    alarm = Appointment(1, Kind.ALARM, "", "en", Wall(date(1970, 1, 13), time(), "UTC"))
    assert alarm.left_ms(replace(NOW, utc_ms=12 * 86_400_000 - 5)) == 5


def test_what_has_no_time_is_never_due() -> None:
    assert Appointment(1, Kind.REMINDER, "stamps", "en", None).left_ms(NOW) is None
