"""How the house is: GetState. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.skills import Call, Refusal
from assistant.skills.home.answers import humidities, lights, measured, readings, state_of
from assistant.skills.home.entities import DEVICES, Entity, State
from assistant.skills.home.finding import Lost, find
from assistant.skills.home.plans import Room, unavailable, wanted
from assistant.skills.home.spoken import place
from assistant.skills.home.texts import part, say

_MOST_TOLD = 4


def answer(call: Call, room: Room) -> str:
    """What is asked for. Raises `Lost`, `Several`, `Refusal`."""
    what = call.slots.get("what")
    if what in ("temperature", "humidity"):
        return _measured(call, room, str(what))
    want = wanted(call, room, DEVICES)
    found = find(room.house, want, call.language)
    there = [entity for entity in found if room.state(entity).available]
    if not there:
        raise Refusal(unavailable(found, call.language))
    if want.name is None and len(found) > 1:
        on = [entity for entity in there if room.state(entity).value == "on"]
        return lights(room.house, on, found, want.area, call.language)
    return " ".join(state_of(entity, room.state(entity), call.language) for entity in there[:_MOST_TOLD])


def _measured(call: Call, room: Room, what: str) -> str:
    said = str(call.slots.get("area") or room.here or "")
    areas = room.house.areas_called(said)
    found = next((area for area in room.house.areas if area.id in areas), None)
    if found is None:
        raise Lost(said) if said else Refusal(_no_sensor(call, what, "?"))
    chosen = [entity for entity in room.house.entities if entity.id == found.sensors.get(what)]
    there = chosen or [e for e in room.house.entities if e.area in areas and e.domain == "sensor" and e.kind == what]
    values = _values(there, room, call.language)
    if not values:
        attribute = f"current_{what}"
        heaters = [room.state(e) for e in room.house.entities if e.area in areas and e.domain == "climate"]
        values = [_degrees(n, what, call.language) for state in heaters if (n := state.number(attribute)) is not None]
    if not values:
        raise Refusal(_no_sensor(call, what, place(found, call.language)))
    tell = readings if what == "temperature" else humidities
    return tell(values[:2], place(found, call.language), call.language)


def _values(entities: Sequence[Entity], room: Room, language: str) -> list[str]:
    states: list[State] = [room.state(entity) for entity in entities]
    return [measured(state, language) for state in states if state.available]


def _degrees(number: float, what: str, language: str) -> str:
    unit = "°C" if what == "temperature" else "%"
    return measured(State(str(number), {"unit_of_measurement": unit}), language)


def _no_sensor(call: Call, what: str, area: str) -> str:
    return say(call.language, "not_measured", quantity=part(call.language, what), area=area)
