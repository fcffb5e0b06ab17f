"""What kinds of devices are called, whatever their names are: "the blinds", "le chauffage". Pure."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.skills.home.entities import Entity, key

_BLINDS = "cover.blind cover.shade cover.shutter cover."
_NOUNS = {
    "en": (
        ("fan", "fans", "fan"),
        ("blind", "blinds", _BLINDS),
        ("shutter", "shutters", _BLINDS),
        ("shade", "shades", _BLINDS),
        ("curtain", "curtains", "cover.curtain"),
        ("awning", "awnings", "cover.awning"),
        ("garage door", "garage doors", "cover.garage"),
        ("gate", "gates", "cover.gate"),
        ("heater", "heaters", "climate"),
        ("radiator", "radiators", "climate"),
        ("thermostat", "thermostats", "climate"),
        ("", "heating", "climate"),
        ("", "air conditioning", "climate"),
        ("tv", "tvs", "media_player.tv"),
        ("television", "televisions", "media_player.tv"),
        ("telly", "tellies", "media_player.tv"),
        ("speaker", "speakers", "media_player.speaker"),
        ("lamp", "lamps", "light"),
    ),
    "fr": (
        ("ventilateur", "ventilateurs", "fan"),
        ("ventilo", "ventilos", "fan"),
        ("volet", "volets", _BLINDS),
        ("store", "stores", _BLINDS + " cover.awning"),
        ("rideau", "rideaux", "cover.curtain"),
        ("porte du garage", "portes du garage", "cover.garage"),
        ("porte de garage", "portes de garage", "cover.garage"),
        ("portail", "portails", "cover.gate"),
        ("radiateur", "radiateurs", "climate"),
        ("thermostat", "thermostats", "climate"),
        ("", "chauffage", "climate"),
        ("", "clim", "climate"),
        ("", "climatisation", "climate"),
        ("télé", "télés", "media_player.tv"),
        ("télévision", "télévisions", "media_player.tv"),
        ("enceinte", "enceintes", "media_player.speaker"),
        ("lampe", "lampes", "light"),
    ),
}
LIGHT_WORDS = frozenset(
    "light lights lighting lamps lumiere lumieres eclairage eclairages lampes".split()  # without accents, as `key` gives them
)
"""Templates know these themselves: all lights of a room."""


@dataclass(frozen=True, slots=True)
class Noun:
    """A word for a kind of devices."""

    said: str
    kinds: frozenset[str]
    """Domains, some with a device class behind a dot."""
    many: bool
    """Whether it means all of them."""

    def fits(self, entity: Entity) -> bool:
        """Whether the word may mean it. Not every light is a lamp: those are that are called so."""
        if entity.domain == "light":
            stem = key(self.said).removesuffix("s")
            return "light" in self.kinds and any(stem in key(name) for name in entity.names)
        return entity.domain in self.kinds or f"{entity.domain}.{entity.kind}" in self.kinds


def _read(language: str) -> tuple[Noun, ...]:
    return tuple(
        Noun(said, frozenset(kinds.split()), many)
        for one, several, kinds in _NOUNS[language]
        for said, many in ((one, False), (several, True))
        if said
    )


NOUNS = {language: _read(language) for language in _NOUNS}
"""By language."""
