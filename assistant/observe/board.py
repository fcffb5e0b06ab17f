"""Facts of this board: what a figure was measured on, and what the doctor looks at."""

from __future__ import annotations

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
