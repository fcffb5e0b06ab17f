from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from assistant.registry import Options
from assistant.skills import Call, World
from assistant.skills.clock import Clock
from assistant.tts.normalize import normalize

PARIS = ZoneInfo("Europe/Paris")
PHRASINGS = Path(__file__).parent / "phrasings"
TUESDAY = datetime(2026, 3, 3, 19, 30, tzinfo=PARIS)


def ask(intent: str, language: str, now: datetime = TUESDAY, text: str = "", **slots: str) -> str:
    return asyncio.run(Clock(World(Path(), lambda: now), Options()).handle(Call(intent, language, text, slots)))


@pytest.mark.parametrize(
    ("hour", "minute", "language", "written", "read"),
    [
        (19, 30, "en", "It's 7:30 PM.", "It's seven thirty PM."),
        (7, 5, "en", "It's 7:05 AM.", "It's seven oh five AM."),
        (19, 0, "en", "It's 7:00 PM.", "It's seven PM."),
        (0, 20, "en", "It's 12:20 AM.", "It's twelve twenty AM."),
        (12, 20, "en", "It's 12:20 PM.", "It's twelve twenty PM."),
        (12, 0, "en", "It's noon.", "It's noon."),
        (0, 0, "en", "It's midnight.", "It's midnight."),
        (19, 30, "fr", "Il est 19 h 30.", "Il est dix-neuf heures trente."),
        (1, 5, "fr", "Il est 1 h 05.", "Il est une heure cinq."),
        (19, 0, "fr", "Il est 19 h.", "Il est dix-neuf heures."),
        (0, 20, "fr", "Il est 0 h 20.", "Il est zéro heure vingt."),
        (12, 0, "fr", "Il est midi.", "Il est midi."),
        (0, 0, "fr", "Il est minuit.", "Il est minuit."),
    ],
)
def test_time(hour: int, minute: int, language: str, written: str, read: str) -> None:
    said = ask("AskTime", language, TUESDAY.replace(hour=hour, minute=minute))
    assert said == written
    assert normalize(said, language) == read


@pytest.mark.parametrize(
    ("day", "language", "read"),
    [
        (3, "en", "It's Tuesday, March third, twenty twenty-six."),
        (1, "en", "It's Sunday, March first, twenty twenty-six."),
        (3, "fr", "Nous sommes le mardi trois mars deux mille vingt-six."),
        (1, "fr", "Nous sommes le dimanche premier mars deux mille vingt-six."),
    ],
)
def test_date(day: int, language: str, read: str) -> None:
    assert normalize(ask("AskDate", language, TUESDAY.replace(day=day)), language) == read


def test_tomorrow_and_yesterday_are_calendar_days() -> None:
    before_summer_time = datetime(2026, 3, 28, 23, 30, tzinfo=PARIS)
    assert ask("AskWeekday", "en", before_summer_time, day="tomorrow") == "Tomorrow is Sunday."
    assert ask("AskDate", "en", before_summer_time, day="tomorrow") == "Tomorrow is Sunday, March 29, 2026."
    assert (
        ask("AskDate", "fr", TUESDAY.replace(day=1), day="yesterday") == "Hier, nous étions le samedi 28 février 2026."
    )
    assert ask("AskWeekday", "fr", day="tomorrow") == "Demain, nous serons mercredi."


@pytest.mark.parametrize(
    ("text", "language", "answer"),
    [
        ("What day is it?", "en", "It's Tuesday."),
        ("Is it Tuesday or Wednesday today?", "en", "It's Tuesday."),
        ("Is today Thursday?", "en", "No, it's Tuesday."),
        ("Is today TUESDAY?", "en", "Yes, it's Tuesday."),
        ("On est quel jour ?", "fr", "Nous sommes mardi."),
        ("On est bien jeudi aujourd’hui ?", "fr", "Non, nous sommes mardi."),
        ("On est Mardi ?", "fr", "Oui, nous sommes mardi."),
    ],
)
def test_weekday(text: str, language: str, answer: str) -> None:
    assert ask("AskWeekday", language, text=text) == answer


@pytest.mark.parametrize("language", ["en", "fr"])
def test_phrasings(language: str) -> None:
    answers = {
        "AskTime": {"It's 7:30 PM.", "Il est 19 h 30."},
        "AskDate": {"It's Tuesday, March 3, 2026.", "Nous sommes le mardi 3 mars 2026."},
        "AskWeekday": {
            "It's Tuesday.",
            "No, it's Tuesday.",
            "Nous sommes mardi.",
            "Non, nous sommes mardi.",
        },
    }
    for phrase in yaml.safe_load((PHRASINGS / f"{language}.yaml").read_text()):
        if phrase["intent"] in answers:
            assert ask(phrase["intent"], language, text=phrase["say"]) in answers[phrase["intent"]]


def test_it_changes_nothing() -> None:
    assert Clock.acts == frozenset()
