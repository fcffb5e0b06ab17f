"""A ring or strip of APA102 or WS2812 LEDs on an SPI bus, by spidev; buttons, when it has some, on GPIO pins."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Literal

from pydantic import Field

from assistant.errors import DeviceMissing
from assistant.panel import Button, Light, led_strips
from assistant.panel.animator import Animator
from assistant.panel.buttons import PACKAGES, ButtonOptions, Buttons
from assistant.panel.patterns import PATTERNS, Colour

_ORDERS = {"apa102": "bgr", "ws2812": "grb"}
"""In which order the chips take their colours."""


class SpiPanel:
    """All LEDs show the same: the state's colour."""

    class Options(ButtonOptions):
        chip: Literal["apa102", "ws2812"] = "apa102"
        """`apa102` has a data and a clock line (SK9822 too), `ws2812` one line (SK6812, NeoPixel)."""
        leds: int = Field(default=12, ge=1, le=300)
        """How many there are."""
        brightness: float = Field(default=0.2, gt=0, le=1)
        """The most that they are lit; at 1, an LED takes up to 60 mA."""
        order: Literal["rgb", "rbg", "grb", "gbr", "brg", "bgr"] | None = None
        """Order of the colours, when they are mixed up; without it, bgr for apa102 and grb for ws2812."""
        bus: int = Field(default=0, ge=0, le=31)
        """Bus of /dev/spidevBUS.DEVICE."""
        device: int = Field(default=0, ge=0, le=31)
        """Device of /dev/spidevBUS.DEVICE."""
        apa102_hz: int = Field(default=4_000_000, ge=100_000, le=20_000_000)
        """Clock for apa102; long wires want a slower one."""
        ws2812_bits: led_strips.Bits = 4
        """SPI bits that make one bit for ws2812: 4, at 3.2 MHz, keep to the times of today's LEDs, 3, at 2.4 MHz, to those of
        the first ones."""

    def __init__(self, options: Options, pressed: Callable[[Button], None]) -> None:
        self._options = options
        self._order = ["rgb".index(part) for part in options.order or _ORDERS[options.chip]]
        with ExitStack() as opened:
            self._spi = _opened(options)
            opened.callback(self._spi.close)
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

    def _paint(self, light: Light, level: float) -> None:
        self._spi.writebytes2(self._frame(PATTERNS[light].colour, level))

    def _frame(self, colour: Colour, level: float) -> bytes:
        options = self._options
        if options.chip == "apa102":
            brightness = max(1, round(31 * options.brightness))
            return led_strips.apa102([self._pixel(colour, level)] * options.leds, brightness)
        return led_strips.ws2812([self._pixel(colour, level * options.brightness)] * options.leds, options.ws2812_bits)

    def _pixel(self, colour: Colour, level: float) -> led_strips.Pixel:
        first, second, third = (round(255 * level * colour[part]) for part in self._order)
        return first, second, third


def _opened(options: SpiPanel.Options) -> Any:
    name = f"/dev/spidev{options.bus}.{options.device}"
    try:
        import spidev

        spi = spidev.SpiDev()
        spi.open(options.bus, options.device)
        apa102 = options.chip == "apa102"
        spi.max_speed_hz = options.apa102_hz if apa102 else led_strips.ws2812_hz(options.ws2812_bits)
    except ImportError as error:
        raise DeviceMissing(f"panel: {error}; {PACKAGES}") from error
    except PermissionError as error:
        raise DeviceMissing(f"panel: {name} may not be opened; sudo usermod -aG spi USER, then log in again") from error
    except OSError as error:
        raise DeviceMissing(
            f"panel: {name} cannot be opened ({error}); switch SPI on (Raspberry Pi: sudo raspi-config nonint do_spi 0) and "
            "check panel.options.bus and device"
        ) from error
    return spi
