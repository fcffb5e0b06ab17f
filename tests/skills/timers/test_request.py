"""What was asked for, as times."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from assistant.skills.timers.request import Past, date_of, time_of, wall, weekdays
from tests.skills.timers.fakes import PARIS

MONDAY_NOON = datetime(2026, 3, 2, 12, 0, tzinfo=PARIS)
TOMORROW, WEDNESDAY, NEXT_MONDAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 9)


@pytest.mark.parametrize(
    ("at", "day", "on"),
    [
        (time(13), "", MONDAY_NOON.date()),
        (time(7), "", TOMORROW),
        (time(13), "today", MONDAY_NOON.date()),
        (time(0, 30), "today", TOMORROW),  # tonight
        (time(7), "tomorrow", TOMORROW),
        (time(7), "wednesday", WEDNESDAY),
        (time(13), "monday", MONDAY_NOON.date()),
        (time(7), "monday", NEXT_MONDAY),
    ],
)
def test_the_next_time_that_is_meant(at: time, day: str, on: date) -> None:
    found = wall(MONDAY_NOON, at, day, frozenset())
    assert (found.day, found.time, found.repeat) == (on, at, frozenset())


def test_what_is_over_today_is_past() -> None:
    with pytest.raises(Past):
        wall(MONDAY_NOON, time(11), "today", frozenset())


@pytest.mark.parametrize(
    ("now", "day", "expected"),
    [
        (MONDAY_NOON, "tomorrow", datetime(2026, 3, 3, 9)),
        (MONDAY_NOON, "today", datetime(2026, 3, 2, 18)),
        (MONDAY_NOON.replace(hour=19, minute=30), "today", datetime(2026, 3, 2, 20, 30)),
        (MONDAY_NOON.replace(hour=23, minute=30), "today", datetime(2026, 3, 3, 0, 30)),
    ],
)
def test_a_day_without_a_time_has_a_sensible_one(now: datetime, day: str, expected: datetime) -> None:
    found = wall(now, None, day, frozenset())
    assert datetime.combine(found.day, found.time) == expected


@pytest.mark.parametrize(
    ("day", "text", "language", "expected"),
    [
        ("weekdays", "", "en", {0, 1, 2, 3, 4}),
        ("weekend", "", "en", {5, 6}),
        ("every_day", "", "fr", set(range(7))),
        ("monday", "wake me at seven on Monday", "en", set()),
        ("monday", "wake me at seven every Monday", "en", {0}),
        ("friday", "Wake me at seven on Fridays.", "en", {4}),
        ("friday", "Réveille-moi vendredi à sept heures", "fr", set()),
        ("friday", "Réveille-moi tous les vendredis à sept heures", "fr", {4}),
        ("friday", "Le vendredi, réveille-moi à sept heures", "fr", {4}),
        ("tomorrow", "every tomorrow", "en", set()),
    ],
)
def test_which_days_repeat(day: str, text: str, language: str, expected: set[int]) -> None:
    assert weekdays(day, text, language) == expected


@pytest.mark.parametrize(
    ("day", "text", "language", "expected"),
    [
        ("", "no alarm tomorrow", "en", TOMORROW),
        ("", "Pas de réveil demain", "fr", TOMORROW),
        ("", "Annule le réveil de mercredi.", "fr", WEDNESDAY),
        ("", "cancel Wednesday's alarm", "en", WEDNESDAY),
        ("wednesday", "", "en", WEDNESDAY),
        ("", "cancel my alarm", "en", None),
        ("every_day", "cancel tomorrow", "en", None),
    ],
)
def test_the_day_that_was_spoken_of(day: str, text: str, language: str, expected: date | None) -> None:
    assert date_of({"day": day} if day else {}, text, language, MONDAY_NOON) == expected


def test_the_time_of_a_slot() -> None:
    assert time_of({"time": "07:15"}) == time(7, 15)
    assert time_of({}) is None
