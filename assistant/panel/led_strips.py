"""What LEDs with a controller inside want to be sent over SPI. Pure; the bytes are those of the makers' data sheets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

Pixel = tuple[int, int, int]
"""The three bytes of one LED, in the order in which it takes them."""

Bits = Literal[3, 4]
"""SPI bits that make one bit of a WS2812."""

_RESET_S = 300e-6
"""Silence that makes a WS2812 show what it got: 50 µs by its first data sheet, 280 µs by that of newer batches."""


def apa102(pixels: Sequence[Pixel], brightness: int) -> bytes:
    """A frame for APA102 and SK9822; `brightness` of all LEDs in [0, 31]. They take blue, green, red.

    Each LED delays the data by half a clock, so that the end frame needs half a clock an LED. The data sheet fills it with
    ones; zeros clock as well, light no LED beyond the last one, and are what an SK9822 needs to show the frame at once
    (https://cpldcpu.com/2016/12/13/sk9822-a-clone-of-the-apa102/).
    """
    leds = b"".join(bytes((0xE0 | brightness, *pixel)) for pixel in pixels)
    return bytes(4) + leds + bytes(4 + (len(pixels) + 15) // 16)


def ws2812(pixels: Sequence[Pixel], bits: Bits) -> bytes:
    """A frame for WS2812 and SK6812, to be sent at `ws2812_hz(bits)`. They take green, red, blue.

    A bit is a pulse, short for 0 and long for 1: 100 and 110 with three SPI bits, 1000 and 1100 with four. The pause before
    the data is for controllers whose line idles high.
    """
    spread = _spread(bits)
    pause = bytes(round(_RESET_S * ws2812_hz(bits) / 8))
    return pause + b"".join(spread[part] for pixel in pixels for part in pixel) + pause


def ws2812_hz(bits: Bits) -> int:
    """Clock of the SPI bus: a bit of a WS2812 takes 1.25 µs."""
    return bits * 800_000


@cache
def _spread(bits: Bits) -> Sequence[bytes]:
    """Each byte as a WS2812 wants it."""
    zero, one = {3: ("100", "110"), 4: ("1000", "1100")}[bits]
    return [
        int("".join(one if bit == "1" else zero for bit in f"{byte:08b}"), 2).to_bytes(bits, "big")
        for byte in range(256)
    ]
