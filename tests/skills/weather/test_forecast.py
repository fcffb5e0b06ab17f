from __future__ import annotations

from datetime import date, datetime

import pytest

from assistant.skills.weather.forecast import DAYS, parse
from tests.skills.weather.standin import answer

TODAY = date(2026, 3, 3)


def test_a_forecast_is_read() -> None:
    forecast = parse(answer())
    assert len(forecast.days) == DAYS
    first = forecast.days[0]
    assert (first.date, first.code, first.low, first.high) == (TODAY, 61, 7.2, 11.8)
    offset = forecast.zone.utcoffset(None)
    assert offset is not None
    assert offset.total_seconds() == 3600


def test_of_today_only_what_is_left_counts() -> None:
    forecast = parse(answer())
    assert forecast.rain_percent(TODAY, datetime(2026, 3, 3, 18, 59)) == 90
    assert forecast.rain_percent(TODAY, datetime(2026, 3, 3, 19, 30)) == 20
    assert forecast.rain_percent(date(2026, 3, 6), datetime(2026, 3, 3, 19, 30)) == 80


def test_without_hours_the_day_counts() -> None:
    assert parse(answer(hourly={})).rain_percent(TODAY, datetime(2026, 3, 3, 19, 30)) == 90
    assert parse(answer(hourly={})).rain_percent(date(2026, 4, 1), datetime(2026, 3, 3, 19, 30)) is None


def test_a_day_with_gaps_is_left_out() -> None:
    daily = dict(answer()["daily"])
    daily["temperature_2m_max"] = [None, *daily["temperature_2m_max"][1:]]
    assert parse(answer(daily=daily)).day(TODAY) is None


@pytest.mark.parametrize("broken", [None, [], "x", {}, answer(current=None), answer(hourly={"time": ["x"]})])
def test_what_is_none_is_refused(broken: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        parse(broken)
