"""What the language model may do with a house, when nothing that was said is known exactly. It cannot unlock. Pure."""

from __future__ import annotations

from collections.abc import Collection

from assistant.skills import Parameter, Tool
from assistant.skills.home.entities import DEVICES, SCENES, SWITCHED, House
from assistant.skills.home.finding import scene

_MOST_CHOICES = 40
"""Names in a list; of a larger house any text may be given, and is looked for."""


def tools(house: House) -> tuple[Tool, ...]:
    """For what there is; none for no house."""
    if not house.entities:
        return ()
    areas = _parameter("area", [area.names[0] for area in house.areas])
    switched = (_device(house, SWITCHED | {"cover"}), areas)
    offered = [
        Tool("TurnOn", "Switches on or opens a device, or the lights of a room.", switched),
        Tool("TurnOff", "Switches off or closes a device, or the lights of a room.", switched),
        Tool("GetState", "Tells whether a device, or the lights of a room, are on.", (_device(house, DEVICES), areas)),
    ]
    if any(entity.domain == "climate" for entity in house.entities):
        degrees = Parameter("degrees", "number", least=5, most=35)
        offered.append(Tool("SetTemperature", "Sets the heating.", (degrees, areas)))
    if scenes := [name for entity in house.entities if entity.domain in SCENES for name in scene(entity)[:1]]:
        offered.append(
            Tool("ActivateScene", "Starts a scene of the house.", (_parameter("scene", scenes, needed=True),))
        )
    return tuple(offered)


def _device(house: House, domains: Collection[str]) -> Parameter:
    return _parameter("name", [entity.names[0] for entity in house.entities if entity.domain in domains])


def _parameter(name: str, values: list[str], *, needed: bool = False) -> Parameter:
    distinct = tuple(dict.fromkeys(value.lower() for value in values))
    return Parameter(name, "string", needed, distinct if len(distinct) <= _MOST_CHOICES else ())
