"""Frames, byte by byte, as the makers' data sheets draw them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.panel.led_strips import Bits, Pixel, apa102, ws2812, ws2812_hz

PIXELS = st.lists(st.tuples(*[st.integers(0, 255)] * 3), max_size=300)


def test_apa102_start_leds_end() -> None:
    frame = apa102([(0x01, 0x02, 0x03), (0xFF, 0x80, 0x00)], brightness=31)
    assert frame[:12] == bytes.fromhex("00000000 ff010203 ffff8000")
    assert set(frame[12:]) == {0}


def test_apa102_three_ones_then_five_bits_of_brightness() -> None:
    assert apa102([(0, 0, 0)], brightness=0)[4] == 0b111_00000
    assert apa102([(0, 0, 0)], brightness=5)[4] == 0b111_00101


@given(PIXELS)
def test_apa102_ends_with_half_a_clock_for_each_led_and_32_zeros(pixels: list[Pixel]) -> None:
    end = apa102(pixels, 31)[4 + 4 * len(pixels) :]
    assert not any(end)
    assert 8 * len(end) >= 32 + len(pixels) / 2


def test_ws2812_with_three_bits() -> None:
    data = ws2812([(0b1000_0001, 0x00, 0xFF)], 3).strip(b"\0")
    assert data == bytes([0b11010010, 0b01001001, 0b00100110, *[0b10010010, 0b01001001, 0b00100100]]) + bytes(
        [0b11011011, 0b01101101, 0b10110110]
    )


def test_ws2812_with_four_bits() -> None:
    assert ws2812([(0b1000_0001, 0x00, 0xFF)], 4).strip(b"\0") == bytes.fromhex("c888888c 88888888 cccccccc")


@pytest.mark.parametrize(("bits", "hz"), [(3, 2_400_000), (4, 3_200_000)])
def test_ws2812_timing_is_that_of_a_data_sheet(bits: Bits, hz: int) -> None:
    """WS2812B (2013) with 3 bits, WS2812B-V5 with 4: limits of the pulse of a 0 and of a 1, in µs, and of the pause."""
    (shortest_0, longest_0), (shortest_1, longest_1), pause = {
        3: ((0.25, 0.55), (0.65, 0.95), 50),
        4: ((0.22, 0.38), (0.58, 1.0), 280),
    }[bits]
    assert ws2812_hz(bits) == hz
    step = 1e6 / hz
    assert shortest_0 <= step <= longest_0
    assert shortest_1 <= 2 * step <= longest_1
    frame = ws2812([(255, 255, 255)], bits)
    assert min(len(frame) - len(frame.lstrip(b"\0")), len(frame) - len(frame.rstrip(b"\0"))) * 8 * step >= pause


@given(PIXELS, st.sampled_from([3, 4]))
def test_ws2812_can_be_read_back(pixels: list[Pixel], bits: Bits) -> None:
    pause = len(ws2812([], bits)) // 2
    stream = "".join(f"{byte:08b}" for byte in ws2812(pixels, bits)[pause:-pause])
    pulses = [stream[i : i + bits] for i in range(0, len(stream), bits)]
    data = "".join("1" if pulse.startswith("11") else "0" for pulse in pulses)
    assert {pulse.rstrip("0") for pulse in pulses} <= {"1", "11"}
    assert [int(data[i : i + 8], 2) for i in range(0, len(data), 8)] == [part for pixel in pixels for part in pixel]


@pytest.mark.parametrize("count", [1, 300])
def test_the_longest_strip_fits_one_transfer(count: int) -> None:
    """4096 bytes is what the kernel's spidev takes at once; a gap in the middle would be a pause for a WS2812."""
    pixels = [(255, 255, 255)] * count
    assert max(map(len, (apa102(pixels, 31), ws2812(pixels, 3), ws2812(pixels, 4)))) <= 4096
