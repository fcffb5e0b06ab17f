from __future__ import annotations

import pytest

from assistant.skills import Call, Refusal, Value
from assistant.skills.home.entities import State
from assistant.skills.home.finding import Lost, Several
from assistant.skills.home.plans import Plan, Room, plan
from tests.skills.home.houses import house

HOUSE = house(
    ("kitchen", "office"),
    """
    light: Ceiling @ kitchen / light: Counter light @ kitchen / light: Desk lamp @ office
    climate: Kitchen radiator @ kitchen / climate: Office radiator @ office / lock: Front door / lock: Back door
    cover.blind: Left blind @ office / cover.blind: Right blind @ office
    """,
)
STATES = {entity.id: State("on", {"temperature": 20, "min_temp": 7, "max_temp": 28}) for entity in HOUSE.entities}


def planned(intent: str, room: str | None = None, **slots: Value) -> Plan:
    return plan(Call(intent, "en", "", slots), Room(HOUSE, STATES, room))


def sent(intent: str, room: str | None = None, **slots: Value) -> list[tuple[str, list[str]]]:
    steps = planned(intent, room, **slots).orders
    return [(f"{step.domain}.{step.service}", [entity.names[0] for entity in step.entities]) for step in steps]


def test_what_a_language_model_calls_lights() -> None:
    kitchen = [("light.turn_on", ["Ceiling", "Counter light"])]
    assert sent("TurnOn", area="kitchen") == kitchen
    assert sent("TurnOn", name="lights", area="kitchen") == kitchen
    assert sent("TurnOn", name="kitchen lights") == kitchen
    assert sent("TurnOn", name="counter light") == [("light.turn_on", ["Counter light"])]


def test_the_heating_is_that_of_the_room() -> None:
    assert sent("SetTemperature", "office", degrees=21) == [("climate.set_temperature", ["Office radiator"])]
    assert len(sent("SetTemperature", degrees=21)) == 2
    assert planned("SetTemperature", area="kitchen", degrees=2, change="down").orders[0].data == {"temperature": 18}
    assert planned("SetTemperature", "office", change="up").done == "The office radiator is set to 21 degrees."


@pytest.mark.parametrize("degrees", [6, 29, 1000, -4])
def test_no_more_than_the_heating_can(degrees: int) -> None:
    with pytest.raises(Refusal, match="can be set from 7 to 28 degrees"):
        planned("SetTemperature", area="office", degrees=degrees)


def test_a_room_without_lights_is_not_the_room_it_stands_in() -> None:
    assert len(sent("TurnOn", "cellar", here=True)[0][1]) == 3


def test_which_door_is_never_guessed() -> None:
    with pytest.raises(Several):
        planned("UnlockDoor")
    with pytest.raises(Lost):
        planned("UnlockDoor", name="office")
    assert sent("UnlockDoor", name="back door") == [("lock.unlock", ["Back door"])]


def test_several_at_once() -> None:
    blinds = planned("TurnOff", name="blinds")
    assert blinds.done == "The blinds are closing."
    assert len(blinds.orders[0].entities) == 2
    assert planned("SetBrightness", name="blinds", percent=300).orders[0].data == {"position": 100}
