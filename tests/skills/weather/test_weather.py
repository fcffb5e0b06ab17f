"""The weather, asked of a stand-in server that is right, slow, broken or tired."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from assistant.skills import Call, Refusal, World
from assistant.skills.weather import Weather
from tests.skills.weather.standin import StandIn, answer, serving

EVENING = datetime(2026, 3, 3, 18, 30, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = EVENING

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def server() -> Iterator[StandIn]:
    with serving() as standin:
        yield standin


def skill(server: StandIn, clock: Clock | None = None, **options: Any) -> Weather:
    settings = {"latitude": 48.8584, "longitude": 2.2945, "place": "Paris", "url": server.url, **options}
    return Weather(World(Path(), clock or Clock()), Weather.Options.model_validate(settings))


def ask(weather: Weather, text: str = "What's the weather?", language: str = "en", **slots: str) -> str:
    return asyncio.run(weather.handle(Call("GetWeather", language, text, slots)))


def test_the_weather_now(server: StandIn) -> None:
    assert ask(skill(server)) == "It's 12 degrees in Paris with light rain."
    french = ask(skill(server), "Il fait quel temps ?", "fr")
    assert french == "Il fait 12 degrés à Paris, avec une pluie légère."


def test_only_a_rounded_place_is_sent(server: StandIn) -> None:
    ask(skill(server))
    (question,) = server.asked
    assert (question["latitude"], question["longitude"]) == ("48.86", "2.29")
    assert question.keys() == {"latitude", "longitude", "current", "hourly", "daily", "timezone", "forecast_days"}


def test_units_and_a_key_are_the_owner_s_choice(server: StandIn) -> None:
    ask(skill(server, units="imperial", api_key="hush"))
    (question,) = server.asked
    assert (question["temperature_unit"], question["wind_speed_unit"]) == ("fahrenheit", "mph")
    assert question["apikey"] == "hush"
    assert "hush" not in repr(Weather.Options.model_validate({"api_key": "hush"}))


def test_an_answer_is_asked_for_again_after_a_quarter_of_an_hour(server: StandIn) -> None:
    clock = Clock()
    weather = skill(server, clock)
    for minutes, asked in ((0, 1), (14, 1), (16, 2), (-60, 3)):
        clock.now = EVENING + timedelta(minutes=minutes)
        ask(weather)
        assert len(server.asked) == asked


def test_a_failure_is_not_remembered(server: StandIn) -> None:
    weather = skill(server)
    server.status = 503
    with pytest.raises(Refusal):
        ask(weather)
    server.status = 200
    assert "12 degrees" in ask(weather)


@pytest.mark.parametrize(
    ("status", "english", "french"),
    [(429, "asked too often", "trop de demandes"), (400, "url and the key", "l'adresse et la clé"),
     (503, "problem of its own", "a un problème"), (302, "no forecast", "pas donné de prévisions")],
)  # fmt: skip
def test_a_server_that_does_not_answer_the_question(server: StandIn, status: int, english: str, french: str) -> None:
    server.status = status
    for language, words in (("en", english), ("fr", french)):
        with pytest.raises(Refusal, match=words):
            ask(skill(server), language=language)


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Welcome to the hotel</html>",
        b"",
        b"[]",
        b"null",
        b'{"current": 3}',
        b"[" * 100_000,
        b"x" * (1 << 20),
        json.dumps(answer(current={})).encode(),
        json.dumps(answer(daily={"time": []})).encode(),
        json.dumps(answer(utc_offset_seconds=1e12)).encode(),
    ],
    ids=["page", "nothing", "list", "null", "other", "deep", "endless", "no current", "no days", "no zone"],
)
def test_an_answer_that_is_no_forecast(server: StandIn, body: bytes) -> None:
    server.body = body
    with pytest.raises(Refusal, match="no forecast"):
        ask(skill(server))


def test_a_server_that_hangs_is_given_up(server: StandIn) -> None:
    server.hangs = True
    with pytest.raises(Refusal, match="does not answer"):
        ask(skill(server, timeout_s=0.5))


def test_a_server_that_is_not_there() -> None:
    with serving() as standin:
        gone = skill(standin)
    with pytest.raises(Refusal, match="does not answer"):
        ask(gone)


def test_without_a_place_it_asks_nobody_and_says_what_to_configure() -> None:
    off = Weather(World(Path(), Clock()), Weather.Options())
    for language, words in (("en", "latitude.*server on the internet"), ("fr", "latitude.*serveur sur Internet")):
        with pytest.raises(Refusal, match=words):
            ask(off, language=language)


def test_other_places_are_not_asked_for(server: StandIn) -> None:
    with pytest.raises(Refusal, match="only know the weather in Paris"):
        ask(skill(server), place="london")
    assert server.asked == []
    assert "12 degrees" in ask(skill(server), place="paris")
    with pytest.raises(Refusal, match="la météo d'ici"):
        ask(skill(server, place=""), language="fr", place="lyon")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"latitude": 48.0}, "belong together"),
        ({"latitude": 91, "longitude": 0}, "less than or equal to 90"),
        ({"url": "ftp://weather"}, "pattern"),
    ],
)
def test_settings_that_cannot_be(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Weather.Options.model_validate(given)
