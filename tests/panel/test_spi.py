from __future__ import annotations

import sys
from typing import Any

import pytest
import structlog
from pydantic import ValidationError

from assistant.errors import DeviceMissing
from assistant.panel import Button, Light
from assistant.panel.spi import SpiPanel
from tests.panel.hardware import FakeSpi, eventually, install_spi, nobody, pins


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> FakeSpi:
    return install_spi(monkeypatch)


def test_apa102_blue_green_red_at_the_wanted_brightness(bus: FakeSpi) -> None:
    panel = SpiPanel(SpiPanel.Options(leds=2, bus=1, device=2, brightness=0.2), nobody)
    assert bus.opened == (1, 2)
    assert bus.max_speed_hz == 4_000_000
    panel.show(Light.LISTENING)
    assert eventually(lambda: bus.sent[-1][4:12] == bytes([0xE6, 255, 76, 0] * 2))
    panel.show(Light.MUTED)
    assert eventually(lambda: bus.sent[-1][4:12] == bytes([0xE6, 0, 0, 255] * 2))
    panel.close()


def test_the_dimmest_apa102_is_still_lit(bus: FakeSpi) -> None:
    panel = SpiPanel(SpiPanel.Options(leds=1, brightness=0.001), nobody)
    assert eventually(lambda: bool(bus.sent))
    assert bus.sent[0][4] == 0xE1
    panel.close()


@pytest.mark.parametrize(
    ("bits", "hz", "pulses"),
    [(4, 3_200_000, "88888888 88cccc88 88888888"), (3, 2_400_000, "924924 936da4 924924")],
)
def test_ws2812_green_red_blue(bus: FakeSpi, bits: int, hz: int, pulses: str) -> None:
    """Muted is red alone; at this brightness it is 60 of 255, 0b00111100."""
    options = {"chip": "ws2812", "leds": 1, "ws2812_bits": bits, "brightness": 60 / 255}
    panel = SpiPanel(SpiPanel.Options.model_validate(options), nobody)
    assert bus.max_speed_hz == hz
    panel.show(Light.MUTED)
    assert eventually(lambda: bool(bus.sent) and bus.sent[-1].strip(b"\0") == bytes.fromhex(pulses))
    panel.close()


def test_mixed_up_colours_are_put_right(bus: FakeSpi) -> None:
    panel = SpiPanel(SpiPanel.Options(leds=1, order="rgb"), nobody)
    panel.show(Light.MUTED)
    assert eventually(lambda: bus.sent[-1][5:8] == bytes([255, 0, 0]))
    panel.close()


def test_closing_leaves_it_dark_and_the_bus_closed(bus: FakeSpi) -> None:
    panel = SpiPanel(SpiPanel.Options(leds=1), nobody)
    panel.show(Light.ERROR)
    panel.close()
    panel.close()
    assert bus.sent[-1][5:8] == bytes(3)
    assert bus.closes == 1


def test_a_strip_that_fails_is_logged_once_and_stops_nobody(bus: FakeSpi) -> None:
    bus.broken = OSError("bus error")
    with structlog.testing.capture_logs() as logs:
        panel = SpiPanel(SpiPanel.Options(leds=1), nobody)
        for count, light in enumerate([Light.THINKING, Light.SPEAKING, Light.ERROR], 2):
            panel.show(light)
            assert eventually(lambda count=count: len(bus.sent) == count)  # type: ignore[misc]
        panel.close()
    assert len(logs) == 1


def test_its_buttons_are_on_pins(bus: FakeSpi) -> None:
    presses: list[Button] = []
    with pins() as board:
        panel = SpiPanel(SpiPanel.Options(leds=3, talk=17), presses.append)
        board.pin(17).drive_low()
        assert presses == [Button.TALK]
        panel.close()


def test_without_buttons_no_pins_are_needed(bus: FakeSpi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gpiozero", None)
    SpiPanel(SpiPanel.Options(leds=3), nobody).close()


def test_buttons_that_cannot_be_had_close_the_bus(bus: FakeSpi) -> None:
    with pins(), pytest.raises(DeviceMissing):
        SpiPanel(SpiPanel.Options(talk=300), nobody)
    assert bus.closes == 1


@pytest.mark.parametrize(
    ("refusal", "advice"),
    [
        (FileNotFoundError(2, "No such file"), "/dev/spidev0.0 cannot be opened.*raspi-config"),
        (PermissionError(13, "Permission denied"), "usermod -aG spi"),
    ],
)
def test_a_bus_that_cannot_be_opened_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, refusal: Exception, advice: str
) -> None:
    install_spi(monkeypatch, refuses=refusal)
    with pytest.raises(DeviceMissing, match=advice):
        SpiPanel(SpiPanel.Options(), nobody)


@pytest.mark.parametrize(
    "settings", [{"chip": "apa103"}, {"leds": 0}, {"leds": 301}, {"order": "rgw"}, {"ws2812_bits": 8}, {"bus": -1}]
)
def test_nonsense_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SpiPanel.Options.model_validate(settings)
