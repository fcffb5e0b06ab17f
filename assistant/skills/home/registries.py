"""What Home Assistant's registries and states say, as the house they describe. Pure. What is malformed is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.skills.home.entities import DOMAINS, Area, Entity, House, State

_NOT_FOR_PEOPLE = frozenset(("config", "diagnostic"))


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class AreaEntry(_Entry):
    area_id: str
    name: str
    aliases: tuple[str | None, ...] | None = None
    temperature_entity_id: str | None = None
    humidity_entity_id: str | None = None


class DeviceEntry(_Entry):
    id: str
    area_id: str | None = None
    disabled_by: str | None = None


class EntityEntry(_Entry):
    entity_id: str
    name: str | None = None
    original_name: str | None = None
    area_id: str | None = None
    device_id: str | None = None
    disabled_by: str | None = None
    hidden_by: str | None = None
    entity_category: str | None = None
    aliases: tuple[str | None, ...] | None = None


class StateEntry(_Entry):
    entity_id: str
    state: str
    attributes: Mapping[str, Any] = {}


_E = TypeVar("_E", bound=_Entry)


def entries(model: type[_E], data: Any) -> tuple[_E, ...]:
    """Those of `data`, a list, that are what they should be."""
    return tuple(_valid(model, data if isinstance(data, list) else ()))


def _valid(model: type[_E], data: Sequence[Any]) -> Iterator[_E]:
    for item in data:
        try:
            yield model.model_validate(item)
        except ValidationError:
            continue


@dataclass(frozen=True, slots=True)
class Registries:
    """As they are listed."""

    areas: Sequence[AreaEntry] = ()
    devices: Sequence[DeviceEntry] = ()
    entities: Sequence[EntityEntry] = ()
    aliases: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By entity: they are not in the list of entities."""


def house(registries: Registries, states: Mapping[str, State]) -> House:
    """The house: of what is registered or has a state, all that people may name."""
    areas = tuple(
        Area(entry.area_id, _names(entry.name, *(entry.aliases or ())), _sensors(entry)) for entry in registries.areas
    )
    registered = {entry.entity_id: entry for entry in registries.entities}
    places = {device.id: device.area_id for device in registries.devices}
    disabled = {device.id for device in registries.devices if device.disabled_by}
    found = []
    for identity in dict.fromkeys((*registered, *states)):
        entry = registered.get(identity, EntityEntry(entity_id=identity))
        if identity.partition(".")[0] not in DOMAINS or _is_hidden(entry) or entry.device_id in disabled:
            continue
        known = {area.id for area in areas}
        area = next((a for a in (entry.area_id, places.get(entry.device_id or "")) if a in known), None)
        entity = _entity(entry, area, registries.aliases.get(identity, ()), states.get(identity))
        if entity is not None:
            found.append(entity)
    return House(areas, tuple(found))


def _entity(entry: EntityEntry, area: str | None, aliases: Sequence[str], state: State | None) -> Entity | None:
    attributes = state.attributes if state else {}
    friendly = attributes.get("friendly_name")
    names = _names(friendly if isinstance(friendly, str) else None, entry.name, *aliases, *(entry.aliases or ()))
    names = names or _names(entry.original_name)
    if not names or (entry.entity_id.startswith("sensor.") and "unit_of_measurement" not in attributes):
        return None
    kind = attributes.get("device_class")
    return Entity(entry.entity_id, names, area, kind if isinstance(kind, str) else "")


def _sensors(entry: AreaEntry) -> Mapping[str, str]:
    of = {"temperature": entry.temperature_entity_id, "humidity": entry.humidity_entity_id}
    return {what: sensor for what, sensor in of.items() if sensor}


def _is_hidden(entry: EntityEntry) -> bool:
    return bool(entry.disabled_by or entry.hidden_by) or entry.entity_category in _NOT_FOR_PEOPLE


def _names(*names: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(name.split()) for name in names if name and name.strip()))
