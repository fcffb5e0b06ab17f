"""Times on the wall, over every kind of change of clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.skills.timers.wall import SYSTEM_ZONE, Wall, again, first, local, zone_name

ZONES = [
    "Europe/Paris",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "UTC",
]
zones = st.sampled_from(ZONES)
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
repeats = st.frozensets(st.integers(0, 6), min_size=1)


def shown(wall: Wall) -> datetime:
    return local(wall.utc_ms, wall.zone).replace(tzinfo=None)


@given(days, times, zones)
def test_rings_when_clocks_show_its_time_or_jump_over_it(day: date, at: time, zone: str) -> None:
    wall = Wall(day, at, zone)
    wanted = datetime.combine(day, at)
    assert timedelta() <= shown(wall) - wanted <= timedelta(hours=1)
    a_moment_before = local(wall.utc_ms - 1000, zone).replace(tzinfo=None)
    assert a_moment_before < wanted, "it could have rung before"


@given(days, times, zones, repeats)
def test_repeats_on_its_days_and_always_later(day: date, at: time, zone: str, repeat: frozenset[int]) -> None:
    wall = first(datetime.combine(day, time(12), ZoneInfo(zone)), at, repeat)
    for _ in range(10):
        following = wall.following()
        assert following.day.weekday() in repeat
        assert following.utc_ms > wall.utc_ms
        assert following.time == at
        skipped = [wall.day + timedelta(days=n) for n in range(1, (following.day - wall.day).days)]
        assert not any(day.weekday() in repeat for day in skipped)
        wall = following


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=zones.map(ZoneInfo)), times)
def test_first_is_ahead_and_within_two_days(now: datetime, at: time) -> None:
    wall = first(now, at)
    assert 0 < wall.utc_ms - now.timestamp() * 1000 <= 49 * 3_600_000


@given(days, times, zones, repeats, st.integers(0, 40 * 86_400))
def test_latest_is_the_last_that_is_over(day: date, at: time, zone: str, repeat: frozenset[int], later_s: int) -> None:
    wall = first(datetime.combine(day, time(12), ZoneInfo(zone)), at, repeat)
    instant = wall.utc_ms + later_s * 1000
    latest = wall.latest(instant)
    assert latest.utc_ms <= instant < latest.following().utc_ms
    assert again(latest, instant) == latest.following()


def test_a_time_that_does_not_exist_is_the_next_minute_that_does() -> None:
    wall = Wall(date(2026, 3, 29), time(2, 30), "Europe/Paris")
    assert shown(wall) == datetime(2026, 3, 29, 3, 0)


def test_a_time_that_comes_twice_is_the_first() -> None:
    wall = Wall(date(2026, 10, 25), time(2, 30), "Europe/Paris")
    assert datetime.fromtimestamp(wall.utc_ms / 1000, UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_changed_clocks_move_the_instant_and_not_the_time() -> None:
    saturday = Wall(date(2026, 3, 28), time(7), "Europe/Paris", frozenset(range(7)))
    assert saturday.following().utc_ms - saturday.utc_ms == 23 * 3_600_000


@pytest.mark.parametrize(
    ("moment", "name"),
    [
        (datetime(2026, 1, 1, tzinfo=ZoneInfo("Asia/Tokyo")), "Asia/Tokyo"),
        (datetime(2026, 1, 1, tzinfo=UTC), "UTC"),
        (datetime(2026, 1, 1).astimezone(), SYSTEM_ZONE),
    ],
)
def test_a_zone_is_kept_by_its_name(moment: datetime, name: str) -> None:
    assert zone_name(moment) == name


def test_a_zone_that_is_unknown_is_the_boards() -> None:
    assert (
        Wall(date(2026, 1, 1), time(7), "Atlantis/Centre").utc_ms == Wall(date(2026, 1, 1), time(7), SYSTEM_ZONE).utc_ms
    )
