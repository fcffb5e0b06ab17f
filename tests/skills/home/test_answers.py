from __future__ import annotations

import pytest

from assistant.skills.home.answers import lights, state_of
from assistant.skills.home.entities import Entity, State
from tests.skills.home.houses import house


@pytest.mark.parametrize(
    ("kind", "value", "attributes", "english", "french"),
    [
        ("light", "on", {"brightness": 128}, "on, at 50 percent", "allumée, à 50 pour cent"),
        ("light", "off", {}, "off", "éteinte"),
        ("cover", "closing", {}, "closing", "en train de se fermer"),
        ("lock", "locked", {}, "locked", "verrouillée"),
        ("climate", "heat", {"temperature": 20.5}, "set to 20.5 degrees", "réglée sur 20,5 degrés"),
        ("climate", "off", {"temperature": 20.5}, "off", "éteinte"),
        ("media_player", "idle", {}, "on", "allumée"),
        ("media_player", "playing", {}, "playing", "en lecture"),
        ("sensor", "21.46", {"unit_of_measurement": "°C"}, "21.5 degrees", "à 21,5 degrés"),
        ("sensor", "high", {}, "high", "à high"),
        ("binary_sensor.window", "on", {}, "open", "ouverte"),
        ("binary_sensor.moisture", "on", {}, "wet", "mouillée"),
        ("binary_sensor.motion", "off", {}, "quiet", "au repos"),
        ("binary_sensor.lock", "on", {}, "unlocked", "déverrouillée"),
        ("fan", "{odd}", {}, "{odd}", "à {odd}"),
    ],
)
def test_states(kind: str, value: str, attributes: dict[str, object], english: str, french: str) -> None:
    domain, _, device_class = kind.partition(".")
    thing = Entity(f"{domain}.x", ("lampe",), None, device_class)
    assert state_of(thing, State(value, attributes), "en") == f"The lampe is {english}."
    assert state_of(thing, State(value, attributes), "fr") == f"La lampe est {french}."


def test_which_lights_are_on() -> None:
    home = house(("office",), "light: Spot @ office / light: Desk lamp @ office / light: Candle @ office")
    every = home.entities
    assert lights(home, [], every, "office", "en") == "The lights in the office are off."
    assert lights(home, every, every, None, "fr") == "Les lumières sont allumées."
    assert lights(home, every[:1], every, "office", "fr") == "Le spot est allumé."
    assert lights(home, every[:2], every, "office", "en") == "The spot and the desk lamp are on."
