"""Skill: units and conversions. The units are those of `units.txt`; what people call them is in the sentences' list `unit`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.registry import Options
from assistant.skills import Call, Parameter, Refusal, Tool, World
from assistant.skills.figures import spoken

if TYPE_CHECKING:
    from pint import UnitRegistry

_DEFINITIONS = Path(__file__).with_name("units.txt")


def _plural(names: str) -> dict[str, tuple[str, str]]:
    return {name.replace(" ", "_"): (name, f"{name}s") for name in names.split(", ")}


_ENGLISH = {
    **_plural(
        "millimeter, centimeter, decimeter, meter, kilometer, yard, mile, nautical mile, square centimeter, square meter, "
        "square kilometer, square mile, hectare, acre, cubic meter, cubic centimeter, milliliter, centiliter, deciliter, "
        "liter, hectoliter, gallon, quart, pint, cup, fluid ounce, tablespoon, teaspoon, imperial gallon, imperial pint, "
        "milligram, gram, kilogram, metric ton, ton, pound, ounce, millisecond, second, minute, hour, day, week, month, year, "
        "decade, knot, joule, kilojoule, megajoule, calorie, kilocalorie, watt, kilowatt, megawatt, watt hour, "
        "kilowatt hour, pascal, hectopascal, kilopascal, bar, millibar, atmosphere, bit, byte, kilobyte, megabyte, gigabyte, "
        "terabyte, megabit, gigabit, dollar, euro"
    ),
    "foot": ("foot", "feet"),
    "inch": ("inch", "inches"),
    "square_foot": ("square foot", "square feet"),
    "square_inch": ("square inch", "square inches"),
    "cubic_foot": ("cubic foot", "cubic feet"),
    "century": ("century", "centuries"),
    "stone": ("stone", "stone"),
    "horsepower": ("horsepower", "horsepower"),
    "kilometer_per_hour": ("kilometer per hour", "kilometers per hour"),
    "mile_per_hour": ("mile per hour", "miles per hour"),
    "meter_per_second": ("meter per second", "meters per second"),
    "pound_force_per_square_inch": ("pound per square inch", "pounds per square inch"),
    "kelvin": ("kelvin", "kelvin"),
    "degree_Celsius": ("degree Celsius", "degrees Celsius"),
    "degree_Fahrenheit": ("degree Fahrenheit", "degrees Fahrenheit"),
}
_FRENCH_MASCULINE = {
    "millimeter": "millimètre", "centimeter": "centimètre", "decimeter": "décimètre", "meter": "mètre",
    "kilometer": "kilomètre", "inch": "pouce", "foot": "pied", "yard": "yard", "mile": "mile", "nautical_mile": "mille marin",
    "square_centimeter": "centimètre carré", "square_meter": "mètre carré", "square_kilometer": "kilomètre carré",
    "square_inch": "pouce carré", "square_foot": "pied carré", "square_mile": "mile carré", "hectare": "hectare",
    "acre": "acre", "cubic_meter": "mètre cube", "cubic_centimeter": "centimètre cube", "cubic_foot": "pied cube",
    "milliliter": "millilitre", "centiliter": "centilitre", "deciliter": "décilitre", "liter": "litre",
    "hectoliter": "hectolitre", "gallon": "gallon", "quart": "quart américain", "imperial_gallon": "gallon impérial",
    "milligram": "milligramme", "gram": "gramme", "kilogram": "kilogramme", "stone": "stone", "day": "jour", "year": "an",
    "century": "siècle", "kilometer_per_hour": "kilomètre par heure", "meter_per_second": "mètre par seconde",
    "mile_per_hour": "mile par heure", "knot": "nœud", "degree_Celsius": "degré Celsius", "degree_Fahrenheit": "degré Fahrenheit",
    "kelvin": "kelvin", "joule": "joule", "kilojoule": "kilojoule", "megajoule": "mégajoule", "watt": "watt",
    "kilowatt": "kilowatt", "megawatt": "mégawatt", "watt_hour": "wattheure", "kilowatt_hour": "kilowattheure",
    "pascal": "pascal", "hectopascal": "hectopascal", "kilopascal": "kilopascal", "bar": "bar", "millibar": "millibar",
    "bit": "bit", "byte": "octet", "kilobyte": "kilooctet", "megabyte": "mégaoctet", "gigabyte": "gigaoctet",
    "terabyte": "téraoctet", "megabit": "mégabit", "gigabit": "gigabit", "dollar": "dollar", "euro": "euro",
}  # fmt: skip
_FRENCH_FEMININE = {
    "cup": "tasse", "fluid_ounce": "once liquide", "tablespoon": "cuillère à soupe", "teaspoon": "cuillère à café",
    "pint": "pinte", "imperial_pint": "pinte impériale", "metric_ton": "tonne", "ton": "tonne américaine", "pound": "livre",
    "ounce": "once", "millisecond": "milliseconde", "second": "seconde", "minute": "minute", "hour": "heure",
    "week": "semaine", "decade": "décennie", "calorie": "calorie", "kilocalorie": "kilocalorie", "atmosphere": "atmosphère",
    "pound_force_per_square_inch": "livre par pouce carré",
}  # fmt: skip
_FRENCH_SAME = {"month": ("mois", "mois"), "horsepower": ("cheval-vapeur", "chevaux-vapeur")}
_FRENCH_TAILS = frozenset(("à", "soupe", "café"))
"""Words that a plural leaves alone: "cuillères à soupe"."""
_MONEY = frozenset(("dollar", "euro"))

_TOOLS = (
    Tool(
        "Convert",
        "Converts a quantity to another unit.",
        (
            Parameter("value", "number", least=-999_999_999),
            Parameter("from", "string"),
            Parameter("to", "string"),
        ),
        ("is 30 miles far, for somebody who thinks in kilometers", {"value": 30, "from": "mile", "to": "kilometer"}),
    ),
)

_UNKNOWN = {"en": "I don't know the unit {}.", "fr": "Je ne connais pas l'unité {}."}
_RATES = {"en": "I don't know today's exchange rates.", "fr": "Je ne connais pas les taux de change du jour."}
_APART = {"en": "I can't convert {} to {}.", "fr": "Je ne peux pas convertir des {} en {}."}


class Units:
    """Convert: so many (`value`) of one unit (`from`) in another (`to`), which are units of `units.txt`, or what people call
    these. To feet there may be `inches`."""

    intents = frozenset({"Convert"})
    acts: frozenset[str] = frozenset()
    tools = _TOOLS

    def __init__(self, world: World, options: Options) -> None:
        pass

    def close(self) -> None:
        """Nothing to close."""

    async def handle(self, call: Call) -> str:
        language, names = call.language, _names(call.language)
        value, source, target = float(call.slots["value"]), *(_unit(str(call.slots[end])) for end in ("from", "to"))
        for unit in (source, target):
            if unit not in names:
                raise Refusal(_UNKNOWN[language].format(unit.replace("_", " ")))
        if not _MONEY.isdisjoint((source, target)):
            raise Refusal(_RATES[language])
        inches = float(call.slots.get("inches", 0))
        result = convert(value + inches / 12, source, target)
        if result is None:
            raise Refusal(_APART[language].format(names[source][1], names[target][1]))
        given = _said(value, source, language) + (f" {_said(inches, 'inch', language)}" if inches else "")
        found = _said(result, target, language, exact=2 if abs(result) < 100 else 0)
        answer = f"{given} {_verb(value, language)} {found}."
        return answer[0].upper() + answer[1:]


def convert(value: float, source: str, target: str) -> float | None:
    """`value` of one unit in another; None where they measure different things. An ounce is a fluid one beside a volume."""
    for one, other in ((source, target), (_fluid(source), target), (source, _fluid(target))):
        quantity = _registry().Quantity(value, one)
        if quantity.is_compatible_with(other):
            return float(quantity.to(other).magnitude)
    return None


@cache
def _registry() -> UnitRegistry[Any]:
    from pint import UnitRegistry

    return UnitRegistry(_DEFINITIONS, cache_folder=None)


def _fluid(unit: str) -> str:
    return "fluid_ounce" if unit == "ounce" else unit


def _unit(said: str) -> str:
    """The unit that is called so, in the singular or the plural of either language; else what was said."""
    return _called().get(said.casefold().strip(), said)


@cache
def _called() -> dict[str, str]:
    languages = (_names("fr"), _names("en"))  # the later one wins: "pint" is no pinte
    return {name.casefold(): unit for names in languages for unit, both in names.items() for name in (*both, unit)}


@cache
def _names(language: str) -> dict[str, tuple[str, str]]:
    """Of every unit: for one, for many."""
    if language != "fr":
        return _ENGLISH
    regular = {**_FRENCH_MASCULINE, **_FRENCH_FEMININE}
    return {**{unit: (name, _french_plural(name)) for unit, name in regular.items()}, **_FRENCH_SAME}


def _french_plural(name: str) -> str:
    words = name.split()
    if "par" in words:
        words[0] += "s"
        return " ".join(words)
    return " ".join(
        word if word in _FRENCH_TAILS or word[0].isupper() or word[-1] == "s" else f"{word}s" for word in words
    )


def _said(value: float, unit: str, language: str, exact: int = 3) -> str:
    """ "about 6.21 miles": rounded, and the unit agreeing with what is said."""
    text, said = spoken(value, language, exact=exact)
    one, many = _names(language)[unit]
    if language != "fr":
        return f"{text} {one if abs(said) == 1 else many}"
    # The normaliser knows few feminine nouns, and only "une" differs.
    text = "une" if text == "1" and unit in _FRENCH_FEMININE else text
    return f"{text} {one if abs(said) < 2 else many}"


def _verb(value: float, language: str) -> str:
    if language != "fr":
        return "is"
    return "fait" if abs(value) < 2 else "font"
