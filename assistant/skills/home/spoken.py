"""Devices and rooms as they are spoken of, in English and French. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.skills.home import french
from assistant.skills.home.entities import Area, Entity, House, key
from assistant.skills.home.french import Subject
from assistant.skills.home.texts import part, tongue

_MOST_LISTED = 4


def device(name: str, language: str) -> Subject:
    """A device by name, with its article."""
    if tongue(language) == "fr":
        return french.subject(_plain(name))
    words = key(name).split()
    if "s" in words[:2] or "'s" in words[:2]:
        return Subject(name)
    last = words[-1] if words else ""
    plural = last.endswith("s") and not last.endswith(("ss", "us", "is"))
    return Subject(f"the {_plain(name)}", plural=plural)


def place(area: Area, language: str) -> str:
    """A room by name, with its article."""
    return device(area.names[0], language).text


def _plain(name: str) -> str:
    """ "Kitchen Light" as it stands within a sentence; "TV" stays."""
    return " ".join(word.lower() if word.istitle() else word for word in name.split())


def listed(items: Sequence[str], language: str, joint: str) -> str:
    """ "a, b and c"."""
    items = list(items)
    if len(items) > _MOST_LISTED:
        items = [*items[: _MOST_LISTED - 1], part(language, "more", count=len(items) - _MOST_LISTED + 1)]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {part(language, joint)} {items[-1]}"


def devices(entities: Sequence[Entity], language: str) -> Subject:
    """Devices by their names."""
    if len(entities) == 1:
        return device(entities[0].names[0], language)
    return Subject(listed([device(e.names[0], language).text for e in entities], language, "and"), plural=True)


def group(house: House, entities: Sequence[Entity], name: str | None, area: str | None, language: str) -> Subject:
    """What somebody asked for, as it is spoken of: one device by its name, several as they were called."""
    if len(entities) == 1:
        return device(entities[0].names[0], language)
    here = next((found for found in house.areas if any(key(said) == key(area or "") for said in found.names)), None)
    if name is None:
        text = part(language, "lights_in", area=place(here, language)) if here else part(language, "lights")
        return Subject(text, "f", plural=True)
    found = device(name, language)
    text = part(language, "device_in", what=found.text, area=place(here, language)) if here else found.text
    return Subject(text, found.gender, found.plural)


def distinct(house: House, entities: Sequence[Entity], language: str) -> list[str]:
    """What tells devices apart: their names, and the room where names are the same."""
    names = [key(entity.names[0]) for entity in entities]
    found = []
    for entity, name in zip(entities, names, strict=True):
        text, area = device(entity.names[0], language).text, house.area(entity.area)
        twice = names.count(name) > 1 and area is not None
        found.append(part(language, "device_in", what=text, area=place(area, language)) if twice and area else text)
    return list(dict.fromkeys(found))
