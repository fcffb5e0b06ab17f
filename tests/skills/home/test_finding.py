from __future__ import annotations

import pytest

from assistant.skills.home.entities import House
from assistant.skills.home.finding import Lost, Several, Wanted, find, lists
from tests.skills.home.houses import house

ROOMS = ("kitchen", "bedroom", "living room", "garage")
HOUSE = house(
    ROOMS,
    """
    light: Kitchen Light @ kitchen
    light: Kitchen table light|Dining light @ kitchen
    light: Bedroom lamp @ bedroom / light: Reading lamp @ living room
    fan: Bedroom fan @ bedroom / fan: Living room fan @ living room
    cover.blind: Left blind @ bedroom / cover.shutter: Right blind @ bedroom / cover.garage: Garage @ garage
    media_player.tv: Samsung QE55 @ living room
    climate: Boiler
    scene: Movie scene / scene: Good night / script: Scène du matin
    """,
)


def found(name: str | None = None, area: str | None = None, language: str = "en", house: House = HOUSE) -> list[str]:
    return [entity.names[0] for entity in find(house, Wanted(name, area), language)]


def test_by_name_alias_and_spelling() -> None:
    assert found("kitchen light") == ["Kitchen Light"]
    assert found("DINING LIGHT") == ["Kitchen table light"]
    assert found("samsung qe 55") == found("Samsung QE55") == ["Samsung QE55"]


def test_all_lights_of_a_room() -> None:
    assert found(area="Kitchen") == ["Kitchen Light", "Kitchen table light"]
    assert len(found()) == 4


def test_by_what_it_is() -> None:
    assert found("tv") == ["Samsung QE55"]
    assert found("télé", language="fr") == found("télé") == ["Samsung QE55"], "who mixes languages is understood"
    assert found("blinds") == ["Left blind", "Right blind"]
    assert found("heating") == found("heater") == ["Boiler"]
    assert found("fan", "living room") == ["Living room fan"]
    assert found("lamp", "bedroom") == ["Bedroom lamp"]
    assert found("fans") == ["Bedroom fan", "Living room fan"]
    assert found("movie") == ["Movie scene"]
    assert found("matin") == ["Scène du matin"]


@pytest.mark.parametrize("name", ["fan", "lamp", "blind"])
def test_one_of_several_is_not_guessed(name: str) -> None:
    with pytest.raises(Several) as several:
        found(name)
    assert len(several.value.entities) == 2


def test_what_cannot_be_told_apart_is_meant_together() -> None:
    twice = house(("hall",), "light: Spot @ hall / light: Spot @ hall")
    assert found("spot", house=twice) == ["Spot", "Spot"]


def test_a_device_without_a_room_may_be_in_any() -> None:
    assert found("boiler", "bedroom") == ["Boiler"]


@pytest.mark.parametrize(
    ("name", "area", "lost"),
    [
        ("toaster", None, ("toaster", None)),
        ("tv", "kitchen", ("tv", "kitchen")),
        (None, "cellar", ("cellar", None)),
        (None, "garage", ("light", "garage")),
    ],
)
def test_what_is_not_there(name: str | None, area: str | None, lost: tuple[str, str | None]) -> None:
    with pytest.raises(Lost) as error:
        found(name, area)
    assert (error.value.name, error.value.area) == lost


def test_what_can_be_said() -> None:
    english = lists(HOUSE, "en")
    assert {"kitchen light", "dining light", "bedroom fan", "fan", "fans", "tv", "blinds", "heating", "lamp"} <= set(
        english["home_switch"] + english["home_cover"]
    )
    assert not {"light", "shutters and", "volets", "movie"} & set(english["home_name"])
    assert english["home_climate"] == ("boiler",), "templates know the word heating themselves"
    assert english["home_scene"] == ("movie", "good night", "matin")
    assert english["home_area"] == ROOMS
    assert english["home_place"] == ROOMS[:3], "the garage is a door"
    assert "garage" in english["home_cover"]
    assert "ventilateurs" in lists(HOUSE, "fr")["home_name"]


@pytest.mark.parametrize(
    ("device", "room", "short"),
    [
        ("Plafonnier du salon", "Salon", "plafonnier"),
        ("Volet de la chambre d'Anna", "Chambre d'Anna", "volet"),
        ("Anna's room's fan", "Anna's room", "fan"),
        ("Office - printer", "Office", "printer"),
        ("Office", "Office", None),
        ("Lumière de la cuisine", "Cuisine", None),
    ],
)
def test_the_room_in_a_name(device: str, room: str, short: str | None) -> None:
    names = lists(house((room,), f"switch: {device} @ {room}"), "fr")["home_switch"]
    assert list(names[1:]) == ([short] if short else [])


def test_an_empty_house() -> None:
    assert not any(lists(House(), "en").values())
    assert not any(lists(House(), "de").values())
