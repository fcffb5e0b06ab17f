"""Durations, times and days as they are said."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from assistant.skills.timers.appointment import Appointment, Kind, span
from assistant.skills.timers.spoken import clock, duration, label, moment, schedule
from assistant.skills.timers.wall import Wall
from tests.skills.timers.fakes import PARIS, FakeClock

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=PARIS)  # a Monday


@pytest.mark.parametrize(
    ("seconds", "english", "french"),
    [
        (1, "1 second", "une seconde"),
        (90, "1 minute and 30 seconds", "une minute et 30 secondes"),
        (4200, "1 hour and 10 minutes", "une heure et 10 minutes"),
        (3601, "1 hour and 1 second", "une heure et une seconde"),
        (90_061, "1 day and 1 hour", "un jour et une heure"),
        (0.2, "1 second", "une seconde"),
    ],
)
def test_durations(seconds: float, english: str, french: str) -> None:
    assert (duration(seconds, "en"), duration(seconds, "fr")) == (english, french)


@pytest.mark.parametrize(
    ("at", "english", "french"),
    [
        (time(7), "7 am", "7 h"),
        (time(0), "midnight", "minuit"),
        (time(12), "noon", "midi"),
        (time(12, 45), "12:45 pm", "midi 45"),
        (time(0, 5), "12:05 am", "minuit 05"),
        (time(19, 5), "7:05 pm", "19 h 05"),
    ],
)
def test_times_of_day(at: time, english: str, french: str) -> None:
    assert (clock(at, "en"), clock(at, "fr")) == (english, french)


@pytest.mark.parametrize(
    ("days", "english", "french"),
    [
        (0, "today at noon", "aujourd'hui à midi"),
        (1, "tomorrow at noon", "demain à midi"),
        (5, "on Saturday at noon", "samedi à midi"),
        (7, "on March 9 at noon", "le 9 mars à midi"),
    ],
)
def test_moments(days: int, english: str, french: str) -> None:
    when = NOW + timedelta(days=days)
    assert (moment(when, NOW, "en"), moment(when, NOW, "fr")) == (english, french)


@pytest.mark.parametrize(
    ("repeat", "english", "french"),
    [
        (range(7), "every day at 7 am", "tous les jours à 7 h"),
        (range(5), "on weekdays at 7 am", "en semaine à 7 h"),
        ((5, 6), "on weekends at 7 am", "le week-end à 7 h"),
        ((4,), "every Friday at 7 am", "tous les vendredis à 7 h"),
    ],
)
def test_repetitions(repeat: tuple[int, ...], english: str, french: str) -> None:
    alarm = Appointment(1, Kind.ALARM, "", "en", Wall(date(2026, 3, 6), time(7), "Europe/Paris", frozenset(repeat)))
    reading = FakeClock(NOW).reading()
    assert (schedule(alarm, reading, NOW, "en"), schedule(alarm, reading, NOW, "fr")) == (english, french)


def test_a_span_is_due_at_a_time_of_day_even_over_changed_clocks() -> None:
    evening = FakeClock(datetime(2026, 3, 28, 22, 0, tzinfo=PARIS))
    reminder = Appointment(1, Kind.REMINDER, "x", "en", span(evening.reading(), 12 * 3600))
    assert schedule(reminder, evening.reading(), evening.now(), "en") == "tomorrow at 11 am"


def test_what_has_no_name_is_called_by_its_length_or_time() -> None:
    timer = Appointment(1, Kind.TIMER, "", "fr", None, 3600)
    assert label(timer, None, "fr") == "le minuteur d'une heure"
    assert label(timer, None, "en") == "the timer for 1 hour"
    alarm = Appointment(1, Kind.ALARM, "", "fr", None)
    assert label(alarm, NOW, "fr", short=True) == "celle de midi"


def test_other_languages_get_english() -> None:
    assert duration(60, "de") == "1 minute"
