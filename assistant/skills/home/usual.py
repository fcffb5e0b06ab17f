"""What most houses have: understood before any house is known, so that somebody who asks for it hears what is amiss."""

from __future__ import annotations

from assistant.skills.home.entities import Area, Entity, House

_ROOMS = {
    "en": "kitchen / living room / bedroom / bathroom / office / hallway / garage / dining room / garden",
    "fr": "cuisine / salon / chambre / salle de bain / bureau / couloir / garage / salle à manger / jardin / entrée",
}
_DEVICES = {
    "en": "fan.: fan / cover.blind: blinds / cover.garage: garage door / climate.: heating / media_player.tv: tv / light.: lamp",
    "fr": "fan.: ventilateur / cover.blind: volets / cover.garage: porte du garage / climate.: chauffage / media_player.tv: télé / light.: lampe",
}


def _house(language: str) -> House:
    areas = tuple(Area(room, (room,)) for room in _ROOMS[language].split(" / "))
    entities = []
    for number, device in enumerate(_DEVICES[language].split(" / ")):
        kind, _, name = device.partition(": ")
        domain, _, device_class = kind.partition(".")
        entities.append(Entity(f"{domain}.usual_{number}", (name,), None, device_class))
    return House(areas, tuple(entities))


USUAL = {language: _house(language) for language in _ROOMS}
"""By language."""
