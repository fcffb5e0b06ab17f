"""Times on the wall: an alarm at seven is at seven, whatever the clocks do on the last Sunday in March. Pure.

What is kept is the local day and time, the zone and the days of repetition; the instant is computed from them. A time that
the day skips, because clocks go forward, means the next minute that exists; a time that comes twice means the first one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SYSTEM_ZONE = ""
"""The name of the board's own zone, where it is not known by any other."""

_LOCALTIME = Path("/etc/localtime")
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wall:
    """`time` on `day`, on clocks in `zone`. With `repeat`, weekdays as 0 for Monday, it is the next of many."""

    day: date
    time: time
    zone: str
    repeat: frozenset[int] = frozenset()

    @property
    def utc_ms(self) -> int:
        """The instant, in milliseconds of Unix time."""
        return _instant_ms(self.day, self.time, self.zone)

    def following(self) -> Wall:
        """The occurrence after this one; only of one that repeats."""
        day = self.day + _A_DAY
        while day.weekday() not in self.repeat:
            day += _A_DAY
        return replace(self, day=day)

    def latest(self, utc_ms: int) -> Wall:
        """The last occurrence up to an instant, or this one if it is later."""
        found = self
        while found.repeat and (following := found.following()).utc_ms <= utc_ms:
            found = following
        return found


def first(now: datetime, at: time, repeat: Iterable[int] = ()) -> Wall:
    """The first time after `now` that clocks show `at` in its zone, on one of the weekdays of `repeat` if there are any."""
    days = frozenset(repeat)
    wall = Wall(now.date(), at, zone_name(now), days)
    now_ms = round(now.timestamp() * 1000)
    while wall.utc_ms <= now_ms or (days and wall.day.weekday() not in days):
        wall = replace(wall, day=wall.day + _A_DAY)
    return wall


def again(wall: Wall, utc_ms: int) -> Wall:
    """The first occurrence of a repeated time after an instant, whatever its day was."""
    return first(local(utc_ms, wall.zone), wall.time, wall.repeat)


def local(utc_ms: int, zone: str) -> datetime:
    """What clocks in a zone show at an instant."""
    return datetime.fromtimestamp(utc_ms / 1000, _zone(zone))


def zone_name(moment: datetime) -> str:
    """The zone of a time, to be kept: a name of the time zone database, or `SYSTEM_ZONE`."""
    zone = moment.tzinfo
    if isinstance(zone, ZoneInfo) and zone.key:
        return zone.key
    return "UTC" if zone is UTC else SYSTEM_ZONE


@lru_cache(maxsize=4096)
def _instant_ms(day: date, at: time, zone: str) -> int:
    naive, where = datetime.combine(day, at), _zone(zone)
    while not _exists(naive, where):
        naive = naive.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return round(naive.replace(tzinfo=where, fold=0).timestamp() * 1000)


def _exists(naive: datetime, zone: tzinfo) -> bool:
    """Whether clocks in the zone ever show that."""
    shown = naive.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone)
    return shown.replace(tzinfo=None, fold=0) == naive


@lru_cache(maxsize=64)
def _zone(name: str) -> tzinfo:
    """A zone whose name the board has forgotten is its own: better an hour off than silent."""
    if name != SYSTEM_ZONE:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            pass
    try:
        with _LOCALTIME.open("rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError):
        return UTC
