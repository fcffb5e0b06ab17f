from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from gpiozero.pins.mock import MockPWMPin
from pydantic import ValidationError

from assistant.errors import DeviceMissing
from assistant.panel import Button, Light
from assistant.panel.buttons import ButtonOptions, Buttons
from tests.panel.hardware import eventually, nobody, pins

TALK, MUTE, SWITCH = 23, 24, 25


class HeldLow(MockPWMPin):  # type: ignore[misc]
    """A pin that a closed switch holds low: the pull of the board does not lift it."""

    def _set_pull(self, value: str) -> None:
        self._pull = value
        self._state = False


@pytest.fixture
def board() -> Iterator[Any]:
    with pins() as factory:
        yield factory


def test_a_press_is_told_once_and_a_release_not_at_all(board: Any) -> None:
    presses: list[Button] = []
    buttons = Buttons(ButtonOptions(talk=TALK, mute=MUTE), presses.append)
    for pin in (TALK, MUTE, TALK):
        board.pin(pin).drive_low()
        board.pin(pin).drive_high()
    assert presses == [Button.TALK, Button.MUTE, Button.TALK]
    buttons.close()


def test_buttons_to_the_supply_are_pressed_when_high(board: Any) -> None:
    presses: list[Button] = []
    buttons = Buttons(ButtonOptions(talk=TALK, pull_up=False), presses.append)
    assert board.pin(TALK).pull == "down"
    board.pin(TALK).drive_high()
    assert presses == [Button.TALK]
    buttons.close()


def test_they_are_debounced(board: Any) -> None:
    buttons = Buttons(ButtonOptions(talk=TALK, debounce_ms=70), nobody)
    assert board.pin(TALK).bounce == pytest.approx(0.07)
    buttons.close()


def test_pins_are_released(board: Any) -> None:
    presses: list[Button] = []
    buttons = Buttons(ButtonOptions(talk=TALK, mute_switch=SWITCH), presses.append)
    buttons.close()
    board.pin(TALK).drive_low()
    board.pin(SWITCH).drive_low()
    assert presses == []


def test_a_switch_tells_of_both_ways(board: Any) -> None:
    presses: list[Button] = []
    buttons = Buttons(ButtonOptions(mute_switch=SWITCH), presses.append)
    buttons.shown(Light.ASLEEP)
    board.pin(SWITCH).drive_low()
    buttons.shown(Light.MUTED)
    assert presses == [Button.MUTE]
    board.pin(SWITCH).drive_high()
    assert presses == [Button.MUTE, Button.MUTE]
    buttons.close()


def test_a_switch_that_is_closed_at_the_start_mutes_what_is_on() -> None:
    presses: list[Button] = []
    with pins(HeldLow):
        buttons = Buttons(ButtonOptions(mute_switch=SWITCH), presses.append)
        assert presses == []
        buttons.shown(Light.ASLEEP)
        assert eventually(lambda: presses == [Button.MUTE])
        buttons.shown(Light.MUTED)
        buttons.shown(Light.MUTED)
        buttons.close()
    assert presses == [Button.MUTE]


def test_a_switch_that_is_closed_at_the_start_agrees_with_what_is_muted() -> None:
    presses: list[Button] = []
    with pins(HeldLow) as board:
        buttons = Buttons(ButtonOptions(mute_switch=SWITCH), presses.append)
        buttons.shown(Light.MUTED)
        board.pin(SWITCH).drive_high()
        buttons.close()
    assert presses == [Button.MUTE]


@pytest.mark.parametrize("seen", [[Light.MUTED], [Light.MUTED, Light.ERROR]])
def test_a_switch_does_not_turn_on_what_was_muted_otherwise(board: Any, seen: list[Light]) -> None:
    presses: list[Button] = []
    buttons = Buttons(ButtonOptions(mute_switch=SWITCH), presses.append)
    for light in seen:
        buttons.shown(light)
    board.pin(SWITCH).drive_low()
    assert presses == []
    buttons.close()


def test_a_switch_that_is_opened_leaves_alone_what_is_on_already(board: Any) -> None:
    presses: list[Button] = []
    buttons = Buttons(ButtonOptions(mute_switch=SWITCH, mute=MUTE), presses.append)
    buttons.shown(Light.ASLEEP)
    board.pin(SWITCH).drive_low()
    board.pin(MUTE).drive_low()
    board.pin(SWITCH).drive_high()
    assert presses == [Button.MUTE, Button.MUTE]
    buttons.close()


def test_a_pin_is_used_once() -> None:
    with pytest.raises(ValidationError, match="pin 17 is used twice"):
        ButtonOptions(talk=17, mute=17)


@pytest.mark.parametrize("pin", [-1, 512, "GPIO17"])
def test_nonsense_is_refused(pin: Any) -> None:
    with pytest.raises(ValidationError):
        ButtonOptions(talk=pin)


def test_a_board_without_pins_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "imaginary")
    monkeypatch.setattr("gpiozero.Device.pin_factory", None)
    with pytest.raises(DeviceMissing, match=r"no pins can be reached.*usermod -aG gpio"):
        Buttons(ButtonOptions(talk=17), nobody)


def test_a_pin_that_does_not_exist_closes_those_that_do(board: Any) -> None:
    with pytest.raises(DeviceMissing, match=r"panel\.options"):
        Buttons(ButtonOptions(talk=17, mute=200), nobody)
    Buttons(ButtonOptions(talk=17), nobody).close()
