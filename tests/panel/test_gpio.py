from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from assistant.errors import DeviceMissing
from assistant.panel import Button, Light
from assistant.panel.gpio import GpioPanel
from tests.panel.hardware import eventually, nobody, pins

RED, GREEN, BLUE = RGB = (17, 27, 22)


@pytest.fixture
def board() -> Iterator[Any]:
    with pins() as factory:
        yield factory


def lit(board: Any, *wanted: float) -> bool:
    """Whether the RGB LED comes to show this."""
    return eventually(lambda: [board.pin(pin).state for pin in RGB] == pytest.approx(wanted))


def test_an_rgb_led_shows_the_colours_no_brighter_than_wanted(board: Any) -> None:
    panel = GpioPanel(GpioPanel.Options(rgb=RGB, brightness=0.5), nobody)
    panel.show(Light.LISTENING)
    assert lit(board, 0, 0.15, 0.5)
    panel.show(Light.MUTED)
    assert lit(board, 0.5, 0, 0)
    panel.show(Light.ASLEEP)
    assert lit(board, 0, 0, 0)
    panel.close()


def test_thinking_fades_and_an_error_blinks(board: Any) -> None:
    panel = GpioPanel(GpioPanel.Options(rgb=RGB, brightness=1), nobody)
    panel.show(Light.THINKING)
    assert eventually(lambda: len({state.state for state in board.pin(BLUE).states}) > 4)
    panel.show(Light.ERROR)
    assert eventually(lambda: [state.state for state in board.pin(RED).states[-3:]] == [1, 0, 1])
    panel.close()


def test_closing_puts_the_light_out_and_releases_the_pins(board: Any) -> None:
    panel = GpioPanel(GpioPanel.Options(rgb=RGB), nobody)
    panel.show(Light.SPEAKING)
    assert lit(board, 0, 0.5, 0.1)
    panel.close()
    assert [board.pin(pin).function for pin in RGB] == ["input"] * 3
    assert [board.pin(pin).states[-1].state for pin in RGB] == [0, 0, 0]


def test_a_common_anode_is_lit_by_low_pins(board: Any) -> None:
    panel = GpioPanel(GpioPanel.Options(rgb=RGB, active_low=True, brightness=1), nobody)
    panel.show(Light.MUTED)
    assert lit(board, 0, 1, 1)
    panel.close()


def test_a_single_led_is_lit_while_its_state_lasts(board: Any) -> None:
    panel = GpioPanel(GpioPanel.Options(lights={Light.ASLEEP: 5, Light.MUTED: 6}, brightness=0.5), nobody)
    assert eventually(lambda: (board.pin(5).state, board.pin(6).state) == (0.5, 0))
    panel.show(Light.MUTED)
    assert eventually(lambda: (board.pin(5).state, board.pin(6).state) == (0, 0.5))
    panel.show(Light.SPEAKING)
    assert eventually(lambda: (board.pin(5).state, board.pin(6).state) == (0, 0))
    panel.close()


def test_buttons_work_and_the_switch_knows_what_is_shown(board: Any) -> None:
    presses: list[Button] = []
    panel = GpioPanel(GpioPanel.Options(rgb=RGB, talk=23, mute_switch=25), presses.append)
    board.pin(23).drive_low()
    panel.show(Light.MUTED)
    board.pin(25).drive_low()
    board.pin(25).drive_high()
    assert presses == [Button.TALK, Button.MUTE]
    panel.close()


def test_a_panel_without_a_pin_says_what_to_set() -> None:
    with pytest.raises(DeviceMissing, match=r"set some of rgb, lights, talk, mute in panel\.options"):
        GpioPanel(GpioPanel.Options(), nobody)


def test_a_pin_that_cannot_be_had_releases_the_others(board: Any) -> None:
    with pytest.raises(DeviceMissing, match=r"panel\.options"):
        GpioPanel(GpioPanel.Options(rgb=(*RGB[:2], 300), talk=23), nobody)
    with pytest.raises(DeviceMissing, match=r"panel\.options"):
        GpioPanel(GpioPanel.Options(rgb=RGB, talk=300), nobody)
    GpioPanel(GpioPanel.Options(rgb=RGB, talk=23), nobody).close()


@pytest.mark.parametrize(
    "settings",
    [
        {"rgb": (1, 2)},
        {"rgb": (1, 2, 2)},
        {"lights": {"listening": 3, "muted": 3}},
        {"lights": {"dancing": 3}},
        {"talk": 4, "lights": {"muted": 4}},
        {"brightness": 0},
    ],
)
def test_nonsense_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        GpioPanel.Options.model_validate(settings)
