from __future__ import annotations

from typing import Any

from assistant.skills.home.entities import House, State
from assistant.skills.home.registries import AreaEntry, DeviceEntry, EntityEntry, Registries, entries, house

AREAS = [{"area_id": "k", "name": "Kitchen", "aliases": ["Cooking  corner", None], "temperature_entity_id": "sensor.t"}]
DEVICES = [{"id": "d", "area_id": "k"}, {"id": "off", "disabled_by": "user"}]


def built(*listed: dict[str, Any], **states: State) -> House:
    registries = Registries(
        entries(AreaEntry, AREAS), entries(DeviceEntry, DEVICES), entries(EntityEntry, list(listed))
    )
    return house(registries, {name.replace("__", "."): state for name, state in states.items()})


def ids(house: House) -> list[str]:
    return [entity.id for entity in house.entities]


def test_names_and_rooms() -> None:
    found = built(
        {"entity_id": "light.a", "area_id": "k", "name": "My lamp"},
        {"entity_id": "light.b", "device_id": "d", "original_name": "Bulb"},
        {"entity_id": "light.c", "area_id": "gone", "aliases": ["C", None]},
        light__a=State("on", {"friendly_name": "Lamp"}),
        switch__yaml=State("off", {"friendly_name": "Plug", "device_class": "outlet"}),
    )
    assert [(e.id, e.names, e.area) for e in found.entities] == [
        ("light.a", ("Lamp", "My lamp"), "k"),
        ("light.b", ("Bulb",), "k"),
        ("light.c", ("C",), None),
        ("switch.yaml", ("Plug",), None),
    ]
    assert found.areas[0].names == ("Kitchen", "Cooking corner")
    assert found.areas[0].sensors == {"temperature": "sensor.t"}


def test_what_people_do_not_speak_of_is_left_out() -> None:
    found = built(
        {"entity_id": "light.hidden", "hidden_by": "user", "name": "a"},
        {"entity_id": "light.disabled", "disabled_by": "integration", "name": "a"},
        {"entity_id": "switch.led", "entity_category": "config", "name": "a"},
        {"entity_id": "light.of_disabled_device", "device_id": "off", "name": "a"},
        {"entity_id": "automation.x", "name": "a"},
        {"entity_id": "light.nameless"},
        {"entity_id": "sensor.text", "name": "a"},
        sensor__power=State("3", {"friendly_name": "Power", "unit_of_measurement": "W"}),
    )
    assert ids(found) == ["sensor.power"]


def test_what_is_malformed_is_left_out() -> None:
    assert entries(AreaEntry, None) == entries(AreaEntry, {"a": 1}) == ()
    assert entries(AreaEntry, [3, None, {"name": "x"}, {"area_id": "a", "name": 5}]) == ()
    assert len(entries(AreaEntry, [*AREAS, {"area_id": "b"}])) == 1
    assert ids(built({"entity_id": "nodot", "name": "x"}, light__x=State("on", {"friendly_name": 7}))) == []
