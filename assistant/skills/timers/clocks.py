"""The two clocks: the one on the wall, which people and time servers set, and the one that only counts since the start."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.skills import Clockwork

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at both clocks."""

    utc_ms: int
    """Milliseconds of Unix time."""
    boot: str
    """Names the start of the board that `uptime_ms` counts from."""
    uptime_ms: int

    @property
    def offset_ms(self) -> int:
        """What the wall clock showed at the start of the board; changes only when it is set."""
        return self.utc_ms - self.uptime_ms


@dataclass(frozen=True, slots=True)
class Uptime:
    """Time since a start of the board, which nobody can set."""

    boot: str
    seconds: Callable[[], float]


def board_uptime() -> Uptime:
    """That of this board: it goes on while the board sleeps."""
    return Uptime(_BOOT_ID.read_text().strip(), lambda: time.clock_gettime(time.CLOCK_BOOTTIME))


def read(now: Clockwork, uptime: Uptime) -> Reading:
    """Look at both clocks, at once."""
    return Reading(round(now().timestamp() * 1000), uptime.boot, round(uptime.seconds() * 1000))
