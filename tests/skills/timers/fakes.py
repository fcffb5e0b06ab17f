"""A clock that stands still until it is told to go on, and one that another process may be killed with."""

from __future__ import annotations

import asyncio
import struct
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.skills.timers.appointment import Appointment
from assistant.skills.timers.clocks import Reading, Uptime

PARIS = ZoneInfo("Europe/Paris")


class FakeClock:
    """Wall clock and uptime, in seconds; `zone` is where we are."""

    def __init__(self, start: datetime, boot: str = "first start") -> None:
        self.zone = start.tzinfo
        self.wall_s = start.timestamp()
        self.up_s = 100.0
        self.boot = boot

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.wall_s, self.zone)

    @property
    def uptime(self) -> Uptime:
        return Uptime(self.boot, lambda: self.up_s)

    def reading(self) -> Reading:
        return Reading(round(self.wall_s * 1000), self.boot, round(self.up_s * 1000))

    def pass_time(self, seconds: float) -> None:
        self.wall_s += seconds
        self.up_s += seconds

    def set_wall(self, moment: datetime) -> None:
        """Somebody sets the clock; no time passes."""
        self.wall_s = moment.timestamp()

    async def nap(self, seconds: float) -> None:
        self.pass_time(seconds)
        await asyncio.sleep(0)


class FileClock:
    """Simulated seconds of Unix time in a file: what is written there survives the death of the process. `start` is the
    Unix time at which the board started."""

    def __init__(self, path: Path, start: float) -> None:
        self._file = path.open("r+b", buffering=0)
        self._start = start

    @staticmethod
    def make(path: Path, unix_s: float) -> None:
        path.write_bytes(struct.pack("d", unix_s))

    @staticmethod
    def at(path: Path) -> float:
        return float(struct.unpack("d", path.read_bytes())[0])

    @property
    def unix_s(self) -> float:
        self._file.seek(0)
        return float(struct.unpack("d", self._file.read(8))[0])

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.unix_s, PARIS)

    @property
    def uptime(self) -> Uptime:
        return Uptime(str(self._start), lambda: self.unix_s - self._start)

    def pass_time(self, seconds: float) -> None:
        later = struct.pack("d", self.unix_s + seconds)
        self._file.seek(0)
        self._file.write(later)


class Bell:
    """Remembers what rang."""

    def __init__(self) -> None:
        self.rang: list[Appointment] = []

    def __call__(self, appointment: Appointment) -> None:
        self.rang.append(appointment)

    @property
    def names(self) -> list[str]:
        return [appointment.name for appointment in self.rang]
