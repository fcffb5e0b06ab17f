"""What a weather server answers, as values. Pure. The form is that of Open-Meteo's forecast API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from typing import Any

DAYS = 8
"""Asked for: today, and the same day of next week."""
FIELDS = {
    "current": "temperature_2m,weather_code,wind_speed_10m",
    "hourly": "precipitation_probability",
    "daily": "weather_code,temperature_2m_min,temperature_2m_max,precipitation_probability_max,wind_speed_10m_max",
    "timezone": "auto",
    "forecast_days": str(DAYS),
}
"""The question, besides where and in which units."""


@dataclass(frozen=True, slots=True)
class Day:
    """Temperatures and wind in the units that were asked for. None where the server does not say."""

    date: date
    code: int
    """WMO 4677, as Open-Meteo narrows it down."""
    low: float
    high: float
    rain_percent: int | None
    wind: float | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """`days`: from today on at that place. Times are local there."""

    zone: tzinfo
    code: int
    temperature: float
    wind: float | None
    days: tuple[Day, ...]
    rain_by_hour: Mapping[datetime, int]
    """Percent, by the beginning of the hour, without zone."""

    def day(self, when: date) -> Day | None:
        """That day, if the forecast reaches so far."""
        return next((day for day in self.days if day.date == when), None)

    def rain_percent(self, when: date, now: datetime) -> int | None:
        """How likely there is rain or snow on a day, of which only what is left after `now` counts."""
        begun = now.replace(minute=0, second=0, microsecond=0, tzinfo=None)
        left = [chance for hour, chance in self.rain_by_hour.items() if hour.date() == when and hour >= begun]
        day = self.day(when)
        return max(left) if left else day.rain_percent if day else None


def parse(answer: Any) -> Forecast:
    """Raises `ValueError` for what is no forecast."""
    try:
        current, daily, hourly = answer["current"], answer["daily"], answer.get("hourly", {})
        columns = (
            daily["time"],
            daily["weather_code"],
            daily["temperature_2m_min"],
            daily["temperature_2m_max"],
            _or_unknown(daily, "precipitation_probability_max"),
            _or_unknown(daily, "wind_speed_10m_max"),
        )
        days = tuple(_day(*row) for row in zip(*columns, strict=True) if None not in row[:4])
        forecast = Forecast(
            zone=timezone(timedelta(seconds=int(answer["utc_offset_seconds"]))),
            code=int(current["weather_code"]),
            temperature=float(current["temperature_2m"]),
            wind=_number(current.get("wind_speed_10m")),
            days=days,
            rain_by_hour=_by_hour(hourly.get("time", ()), hourly.get("precipitation_probability", ())),
        )
    except (KeyError, TypeError, AttributeError, OverflowError) as error:
        raise ValueError(f"no forecast: {error!r}") from error
    if not days:
        raise ValueError("no forecast: no days")
    return forecast


def _day(when: str, code: Any, low: Any, high: Any, rain: Any, wind: Any) -> Day:
    percent = _number(rain)
    return Day(
        date=date.fromisoformat(when),
        code=int(code),
        low=float(low),
        high=float(high),
        rain_percent=None if percent is None else round(percent),
        wind=_number(wind),
    )


def _or_unknown(daily: Mapping[str, Any], key: str) -> Sequence[Any]:
    return daily.get(key) or [None] * len(daily["time"])


def _by_hour(times: Sequence[str], chances: Sequence[Any]) -> dict[datetime, int]:
    pairs = zip(times, chances, strict=True)
    return {datetime.fromisoformat(time): round(float(chance)) for time, chance in pairs if chance is not None}


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
