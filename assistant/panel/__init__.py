"""Port: lights and buttons. What the assistant is doing, seen from across the room, and a hand on the microphone."""

from __future__ import annotations

from enum import Enum
from typing import Protocol

ENGINES = {
    "console": "assistant.panel.console:ConsolePanel",
    "gpio": "assistant.panel.gpio:GpioPanel",
    "spi": "assistant.panel.spi:SpiPanel",
}


class Light(Enum):
    """What is shown."""

    ASLEEP = "asleep"
    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"
    MUTED = "muted"
    ERROR = "error"


class Button(Enum):
    """What was pressed."""

    TALK = "talk"
    """As if the wake word had been said; while it speaks: stop."""
    MUTE = "mute"
    """The microphone off, or on again."""


class Panel(Protocol):
    """Built as `Engine(options, pressed)`: it calls `pressed(button)` from a thread of its own, or never. Raises
    `DeviceMissing` when its hardware or a package is not there."""

    def show(self, light: Light) -> None:
        """Show this from now on. Returns at once; nothing is raised when a light has failed."""
        ...

    def close(self) -> None:
        """Lights off, pins released."""
        ...
