"""Which services of Home Assistant do what somebody asks for. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.skills.home.entities import Entity

_STEP_PERCENT = 20
"""Of "a bit brighter"."""
STEP_DEGREES = 1.0
"""Of "a bit warmer"."""


class Impossible(Exception):
    """These devices cannot do that."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        super().__init__(", ".join(entity.id for entity in entities))
        self.entities = tuple(entities)


@dataclass(frozen=True, slots=True)
class Order:
    """A service, called once for some entities of its domain."""

    domain: str
    service: str
    entities: tuple[Entity, ...]
    data: Mapping[str, Any] = field(default_factory=dict)


_SWITCHING = {
    **dict.fromkeys(("light", "switch", "fan", "climate", "media_player"), ("turn_on", "turn_off")),
    "cover": ("open_cover", "close_cover"),
}


def switching(entities: Iterable[Entity], on: bool) -> list[Order]:
    """Switch on or off, open or close. A lock is never opened by that. Raises `Impossible`."""
    return [
        Order(domain, _SWITCHING[domain][0 if on else 1], of) for domain, of in _by_domain(entities, _SWITCHING).items()
    ]


def locking(entities: Iterable[Entity], lock: bool) -> list[Order]:
    """Raises `Impossible` for what is no lock."""
    return [Order("lock", "lock" if lock else "unlock", of) for of in _by_domain(entities, {"lock"}).values()]


def starting(entities: Iterable[Entity]) -> list[Order]:
    """Scenes and scripts. Raises `Impossible`."""
    return [Order(domain, "turn_on", of) for domain, of in _by_domain(entities, {"scene", "script"}).items()]


def setting_level(entities: Iterable[Entity], percent: int) -> list[Order]:
    """Brightness, speed, position or loudness, 0 to 100. Raises `Impossible`."""
    data: dict[str, tuple[str, dict[str, Any]]] = {
        "light": ("turn_on", {"brightness_pct": percent}) if percent else ("turn_off", {}),
        "fan": ("set_percentage", {"percentage": percent}),
        "cover": ("set_cover_position", {"position": percent}),
        "media_player": ("volume_set", {"volume_level": percent / 100}),
    }
    return [Order(domain, data[domain][0], of, data[domain][1]) for domain, of in _by_domain(entities, data).items()]


def changing_level(entities: Iterable[Entity], up: bool) -> list[Order]:
    """A bit more or less of it. Raises `Impossible`."""
    data: dict[str, tuple[str, dict[str, Any]]] = {
        "light": ("turn_on", {"brightness_step_pct": _STEP_PERCENT if up else -_STEP_PERCENT}),
        "fan": ("increase_speed" if up else "decrease_speed", {}),
        "media_player": ("volume_up" if up else "volume_down", {}),
    }
    return [Order(domain, data[domain][0], of, data[domain][1]) for domain, of in _by_domain(entities, data).items()]


def setting_temperature(entity: Entity, degrees: float) -> Order:
    """Raises `Impossible` for what has none."""
    _by_domain((entity,), {"climate"})
    return Order("climate", "set_temperature", (entity,), {"temperature": degrees})


def _by_domain(entities: Iterable[Entity], possible: Iterable[str]) -> dict[str, tuple[Entity, ...]]:
    entities, possible = tuple(entities), frozenset(possible)
    if wrong := [entity for entity in entities if entity.domain not in possible]:
        raise Impossible(wrong)
    return {
        domain: tuple(entity for entity in entities if entity.domain == domain)
        for domain in dict.fromkeys(entity.domain for entity in entities)
    }
