"""What is said about states: what they are now, and what has been done. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.skills.figures import figure
from assistant.skills.home.entities import Entity, House, State
from assistant.skills.home.french import Subject
from assistant.skills.home.spoken import device, distinct, group, listed
from assistant.skills.home.texts import tongue


def is_now(what: Subject, state: str, language: str, value: str = "") -> str:
    """ "The lights are on." `state`: a key of the tables below; `value`: the number of those that have one."""
    if tongue(language) == "en":
        text = f"{what.text} {'are' if what.plural else 'is'} {_ENGLISH[state].format(value)}"
    else:
        text = f"{what.text} {'sont' if what.plural else 'est'} {_french(what, state).format(value)}"
    return f"{text[:1].upper()}{text[1:]}."


def _french(what: Subject, state: str) -> str:
    participle, rest = _FRENCH[state]
    return f"{what.agree(participle)}{rest}" if participle else rest


_ENGLISH = {
    "on": "on",
    "off": "off",
    "open": "open",
    "closed": "closed",
    "opening": "opening",
    "closing": "closing",
    "locked": "locked",
    "unlocked": "unlocked",
    "playing": "playing",
    "paused": "paused",
    "dimmer": "dimmer",
    "brighter": "brighter",
    "level": "at {} percent",
    "on_level": "on, at {} percent",
    "degrees": "set to {} degrees",
    "measured": "{}",
    "detected": "active",
    "clear": "quiet",
    "wet": "wet",
    "dry": "dry",
}
_FRENCH = {
    "on": ("allumé", ""),
    "off": ("éteint", ""),
    "open": ("ouvert", ""),
    "closed": ("fermé", ""),
    "opening": ("", "en train de s'ouvrir"),
    "closing": ("", "en train de se fermer"),
    "locked": ("verrouillé", ""),
    "unlocked": ("déverrouillé", ""),
    "playing": ("", "en lecture"),
    "paused": ("", "en pause"),
    "dimmer": ("baissé", ""),
    "brighter": ("augmenté", ""),
    "level": ("", "à {} pour cent"),
    "on_level": ("allumé", ", à {} pour cent"),
    "degrees": ("réglé", " sur {} degrés"),
    "measured": ("", "à {}"),
    "detected": ("activé", ""),
    "clear": ("", "au repos"),
    "wet": ("mouillé", ""),
    "dry": ("", "au sec"),
}
_OPENINGS = frozenset(("door", "window", "garage_door", "opening", "cover"))
_UNITS = {
    "en": {"°C": "degrees", "°F": "degrees", "%": "percent", "W": "watts", "kWh": "kilowatt hours", "lx": "lux"},
    "fr": {"°C": "degrés", "°F": "degrés", "%": "pour cent", "W": "watts", "kWh": "kilowattheures", "lx": "lux"},
}


def state_of(entity: Entity, state: State, language: str) -> str:
    """A sentence about a device that is available."""
    now, value = _now(entity, state, language)
    return is_now(device(entity.names[0], language), now, language, value)


def _now(entity: Entity, state: State, language: str) -> tuple[str, str]:
    value = state.value
    match entity.domain:
        case "light" if value == "on" and (brightness := state.number("brightness")) is not None:
            return "on_level", str(round(brightness / 255 * 100))
        case "climate" if value != "off" and (target := state.number("temperature")) is not None:
            return "degrees", figure(target, tongue(language))
        case "climate":
            return "off" if value == "off" else "on", ""
        case "binary_sensor":
            return _binary(entity.kind, value == "on"), ""
        case "sensor":
            return "measured", measured(state, language)
        case "media_player" if value not in ("playing", "paused", "off"):
            return "on", ""
    return (value, "") if value in _ENGLISH else ("measured", value)


def _binary(kind: str, on: bool) -> str:
    if kind in _OPENINGS:
        return "open" if on else "closed"
    if kind == "lock":
        return "unlocked" if on else "locked"
    if kind == "moisture":
        return "wet" if on else "dry"
    if kind in ("", "light", "plug", "power", "running"):
        return "on" if on else "off"
    return "detected" if on else "clear"


def measured(state: State, language: str) -> str:
    """A sensor's number with its unit, as it is spoken."""
    unit = str(state.attributes.get("unit_of_measurement", ""))
    try:
        number = figure(round(float(state.value), 1), tongue(language))
    except ValueError:
        number = state.value
    return f"{number} {_UNITS[tongue(language)].get(unit, unit)}".strip()


def readings(values: Sequence[str], area: str, language: str) -> str:
    """A measured quantity of a room."""
    both = listed(values, language, "and")
    return f"It is {both} in {area}." if tongue(language) == "en" else f"Il fait {both} dans {area}."


def humidities(values: Sequence[str], area: str, language: str) -> str:
    """The same of humidity."""
    both = listed(values, language, "and")
    if tongue(language) == "en":
        return f"The humidity in {area} is {both}."
    return f"L'humidité dans {area} est de {both}."


def lights(house: House, on: Sequence[Entity], of: Sequence[Entity], area: str | None, language: str) -> str:
    """Which lights are on, `of` some."""
    what = group(house, of, None, area, language)
    if not on:
        return is_now(what, "off", language)
    if len(on) < len(of):
        what = device(on[0].names[0], language)
        if len(on) > 1:
            what = Subject(listed(distinct(house, on, language), language, "and"), "m", plural=True)
    return is_now(what, "on", language)
