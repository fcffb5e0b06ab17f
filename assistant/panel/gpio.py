"""Lights and buttons on GPIO pins, by gpiozero: an RGB LED, or single LEDs for the states that matter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any

from pydantic import Field

from assistant.errors import DeviceMissing
from assistant.panel import Button, Light
from assistant.panel.animator import Animator
from assistant.panel.buttons import ButtonOptions, Buttons, Pin, reaching_for_pins
from assistant.panel.patterns import PATTERNS


class GpioPanel:
    """An RGB LED shows each state's colour; a single LED is lit while its state lasts, and moves as that one does."""

    class Options(ButtonOptions):
        rgb: tuple[Pin, Pin, Pin] | None = None
        """Pins of an RGB LED: red, green, blue."""
        lights: Mapping[Light, Pin] = Field(default={})
        """Pins of single LEDs, by state: asleep, listening, thinking, speaking, muted, error."""
        active_low: bool = False
        """LEDs are lit by a low pin, as those with a common anode are."""
        brightness: float = Field(default=0.5, gt=0, le=1)
        """The most that an LED is lit."""

        def pins(self) -> list[int]:
            return [*super().pins(), *(self.rgb or ()), *self.lights.values()]

    def __init__(self, options: Options, pressed: Callable[[Button], None]) -> None:
        if not options.pins():
            raise DeviceMissing("panel: gpio has no pins; set some of rgb, lights, talk, mute in panel.options")
        self._brightness = options.brightness
        self._rgb: Any = None
        self._lights: dict[Light, Any] = {}
        with ExitStack() as opened:
            with reaching_for_pins():
                self._open_lights(options, opened)
            self._buttons = Buttons(options, pressed)
            opened.callback(self._buttons.close)
            self._animator = Animator(self._paint)
            opened.callback(self._animator.close)
            self._open = opened.pop_all()

    def show(self, light: Light) -> None:
        self._buttons.shown(light)
        self._animator.show(light)

    def close(self) -> None:
        self._open.close()

    def _open_lights(self, options: Options, opened: ExitStack) -> None:
        import gpiozero

        lit_by_high = not options.active_low
        if options.rgb is not None:
            self._rgb = opened.enter_context(gpiozero.RGBLED(*options.rgb, active_high=lit_by_high))
        for light, pin in options.lights.items():
            self._lights[light] = opened.enter_context(gpiozero.PWMLED(pin, active_high=lit_by_high))

    def _paint(self, light: Light, level: float) -> None:
        bright = level * self._brightness
        if self._rgb is not None:
            self._rgb.value = tuple(part * bright for part in PATTERNS[light].colour)
        for own, led in self._lights.items():
            led.value = bright if own is light else 0
