"""What is said of one forecast."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from assistant.skills import Call
from assistant.skills.weather.codes import words
from assistant.skills.weather.forecast import parse
from assistant.skills.weather.spoken import Wording, told
from assistant.tts.normalize import normalize
from tests.skills.weather.standin import answer

EVENING = datetime(2026, 3, 3, 19, 30)


def say(text: str, language: str = "en", day: str | None = None, place: str = "", **changes: Any) -> str:
    call = Call("GetWeather", language, text, {"day": day} if day else {})
    said = told(parse(answer(**changes)), call, EVENING, Wording(place, "metric"))
    assert not any(character.isdigit() for character in normalize(said, language))
    return said


@pytest.mark.parametrize(
    ("text", "day", "said"),
    [
        ("How's the weather tomorrow?", "tomorrow", "Tomorrow there will be mostly clear skies, 5 to 15 degrees."),
        ("The forecast for Friday?", "friday", "On Friday there will be snow, -3 to 1 degree."),
        (
            "The forecast for Thursday?",
            "thursday",
            "On Thursday there will be an overcast sky, 6 to 13 degrees, and a 50 percent chance of rain.",
        ),
        ("The forecast for Tuesday?", "tuesday", "On Tuesday there will be sun and clouds, 5 to 12 degrees."),
        ("Do I need an umbrella today?", "today", "No, rain is unlikely today, 20 percent."),
        ("Will I need an umbrella?", None, "No, rain is unlikely today, 20 percent."),
        ("Is it raining?", None, "Yes, it's 12 degrees with light rain."),
        ("Is it snowing?", None, "No, it's 12 degrees with light rain."),
        ("Will it rain on Thursday?", "thursday", "Rain is possible on Thursday, 50 percent."),
        ("Will it rain on Friday?", "friday", "Yes, snow is likely on Friday, 80 percent."),
        ("Will it snow on Friday?", "friday", "Yes, snow is likely on Friday, 80 percent."),
        ("Will it snow tomorrow?", "tomorrow", "No, snow is unlikely tomorrow."),
        ("Will it stay dry tomorrow?", "tomorrow", "Yes, rain is unlikely tomorrow, 10 percent."),
        ("Can I hang the washing out on Friday?", "friday", "No, snow is likely on Friday, 80 percent."),
        ("Will it be sunny tomorrow?", "tomorrow", "Yes, tomorrow there will be mostly clear skies, 5 to 15 degrees."),
        (
            "Will it be nice on Thursday?",
            "thursday",
            "No, on Thursday there will be an overcast sky, 6 to 13 degrees, and a 50 percent chance of rain.",
        ),
        (
            "How windy will it be on Thursday?",
            "thursday",
            "On Thursday there will be an overcast sky, 6 to 13 degrees, wind of 38 kilometers an hour, "
            "and a 50 percent chance of rain.",
        ),
        ("How cold is it outside?", None, "It's 12 degrees with light rain."),
        (
            "Will it be sunny this weekend?",
            "weekend",
            "On Saturday clear skies, -1 to 6 degrees; on Sunday rain, 2 to 8 degrees.",
        ),
        (
            "What's the weather this week?",
            "every_day",
            "Over the next days, -3 to 15 degrees, rain or snow today, on Friday and on Sunday.",
        ),
    ],
)
def test_english(text: str, day: str | None, said: str) -> None:
    assert say(text, day=day) == said


@pytest.mark.parametrize(
    ("text", "day", "said"),
    [
        ("Il fait quel temps demain ?", "tomorrow", "Demain, un ciel plutôt dégagé, de 5 à 15 degrés."),
        ("Je prends un parapluie aujourd'hui ou pas ?", "today", "Non, la pluie est peu probable aujourd'hui, à 20 %."),
        ("Est-ce qu'il pleut ?", None, "Oui, il fait 12 degrés, avec une pluie légère."),
        ("Est-ce qu'il va pleuvoir jeudi ?", "thursday", "La pluie est possible jeudi, à 50 %."),
        ("Va-t-il neiger vendredi ?", "friday", "Oui, la neige est probable vendredi, à 80 %."),
        ("Va-t-il faire beau demain ?", "tomorrow", "Oui, demain, un ciel plutôt dégagé, de 5 à 15 degrés."),
        ("Il fait froid dehors ?", None, "Il fait 12 degrés, avec une pluie légère."),
        (
            "Et ce week-end ?",
            "weekend",
            "Samedi un ciel dégagé, de -1 à 6 degrés ; dimanche de la pluie, de 2 à 8 degrés.",
        ),
    ],
)
def test_french(text: str, day: str | None, said: str) -> None:
    assert say(text, "fr", day) == said


def test_the_place_is_named() -> None:
    assert say("Weather?", day="tomorrow", place="Lyon").startswith("Tomorrow in Lyon there will be")
    assert say("Météo ?", "fr", "tomorrow", "Lyon").startswith("Demain à Lyon, ")


def test_it_still_gets_warmer() -> None:
    current = {"temperature_2m": 8.0, "weather_code": 0}
    assert say("Weather?", current=current) == "It's 8 degrees with clear skies, and up to 12 today."
    assert say("Météo ?", "fr", current=current) == "Il fait 8 degrés, avec un ciel dégagé ; jusqu'à 12 aujourd'hui."


def test_days_that_the_server_left_out() -> None:
    daily = {"time": ["2026-03-03"], "weather_code": [0], "temperature_2m_min": [1], "temperature_2m_max": [1]}
    assert "not reach that far" in say("Rain on Friday?", day="friday", daily=daily)
    assert say("Will it rain?", daily=daily, hourly={}) == "No, rain is unlikely today."
    assert say("Weather?", day="today", daily=daily, hourly={}) == "Today there will be clear skies, 1 degree."


def test_every_code_has_words_in_both_languages() -> None:
    assert {words(61, "en"), words(61, "fr"), words(13, "en")} == {"light rain", "une pluie légère", "mixed weather"}
