"""Facts of this board: what a figure was measured on, and what the doctor looks at."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True, slots=True)
class Board:
    """A machine, as far as it matters here. None where the machine does not say."""

    model: str
    cpu: str
    machine: str
    cores: int
    governor: str | None
    temperature_c: float | None
    memory_mb: int
    available_mb: int
    python: str


def this_board() -> Board:
    """The machine we run on, now."""
    memory = psutil.virtual_memory()
    return Board(
        model=_text("/proc/device-tree/model") or platform.node(),
        cpu=_cpu_name(),
        machine=platform.machine(),
        cores=psutil.cpu_count() or 1,
        governor=_text("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        temperature_c=_temperature(),
        memory_mb=memory.total // 2**20,
        available_mb=memory.available // 2**20,
        python=platform.python_version(),
    )


HOT_C = 80.0
"""A Raspberry Pi slows its processor down from here on."""
CROWDED = 2.0
"""Processes that want to run, for each core, over the last minute."""


def under_pressure() -> bool:
    """Whether this board is too hot or too busy for work that may turn out to be for nothing."""
    return is_pressure(_temperature(), os.getloadavg()[0], psutil.cpu_count() or 1)


def is_pressure(temperature_c: float | None, load: float, cores: int) -> bool:
    """The rule behind `under_pressure`."""
    return (temperature_c is not None and temperature_c >= HOT_C) or load > CROWDED * cores


def _text(path: str) -> str | None:
    try:
        return Path(path).read_text(errors="replace").strip("\0 \n") or None
    except OSError:
        return None


def _cpu_name() -> str:
    for line in (_text("/proc/cpuinfo") or "").splitlines():
        key, _, value = line.partition(":")
        if key.strip() in ("model name", "Model"):
            return value.strip()
    return platform.processor() or platform.machine()


def _temperature() -> float | None:
    millidegrees = _text("/sys/class/thermal/thermal_zone0/temp")
    return int(millidegrees) / 1000 if millidegrees and millidegrees.lstrip("-").isdigit() else None
