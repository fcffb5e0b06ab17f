"""Buttons and a microphone switch on GPIO pins, for every panel that has pins: by gpiozero, debounced by it."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Annotated, Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from assistant import registry
from assistant.errors import DeviceMissing
from assistant.panel import Button, Light

Pin = Annotated[int, Field(ge=0, le=511)]
"""A pin's GPIO number (on a Raspberry Pi: the one that Broadcom gave it), not its place on the header."""

PACKAGES = "install what panels need: pip install 'colibri-assistant[panel]'"


class ButtonOptions(registry.Options):
    talk: Pin | None = None
    """Pin of a button that does what the wake word does; while it speaks, it stops it."""
    mute: Pin | None = None
    """Pin of a button that turns the microphone off, and on again."""
    mute_switch: Pin | None = None
    """Pin of a switch that stays where it is put: closed is microphone off."""
    pull_up: bool = True
    """Buttons connect their pin to ground; false: to 3.3 V."""
    debounce_ms: int = Field(default=50, ge=1, le=1000)
    """Changes of a button that follow one another faster than this are one press."""

    def pins(self) -> list[int]:
        """Every pin that is used."""
        return [pin for pin in (self.talk, self.mute, self.mute_switch) if pin is not None]

    @model_validator(mode="after")
    def _each_pin_once(self) -> Self:
        pins = self.pins()
        twice = sorted({pin for pin in pins if pins.count(pin) > 1})
        if twice:
            raise PydanticCustomError("pin_twice", "pin {pin} is used twice; give each part its own", {"pin": twice[0]})
        return self


class Buttons:
    """Calls `pressed` from a thread of gpiozero's, or its own. Raises `DeviceMissing` when a pin cannot be had."""

    def __init__(self, options: ButtonOptions, pressed: Callable[[Button], None]) -> None:
        self._pressed = pressed
        self._muted: bool | None = None
        """Whether the microphone is off, as far as is known here: what the switch has to agree with. None until something is
        shown."""
        self._off = False
        """Where the switch is."""
        with ExitStack() as opened:
            if options.talk is not None:
                talk = opened.enter_context(_button(options.talk, options))
                talk.when_pressed = lambda: pressed(Button.TALK)
            if options.mute is not None:
                mute = opened.enter_context(_button(options.mute, options))
                mute.when_pressed = self._toggle
            if options.mute_switch is not None:
                switch = opened.enter_context(_button(options.mute_switch, options))
                self._off = switch.is_pressed
                switch.when_pressed = lambda: self._switched(True)
                switch.when_released = lambda: self._switched(False)
            self._open = opened.pop_all()

    def shown(self, light: Light) -> None:
        """What is shown tells whether the microphone is off; an error hides it."""
        if light is Light.ERROR:
            return
        first, self._muted = self._muted is None, light is Light.MUTED
        if first and self._off:  # no edge tells of a switch that was closed before the start
            threading.Thread(target=self._switched, args=(True,), name="panel-switch", daemon=True).start()

    def close(self) -> None:
        """Release the pins."""
        self._open.close()

    def _switched(self, off: bool) -> None:
        """The switch is where it is: what somebody has muted otherwise is not turned on by switching it off, too."""
        self._off = off
        if self._muted is not None and off is not self._muted:
            self._toggle()

    def _toggle(self) -> None:
        if self._muted is not None:
            self._muted = not self._muted
        self._pressed(Button.MUTE)


@contextmanager
def reaching_for_pins() -> Iterator[None]:
    """Whatever goes wrong with pins as a `DeviceMissing` that says what to do."""
    with warnings.catch_warnings(record=True) as reasons:
        warnings.simplefilter("always")  # gpiozero warns of each way to the pins that it could not take
        try:
            yield
        except ModuleNotFoundError as error:
            raise DeviceMissing(f"panel: {error}; {PACKAGES}") from error
        except ImportError as error:  # gpiozero's BadPinFactory is one
            why = f" ({reasons[0].message})" if reasons else ""
            raise DeviceMissing(
                f"panel: no pins can be reached{why}; {PACKAGES}, and let this user at them: "
                "sudo usermod -aG gpio USER, then log in again"
            ) from error
        except Exception as error:  # gpiozero's own, those of the library beneath it, the kernel's
            raise DeviceMissing(
                f"panel: {error}; check the numbers in panel.options, that nothing else uses these pins, and that this user "
                "is in the group gpio"
            ) from error


def _button(pin: int, options: ButtonOptions) -> Any:
    with reaching_for_pins():
        import gpiozero

        return gpiozero.Button(pin, pull_up=options.pull_up, bounce_time=options.debounce_ms / 1000)
