"""A house as Home Assistant describes it: its areas, and what is in them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from assistant.brain.tokens import words

SWITCHED = frozenset(("light", "switch", "fan", "climate", "media_player"))
"""Domains of what is on or off."""
LEVELLED = frozenset(("light", "fan", "media_player"))
"""Domains of what can be more or less. What opens has a percentage as well."""
SCENES = frozenset(("scene", "script"))
DEVICES = SWITCHED | {"cover", "lock", "sensor", "binary_sensor"}
DOMAINS = DEVICES | SCENES
"""Domains that people may name something of."""


@dataclass(frozen=True, slots=True)
class State:
    """Of an entity, as Home Assistant says it."""

    value: str
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def available(self) -> bool:
        """Whether the device answers."""
        return self.value not in ("unavailable", "unknown")

    def number(self, attribute: str) -> float | None:
        """An attribute, if it is there and a number."""
        found = self.attributes.get(attribute)
        return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None


GONE = State("unavailable")
"""Of what has none."""


@dataclass(frozen=True, slots=True)
class Area:
    """A room, or a part of the house."""

    id: str
    names: tuple[str, ...]
    """The name, then the aliases."""
    sensors: Mapping[str, str] = field(default_factory=dict)
    """Entities that measure its temperature and humidity."""


@dataclass(frozen=True, slots=True)
class Entity:
    """Something with a state."""

    id: str
    names: tuple[str, ...]
    """The name, then the aliases."""
    area: str | None = None
    """Where it is, if that is known: the id of an area."""
    kind: str = ""
    """The device class, such as `garage`."""

    @property
    def domain(self) -> str:
        return self.id.partition(".")[0]


@dataclass(frozen=True, slots=True)
class House:
    """All of it."""

    areas: tuple[Area, ...] = ()
    entities: tuple[Entity, ...] = ()

    def areas_called(self, name: str) -> frozenset[str]:
        """Ids of the areas of a name."""
        return frozenset(area.id for area in self.areas if any(key(said) == key(name) for said in area.names))

    def area(self, identity: str | None) -> Area | None:
        """The area of an id."""
        return next((area for area in self.areas if area.id == identity), None)


@lru_cache(maxsize=8192)
def key(name: str) -> str:
    """What all spellings of a name share: without case, accents and punctuation."""
    return " ".join(words(name))
