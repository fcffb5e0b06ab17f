"""Houses for tests: a few rooms, or those that the phrasings speak of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assistant.skills.home.entities import Area, Entity, House

DOMAINS = {
    "blinds": "cover.blind",
    "volets": "cover.shutter",
    "garage door": "cover.garage",
    "porte du garage": "cover.garage",
    "fan": "fan",
    "ventilateur": "fan",
    "heater": "climate",
    "chauffage": "climate",
    "tv": "media_player.tv",
    "télé": "media_player.tv",
    "coffee machine": "switch",
    "machine à café": "switch",
}
"""Of what the phrasings name; all else is a light."""
BESIDES = {
    "en": """
        light: Bedside Lamp / light: Reading light / light: Patio lights / light: Christmas tree / light: Mirror light
        switch: Washing machine / switch: Kettle / switch: Radio / switch: Dishwasher / switch: Printer / switch: Aquarium pump
        media_player.speaker: Kitchen speaker / cover.curtain: Bedroom curtains / cover.gate: Front gate / fan: Ceiling fan
        lock: Front door / climate: Upstairs thermostat / sensor.temperature: Freezer temperature / binary_sensor.window: Skylight
        sensor.power: Solar power / scene: Reading / scene: Dinner time / script: Vacation mode
    """,
    "fr": """
        light: Lampe de chevet / light: Liseuse / light: Guirlande / light: Sapin / light: Miroir de l'entrée
        switch: Lave-linge / switch: Bouilloire / switch: Radio / switch: Lave-vaisselle / switch: Imprimante / switch: Pompe
        media_player.speaker: Enceinte de la terrasse / cover.curtain: Rideaux / cover.gate: Portail / fan: Brasseur d'air
        lock: Porte d'entrée / climate: Thermostat de l'étage / sensor.temperature: Congélateur / binary_sensor.window: Velux
        sensor.power: Panneaux solaires / scene: Lecture / scene: Dîner / script: Mode vacances
    """,
}
"""What nobody asks for."""
ROOMS_BESIDES = {"en": ("garden", "cellar", "nursery", "attic"), "fr": ("jardin", "cave", "grenier", "véranda")}


def house(areas: Iterable[str], devices: str) -> House:
    """`devices`: `DOMAIN.CLASS: NAME @ AREA`, one a line or with slashes between them; the class and the area may be left out."""
    found = []
    for number, item in enumerate(item for line in devices.split("\n") for item in line.split(" / ") if item.strip()):
        kind, _, named = item.strip().partition(": ")
        domain, _, device_class = kind.partition(".")
        name, _, area = named.partition(" @ ")
        names = tuple(part.strip() for part in name.split("|"))
        found.append(Entity(f"{domain}.thing_{number}", names, area.strip() or None, device_class))
    return House(tuple(Area(area, (area,)) for area in areas), tuple(found))


def phrased(phrasings: Iterable[Mapping[str, Mapping[str, str]]], language: str) -> House:
    """Everything that phrasings about the house name, and what they do not."""
    slots = [row["slots"] for row in phrasings if "slots" in row]
    names = dict.fromkeys(slot["name"] for slot in slots if "name" in slot)
    scenes = dict.fromkeys(slot["scene"] for slot in slots if "scene" in slot)
    devices = [f"{DOMAINS.get(name, 'light')}: {name}" for name in names] + [f"scene: {scene}" for scene in scenes]
    areas = dict.fromkeys(slot["area"] for slot in slots if "area" in slot)
    return house((*areas, *ROOMS_BESIDES[language]), "\n".join((*devices, BESIDES[language])))
