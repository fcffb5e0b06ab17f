"""What every panel promises, whichever engine it is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from assistant import registry
from assistant.errors import DeviceMissing
from assistant.panel import ENGINES, Light, Panel
from tests.panel.hardware import install_spi, nobody, pins

WIRED: dict[str, dict[str, Any]] = {
    "gpio": {"rgb": (17, 27, 22), "lights": {"muted": 5}, "talk": 23, "mute": 24, "mute_switch": 25},
    "spi": {"leds": 3, "talk": 17},
}
"""Options that use everything an engine has; an engine that is not here is built with its defaults."""


@pytest.fixture(params=ENGINES)
def build(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Panel]]:
    name: str = request.param
    install_spi(monkeypatch)

    def built() -> Panel:
        engine = registry.load("panel", ENGINES, name)
        panel: Panel = engine(engine.Options.model_validate(WIRED.get(name, {})), nobody)
        return panel

    with pins():
        yield built


def test_it_shows_every_light_and_may_be_closed_twice(build: Callable[[], Panel]) -> None:
    panel = build()
    for light in [*Light, *reversed(Light)]:
        panel.show(light)
        panel.show(light)
    panel.close()
    panel.close()


def test_what_is_shown_after_the_close_does_no_harm(build: Callable[[], Panel]) -> None:
    panel = build()
    panel.close()
    panel.show(Light.LISTENING)


def test_its_hardware_can_be_had_again_after_the_close(build: Callable[[], Panel]) -> None:
    build().close()
    build().close()


@pytest.mark.parametrize("name", ["gpio", "spi"])
def test_a_package_that_is_not_installed_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("gpiozero", "spidev"):
        monkeypatch.setitem(sys.modules, package, None)
    engine = registry.load("panel", ENGINES, name)
    with pytest.raises(DeviceMissing, match=r"pip install 'colibri-assistant\[panel\]'"):
        engine(engine.Options.model_validate(WIRED[name]), nobody)
