from __future__ import annotations

import pytest

from assistant.skills.home.spoken import device, devices, distinct, group, listed
from tests.skills.home.houses import house

HOUSE = house(
    ("kitchen", "office"), "fan: Fan @ kitchen / fan: Fan @ office / light: Desk lamp @ office / light: Spot @ office"
)
FANS = HOUSE.entities[:2]


@pytest.mark.parametrize(
    ("name", "text", "plural"),
    [
        ("Kitchen Light", "the kitchen light", False),
        ("Bedroom blinds", "the bedroom blinds", True),
        ("TV", "the TV", False),
        ("Anna's lamp", "Anna's lamp", False),
        ("Glass", "the glass", False),
    ],
)
def test_a_device_in_english(name: str, text: str, plural: bool) -> None:
    assert (device(name, "en").text, device(name, "en").plural) == (text, plural)


def test_lists() -> None:
    assert listed(["a"], "en", "or") == "a"
    assert listed(["a", "b", "c"], "en", "or") == "a, b or c"
    assert listed(list("abcdef"), "fr", "and") == "a, b, c et 3 autres"


def test_the_room_tells_the_same_names_apart() -> None:
    assert distinct(HOUSE, FANS, "en") == ["the fan in the kitchen", "the fan in the office"]
    assert distinct(HOUSE, HOUSE.entities[2:], "en") == ["the desk lamp", "the spot"]


def test_several_are_spoken_of_as_they_were_asked_for() -> None:
    assert group(HOUSE, HOUSE.entities[2:], None, "office", "en").text == "the lights in the office"
    assert group(HOUSE, HOUSE.entities[2:], None, None, "fr").text == "les lumières"
    assert group(HOUSE, FANS, "fans", None, "en").text == "the fans"
    assert group(HOUSE, FANS[:1], "fans", "kitchen", "en").text == "the fan"
    assert devices(HOUSE.entities[2:], "en").text == "the desk lamp and the spot"
