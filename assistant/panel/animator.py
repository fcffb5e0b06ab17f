"""The one thread of a panel that paints its lights, so that slow or broken hardware never holds anybody up."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable

import structlog

from assistant.panel import Light
from assistant.panel.patterns import FRAMES, PATTERNS

log = structlog.get_logger(__name__)

Paint = Callable[[Light, float], None]
"""Shows a light at a level in [0, 1], at once. What it raises is logged, the first time."""

_PATIENCE_S = 2.0


class Animator:
    """Waits while nothing moves: it paints once for a steady light, 20 times a second for a breathing one."""

    def __init__(self, paint: Paint) -> None:
        self._paint = paint
        self._light = Light.ASLEEP
        self._closed = self._failed = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="panel", daemon=True)
        self._thread.start()

    def show(self, light: Light) -> None:
        """Paint this from now on."""
        with self._changed:
            self._light = light
            self._changed.notify()

    def close(self) -> None:
        """Paint darkness and end; returns when that is done, or after a while when the hardware hangs."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join(_PATIENCE_S)

    def _work(self) -> None:
        while not self._closed:
            self._animate(self._light)
        self._painted(Light.ASLEEP, 0)

    def _animate(self, light: Light) -> None:
        """Paint `light` until it is to be another."""
        for frame in itertools.cycle(FRAMES[PATTERNS[light].motion]):
            seconds = frame.seconds if self._painted(light, frame.level) else None  # broken hardware is not hammered
            with self._changed:
                if self._changed.wait_for(lambda: self._closed or self._light is not light, seconds):
                    return

    def _painted(self, light: Light, level: float) -> bool:
        try:
            self._paint(light, level)
        except Exception as error:  # whatever the hardware's library raises: a lamp is not worth a conversation
            if not self._failed:
                log.warning("the panel's lights have failed; check its wiring and power", error=repr(error))
            self._failed = True
            return False
        return True
