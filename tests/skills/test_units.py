from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.registry import Options
from assistant.skills import Call, Refusal, Value, World, units
from assistant.skills.units import Units, convert
from assistant.tts.normalize import normalize

PHRASINGS = Path(__file__).parent / "phrasings"
SENTENCES = Path(units.__file__).parent / "sentences"

ANSWERS = {
    "How many miles is 10 kilometers?": "10 kilometers is about 6.21 miles.",
    "What's 350 Fahrenheit in Celsius?": "350 degrees Fahrenheit is about 177 degrees Celsius.",
    "Convert 8 ounces to grams.": "8 ounces is about 227 grams.",
    "How many cups are there in two liters?": "2 liters is about 8.45 cups.",
    "I'm 1.8 meters tall, what's that in feet?": "1.8 meters is about 5.91 feet.",
    "12 inches in centimeters, please.": "12 inches is 30.48 centimeters.",
    "Could you turn 150 pounds into kilos for me?": "150 pounds is about 68 kilograms.",
    "How many teaspoons go into a tablespoon?": "1 tablespoon is 3 teaspoons.",
    "How many seconds are there in a day?": "1 day is 86,400 seconds.",
    "Half a liter is how many milliliters?": "0.5 liters is 500 milliliters.",
    "What would 210 minutes be in hours?": "210 minutes is 3.5 hours.",
    "Ça fait combien de miles, 42 kilomètres ?": "42 kilomètres font environ 26,1 miles.",
    "400 degrés Fahrenheit, c'est combien en Celsius ?": "400 degrés Fahrenheit font environ 204 degrés Celsius.",
    "Convertis 12 onces en grammes.": "12 onces font environ 340 grammes.",
    "Combien y a-t-il de tasses dans un litre et demi ?": "1,5 litre fait environ 6,34 tasses.",
    "Il mesure six pieds, ça donne quoi en mètres ?": "6 pieds font environ 1,83 mètre.",
    "55 pouces en centimètres, s'il te plaît.": "55 pouces font environ 140 centimètres.",
    "Pourriez-vous me convertir 180 livres en kilos ?": "180 livres font environ 81,6 kilogrammes.",
    "Quatre cuillères à soupe, c'est combien de millilitres ?": "4 cuillères à soupe font environ 59,1 millilitres.",
    "Un quart de litre en millilitres, ça fait combien ?": "0,25 litre fait 250 millilitres.",
    "Y a combien d'heures dans une semaine ?": "Une semaine fait 168 heures.",
    "90 secondes, c'est combien en minutes ?": "90 secondes font 1,5 minute.",
}


def ask(value: float, source: str, target: str, language: str = "en", **more: Value) -> str:
    world = World(Path(), lambda: datetime(2026, 3, 3, tzinfo=UTC))
    slots: dict[str, Value] = {"value": value, "from": source, "to": target, **more}
    return asyncio.run(Units(world, Options()).handle(Call("Convert", language, "", slots)))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_phrasings(language: str) -> None:
    for phrase in yaml.safe_load((PHRASINGS / f"{language}.yaml").read_text()):
        if phrase["intent"] == "Convert":
            slots = phrase["slots"]
            said = ask(slots["value"], slots["from"], slots["to"], language)
            assert said == ANSWERS[phrase["say"]]
            assert not any(char.isdigit() for char in normalize(said, language))


@pytest.mark.parametrize(
    ("value", "source", "target", "result"),
    [
        (100, "degree_Celsius", "degree_Fahrenheit", 212),
        (-40, "degree_Fahrenheit", "degree_Celsius", -40),
        (98.6, "degree_Fahrenheit", "degree_Celsius", 37),
        (0, "degree_Celsius", "kelvin", 273.15),
        (1, "mile", "foot", 5280),
        (1, "gallon", "quart", 4),
        (36, "kilometer_per_hour", "meter_per_second", 10),
        (1, "hectare", "square_meter", 10_000),
        (8, "ounce", "cup", 1),
        (1, "cup", "ounce", 8),
        (16, "ounce", "pound", 1),
    ],
)
def test_convert(value: float, source: str, target: str, result: float) -> None:
    assert convert(value, source, target) == pytest.approx(result)


def test_what_measures_different_things_is_refused() -> None:
    with pytest.raises(Refusal, match=r"^I can't convert liters to meters\.$"):
        ask(1, "liter", "meter")
    with pytest.raises(Refusal, match=r"^Je ne peux pas convertir des litres en mètres\.$"):
        ask(1, "liter", "meter", "fr")


def test_money_and_unknown_units_are_refused() -> None:
    with pytest.raises(Refusal, match="exchange rates"):
        ask(5, "dollar", "euro")
    with pytest.raises(Refusal, match="the unit light year"):
        ask(5, "light_year", "kilometer")


def test_feet_and_inches() -> None:
    assert ask(6, "foot", "centimeter", inches=2) == "6 feet 2 inches is about 188 centimeters."


def test_one_and_many() -> None:
    assert ask(12, "inch", "foot") == "12 inches is 1 foot."
    assert ask(16, "ounce", "pound", "fr") == "16 onces font une livre."
    assert ask(2, "tablespoon", "teaspoon", "fr") == "2 cuillères à soupe font 6 cuillères à café."
    assert (
        ask(36, "kilometer_per_hour", "meter_per_second", "fr") == "36 kilomètres par heure font 10 mètres par seconde."
    )
    assert ask(2, "square_meter", "square_centimeter", "fr").startswith("2 mètres carrés font 20")
    assert ask(24, "month", "year", "fr") == "24 mois font 2 ans."


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_unit_that_can_be_asked_for_is_known_and_has_its_names(language: str) -> None:
    values = yaml.safe_load((SENTENCES / language / "units.yaml").read_text())["lists"]["unit"]["values"]
    listed = {value["out"] for value in values}
    assert listed == units._names(language).keys()
    for unit in listed - units._MONEY:
        assert convert(1, unit, unit) == pytest.approx(1)


@cache
def pint_itself() -> Any:
    from pint import UnitRegistry

    return UnitRegistry()


@pytest.mark.parametrize("unit", sorted(units._names("en").keys() - units._MONEY - {"decade"}))
def test_definitions_agree_with_pint(unit: str) -> None:
    pint = pint_itself()
    base = units._registry().Quantity(7, unit).to_base_units()
    words = unit if "force" in unit else unit.replace("square_", "square ").replace("cubic_", "cubic ")
    known = pint.Quantity(7, pint.parse_units(words)).to(str(base.units))
    assert base.magnitude == pytest.approx(known.magnitude, rel=1e-5)  # an acre is not the survey's


def test_pint_is_imported_only_when_it_is_needed() -> None:
    code = "import assistant.skills.units, sys; assert 'pint' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_it_changes_nothing() -> None:
    assert Units.acts == frozenset()
