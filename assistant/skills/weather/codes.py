"""Weather codes in words, each such that "there will be" and "with" can stand before it.

The codes are those of the WMO's table 4677 that Open-Meteo uses: https://open-meteo.com/en/docs.
"""

from __future__ import annotations

_WORDS = {
    0: ("clear skies", "un ciel dégagé"),
    1: ("mostly clear skies", "un ciel plutôt dégagé"),
    2: ("sun and clouds", "du soleil et des nuages"),
    3: ("an overcast sky", "un ciel couvert"),
    45: ("fog", "du brouillard"),
    48: ("freezing fog", "du brouillard givrant"),
    51: ("a little drizzle", "un peu de bruine"),
    53: ("drizzle", "de la bruine"),
    55: ("heavy drizzle", "une forte bruine"),
    56: ("a little freezing drizzle", "un peu de bruine verglaçante"),
    57: ("freezing drizzle", "de la bruine verglaçante"),
    61: ("light rain", "une pluie légère"),
    63: ("rain", "de la pluie"),
    65: ("heavy rain", "une forte pluie"),
    66: ("light freezing rain", "une légère pluie verglaçante"),
    67: ("freezing rain", "une pluie verglaçante"),
    71: ("light snow", "un peu de neige"),
    73: ("snow", "de la neige"),
    75: ("heavy snow", "beaucoup de neige"),
    77: ("snow grains", "de la neige en grains"),
    80: ("light showers", "quelques averses"),
    81: ("showers", "des averses"),
    82: ("heavy showers", "de fortes averses"),
    85: ("light snow showers", "quelques averses de neige"),
    86: ("heavy snow showers", "de fortes averses de neige"),
    95: ("thunderstorms", "des orages"),
    96: ("thunderstorms with hail", "des orages de grêle"),
    99: ("thunderstorms with heavy hail", "de violents orages de grêle"),
}
_SUNNY = frozenset((0, 1, 2))
_SNOW = frozenset((71, 73, 75, 77, 85, 86))
_FIRST_WET = 51


def words(code: int, language: str) -> str:
    """What a code means, in English or French; a code that does not exist is mixed weather."""
    english, french = _WORDS.get(code, ("mixed weather", "un temps variable"))
    return french if language == "fr" else english


def is_wet(code: int) -> bool:
    """Whether something falls from the sky."""
    return code >= _FIRST_WET


def is_snow(code: int) -> bool:
    """Whether snow falls."""
    return code in _SNOW


def is_sunny(code: int) -> bool:
    """Whether the sun is to be seen."""
    return code in _SUNNY
