"""What this board says about itself, read at the moment it is asked for. Nothing is asked of another machine."""

from __future__ import annotations

import array
import fcntl
import os
import socket
import struct
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from assistant.observe.board import this_board

_GET_NAME_OF_NETWORK = 0x8B1B  # SIOCGIWESSID of Linux' linux/wireless.h
_LONGEST_NAME = 32
_ROUTES = Path("/proc/net/route")
_SIGNALS = Path("/proc/net/wireless")


@dataclass(frozen=True, slots=True)
class Battery:
    """`percent` in [0, 100]."""

    percent: int
    plugged: bool


@dataclass(frozen=True, slots=True)
class Network:
    """How it is connected. `address`: its own, the first of the interface that leads furthest; empty when there is none."""

    address: str = ""
    wifi: bool = False
    name: str = ""
    """Of the Wi-Fi, where the system tells."""
    signal_dbm: int | None = None
    leads_out: bool = False
    """Whether there is a way to other networks, such as the internet."""


@dataclass(frozen=True, slots=True)
class Gauges:
    """One look at the board. Sizes in bytes, times in seconds; None where the board does not say."""

    model: str
    cores: int
    temperature_c: float | None
    battery: Battery | None
    disk_free: int
    disk_total: int
    memory_own: int
    memory_free: int
    memory_total: int
    load: float
    """Processes that wanted a core over the last minute, for each core."""
    up_s: float
    """Since the board was switched on."""
    running_s: float
    """Since this program was started."""
    network: Network


def read(folder: Path) -> Gauges:
    """A look at this board now; the disk is the one that `folder` is on."""
    board, memory, disk = this_board(), psutil.virtual_memory(), psutil.disk_usage(str(folder))
    up_s = time.clock_gettime(time.CLOCK_BOOTTIME)
    own = psutil.Process()
    return Gauges(
        model=board.model,
        cores=board.cores,
        temperature_c=board.temperature_c,
        battery=_battery(),
        disk_free=disk.free,
        disk_total=disk.total,
        memory_own=own.memory_info().rss,
        memory_free=memory.available,
        memory_total=memory.total,
        load=os.getloadavg()[0] / board.cores,
        up_s=up_s,
        running_s=min(up_s, max(0.0, time.time() - own.create_time())),
        network=_network(),
    )


def _battery() -> Battery | None:
    found = psutil.sensors_battery()
    # Power supplies that do not know what they do say None, and only a battery that drains is worth a warning.
    return None if found is None else Battery(round(found.percent), found.power_plugged is not False)


def _network() -> Network:
    up = [name for name, state in psutil.net_if_stats().items() if state.isup]
    return chosen(addresses(psutil.net_if_addrs(), up), _text(_ROUTES), _text(_SIGNALS), _network_name)


def addresses(found: Mapping[str, Sequence[Any]], up: Sequence[str]) -> dict[str, str]:
    """The first IPv4 address of each interface that is `up`, without those that lead nowhere else; `found` as psutil gives it."""
    mine: dict[str, str] = {}
    for name in up:
        for entry in found.get(name, ()):
            if entry.family == socket.AF_INET and not entry.address.startswith(("127.", "169.254.")):
                mine.setdefault(name, entry.address)
    return mine


def chosen(mine: Mapping[str, str], routes: str, signals: str, network_name: Callable[[str], str]) -> Network:
    """The connection worth telling of: the one that leads out, else the first. `routes` and `signals` are the kernel's tables
    of routes and of Wi-Fi signals; `network_name(interface)` is asked of Wi-Fi only."""
    outwards = way_out(routes)
    interface = outwards if outwards in mine else next(iter(mine), "")
    if not interface:
        return Network()
    levels = signal_levels(signals)
    wifi = interface in levels
    return Network(
        address=mine[interface],
        wifi=wifi,
        name=network_name(interface) if wifi else "",
        signal_dbm=levels.get(interface),
        leads_out=bool(outwards),
    )


def way_out(routes: str) -> str:
    """The interface of the default route of lowest metric in /proc/net/route; empty if there is none."""
    rows = [line.split() for line in routes.splitlines()[1:]]
    defaults = [(int(row[6]), row[0]) for row in rows if len(row) > 7 and row[1] == row[7] == "00000000"]
    return min(defaults)[1] if defaults else ""


def signal_levels(table: str) -> dict[str, int | None]:
    """Levels in dBm by interface, from /proc/net/wireless; None where the driver gives a figure that is no level."""
    levels: dict[str, int | None] = {}
    for line in table.splitlines()[2:]:
        interface, _, values = line.partition(":")
        fields = values.split()
        level = float(fields[2]) if len(fields) > 2 else 0.0
        levels[interface.strip()] = round(level) if level < 0 else None
    return levels


def _network_name(interface: str) -> str:
    """Of the Wi-Fi that `interface` is on; empty where the kernel does not tell."""
    buffer = array.array("B", bytes(_LONGEST_NAME))
    address, length = buffer.buffer_info()
    request = bytearray(struct.pack("16sPHH", interface.encode()[:15], address, length, 0).ljust(40, b"\0"))
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
            fcntl.ioctl(asked, _GET_NAME_OF_NETWORK, request)
    except OSError:
        return ""
    return buffer.tobytes().rstrip(b"\0").decode(errors="replace")


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""
