"""Which devices of a house somebody means, and what they can be called. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.brain.tokens import lowered
from assistant.skills.home.entities import (
    DEVICES,
    DOMAINS,
    LEVELLED,
    SCENES,
    SWITCHED,
    Entity,
    House,
    key,
)
from assistant.skills.home.nouns import LIGHT_WORDS, NOUNS

_JOINTS = re.compile(r"^(?:'s\b|[-–:,\s])+|(?:\s+(?:de la|de l'|du|des|de|d'|dans|in the|of the|in)|[-–:,\s])+$")
"""What stands between the name of a device and that of its room."""
_SCENE_WORDS = re.compile(
    r"^(?:the |la |le |l')?(?:scene|scène|mode|ambiance)\s+(?:de la |de l'|du |des |de |d')?|\s+(?:scene|scène|mode|mood)$"
)


class Lost(Exception):
    """Nothing is called so: neither `name`, nor, if it is there, in `area`."""

    def __init__(self, name: str, area: str | None = None) -> None:
        super().__init__(name, area)
        self.name = name
        self.area = area


class Several(Exception):
    """It may be any of these."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        super().__init__(", ".join(entity.id for entity in entities))
        self.entities = tuple(entities)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for."""

    name: str | None = None
    area: str | None = None
    domains: Collection[str] = DOMAINS
    """What it can be."""
    unnamed: str = "light"
    """The domain of what has no name: all of these."""


def find(house: House, wanted: Wanted, language: str) -> tuple[Entity, ...]:
    """The devices. Raises `Lost`, `Several`."""
    areas = house.areas_called(wanted.area) if wanted.area else frozenset()
    if wanted.area and not areas:
        raise Lost(wanted.area)
    possible = [entity for entity in house.entities if entity.domain in wanted.domains]
    if wanted.name is None:
        found = [e for e in possible if e.domain == wanted.unnamed and (not areas or e.area in areas)]
        if not found:
            raise Lost(wanted.unnamed, wanted.area)
        return tuple(found)
    if not areas:
        return _named(house, possible, wanted.name, language) or _lost(wanted)
    there = [entity for entity in possible if entity.area in areas]
    somewhere = [entity for entity in possible if entity.area is None]
    return (
        _named(house, there, wanted.name, language) or _named(house, somewhere, wanted.name, language) or _lost(wanted)
    )


def _lost(wanted: Wanted) -> tuple[Entity, ...]:
    raise Lost(wanted.name or "", wanted.area)


def _named(house: House, entities: Sequence[Entity], name: str, language: str) -> tuple[Entity, ...]:
    """Those that a name means, none if it means none. Raises `Several`."""
    said = key(name)
    found = [entity for entity in entities if any(key(other) == said for other in entity.names)]
    nouns = [noun for of in (language, *NOUNS) for noun in NOUNS.get(of, ()) if key(noun.said) == said]
    if not found:
        found = [
            entity
            for entity in entities
            if any(noun.fits(entity) for noun in nouns)
            or said in map(key, short(house, entity))
            or (entity.domain in SCENES and said in map(key, scene(entity)))
        ]
        if any(noun.many for noun in nouns):
            return tuple(found)
    if len({(key(entity.names[0]), entity.area) for entity in found}) > 1:
        raise Several(found)
    return tuple(found)


def short(house: House, entity: Entity) -> tuple[str, ...]:
    """Names of a device without that of its room: "fan" for the "Bedroom fan" of the bedroom."""
    area = house.area(entity.area)
    found = []
    for name in map(lowered, entity.names):
        for room in map(lowered, area.names if area else ()):
            if name.startswith(f"{room} ") or name.startswith(f"{room}'"):
                found.append(_JOINTS.sub("", name[len(room) :]))
            elif name.endswith((f" {room}", f"'{room}")):
                found.append(_JOINTS.sub("", name[: -len(room)]))
    return tuple(dict.fromkeys(name for name in found if name and key(name) not in LIGHT_WORDS))


def scene(entity: Entity) -> tuple[str, ...]:
    """Names of a scene without the word scene: "movie" for the "Movie scene"."""
    return tuple(dict.fromkeys(_SCENE_WORDS.sub("", lowered(name)) or lowered(name) for name in entity.names))


def lists(house: House, language: str) -> Mapping[str, tuple[str, ...]]:
    """What the templates' lists hold: everything that can be named, in lower case."""
    areas = _distinct(name for area in house.areas for name in area.names)
    called = {domain: _called(house, {domain}, language) for domain in DEVICES}
    devices = _distinct(name for names in called.values() for name in names)
    scenes = _distinct(name for e in house.entities if e.domain in SCENES for name in scene(e))
    taken = {key(name) for name in (*devices, *areas)}
    own = {key(name) for name in devices}
    return {
        "home_name": devices,
        "home_switch": _distinct(name for domain in SWITCHED for name in called[domain]),
        "home_level": _distinct(name for domain in LEVELLED for name in called[domain]),
        "home_cover": called["cover"],
        "home_climate": _distinct(n for e in house.entities if e.domain == "climate" for n in _own(house, e)),
        "home_lock": called["lock"],
        "home_area": areas,
        "home_place": tuple(name for name in areas if key(name) not in own),
        "home_scene": scenes,
        "home_mood": tuple(name for name in scenes if key(name) not in taken),
    }


def _own(house: House, entity: Entity) -> tuple[str, ...]:
    nouns = {key(noun.said) for of in NOUNS.values() for noun in of}
    return tuple(name for name in (*entity.names, *short(house, entity)) if key(name) not in nouns)


def _called(house: House, domains: Collection[str], language: str) -> tuple[str, ...]:
    entities = [entity for entity in house.entities if entity.domain in domains]
    names = [name for e in entities for name in (*e.names, *short(house, e)) if key(name) not in LIGHT_WORDS]
    nouns = [noun.said for noun in NOUNS.get(language, ()) if any(noun.fits(entity) for entity in entities)]
    return _distinct((*names, *nouns))


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    """One spelling of each, in lower case."""
    found: dict[str, str] = {}
    for name in names:
        if key(name):
            found.setdefault(key(name), lowered(name))
    return tuple(found.values())
