from __future__ import annotations

import pytest

from assistant.skills import Call, Refusal, Value
from assistant.skills.home.asking import answer
from assistant.skills.home.entities import Area, Entity, House, State
from assistant.skills.home.finding import Lost
from assistant.skills.home.plans import Room

HOUSE = House(
    (Area("k", ("kitchen",)), Area("o", ("office",), {"humidity": "sensor.chosen"}), Area("h", ("hall",))),
    (
        Entity("light.a", ("Spot",), "k"),
        Entity("light.b", ("Strip",), "k"),
        Entity("sensor.t", ("Probe",), "k", "temperature"),
        Entity("sensor.h", ("Other",), "o", "humidity"),
        Entity("sensor.chosen", ("Best",), None, "humidity"),
        Entity("climate.o", ("Heater",), "o"),
    ),
)
STATES = {
    "light.a": State("on"),
    "light.b": State("unavailable"),
    "sensor.t": State("22.04", {"unit_of_measurement": "°C"}),
    "sensor.h": State("60", {"unit_of_measurement": "%"}),
    "sensor.chosen": State("41", {"unit_of_measurement": "%"}),
    "climate.o": State("heat", {"current_temperature": 19.5}),
}


def told(language: str = "en", here: str | None = None, **slots: Value) -> str:
    return answer(Call("GetState", language, "", slots), Room(HOUSE, STATES, here))


def test_what_is_measured_in_a_room() -> None:
    assert told(area="kitchen", what="temperature") == "It is 22 degrees in the kitchen."
    assert told("fr", area="office", what="temperature") == "Il fait 19,5 degrés dans office."
    assert told(here="office", what="humidity") == "The humidity in the office is 41 percent."
    with pytest.raises(Refusal, match="no humidity sensor in the kitchen"):
        told(area="kitchen", what="humidity")
    with pytest.raises(Refusal, match="no temperature sensor"):
        told(area="hall", what="temperature")
    with pytest.raises(Lost):
        told(area="attic", what="temperature")


def test_lights_that_do_not_answer_are_not_called_on() -> None:
    assert told(area="kitchen") == "The spot is on."
    with pytest.raises(Refusal, match="The strip is not available"):
        told(name="strip")
