"""The panel of a terminal: a line for each change, on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress

from assistant import registry
from assistant.panel import Button, Light

_STYLES = {
    Light.ASLEEP: "2",
    Light.LISTENING: "34",
    Light.THINKING: "35",
    Light.SPEAKING: "32",
    Light.MUTED: "31",
    Light.ERROR: "1;31",
}
"""Dim, blue, magenta, green, red and bold red, as ECMA-48 numbers them."""


class ConsolePanel:
    """`● listening`, in colour on a terminal. It has no buttons."""

    class Options(registry.Options):
        """The console has nothing to set; the environment's NO_COLOR is honoured."""

    def __init__(self, options: Options, pressed: Callable[[Button], None]) -> None:
        self._coloured = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
        self._shown: Light | None = None

    def show(self, light: Light) -> None:
        if light is self._shown:
            return
        self._shown = light
        dot = f"\x1b[{_STYLES[light]}m●\x1b[0m" if self._coloured else "●"
        with suppress(OSError, ValueError):  # a terminal that was closed
            print(dot, light.value, file=sys.stderr, flush=True)

    def close(self) -> None:
        """There is nothing to put out."""
