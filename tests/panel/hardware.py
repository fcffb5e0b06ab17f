"""Pins and an SPI bus that are not there, and patience for what a thread does."""

from __future__ import annotations

import sys
import time
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import gpiozero
import pytest
from gpiozero.pins.mock import MockFactory, MockPWMPin

from assistant.panel import Button


@contextmanager
def pins(pin_class: type[Any] = MockPWMPin) -> Iterator[Any]:
    """Every pin of a board, with PWM: `board.pin(17).drive_low()`."""
    before = gpiozero.Device.pin_factory
    factory = gpiozero.Device.pin_factory = MockFactory(pin_class=pin_class)
    try:
        yield factory
    finally:
        factory.reset()
        gpiozero.Device.pin_factory = before


class FakeSpi:
    """What spidev gives: remembers what it was told; raises `refuses` when opened, `broken` when written to."""

    def __init__(self, refuses: Exception | None = None) -> None:
        self.refuses = refuses
        self.broken: Exception | None = None
        self.opened: tuple[int, int] | None = None
        self.closes = 0
        self.max_speed_hz = 0
        self.sent: list[bytes] = []

    def open(self, bus: int, device: int) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.opened = (bus, device)

    def writebytes2(self, data: bytes) -> None:
        if self.closes:
            raise OSError("the bus is closed")
        self.sent.append(data)
        if self.broken is not None:
            raise self.broken

    def close(self) -> None:
        self.closes += 1


def install_spi(monkeypatch: pytest.MonkeyPatch, refuses: Exception | None = None) -> FakeSpi:
    """The one bus that a panel built from now on finds."""
    bus = FakeSpi(refuses)
    module = types.ModuleType("spidev")
    vars(module)["SpiDev"] = lambda: bus
    monkeypatch.setitem(sys.modules, "spidev", module)
    return bus


def eventually(true: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether it comes true within so long."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.002)
    return True


def nobody(button: Button) -> None:
    """Nobody waits for a button."""
