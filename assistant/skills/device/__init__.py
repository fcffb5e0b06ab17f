"""Skill: how the device is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from assistant.registry import Options
from assistant.skills import Call, World
from assistant.skills.device.gauges import Gauges, read
from assistant.skills.device.spoken import told


class Device:
    """DeviceState, whose slot `what` says what of it."""

    intents = frozenset({"DeviceState"})
    acts: frozenset[str] = frozenset()

    def __init__(self, world: World, options: Options, gauges: Callable[[Path], Gauges] = read) -> None:
        """`gauges`: how the board is looked at."""
        self._world = world
        self._gauges = gauges

    def close(self) -> None:
        """Nothing to close."""

    async def handle(self, call: Call) -> str:
        what = str(call.slots.get("what", "health"))
        return told(what, self._gauges(self._world.folder), self._world.facts, call)
