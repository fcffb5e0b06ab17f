from __future__ import annotations

import pytest

from assistant.brain.slots import parse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("today", "today"), ("tonight", "today"), ("this evening", "today"), ("Tomorrow morning", "tomorrow"),
        ("Monday", "monday"), ("on Tuesday", "tuesday"), ("next friday", "friday"), ("Sunday evening", "sunday"),
        ("every Saturday", "saturday"), ("weekdays", "weekdays"), ("Monday to Friday", "weekdays"),
        ("at the weekend", "weekend"), ("this weekend", "weekend"), ("every day", "every_day"), ("daily", "every_day"),
        ("yesterday", None), ("the day after tomorrow", None), ("monday or tuesday", None), ("", None),
    ],
)  # fmt: skip
def test_english(text: str, value: str | None) -> None:
    assert parse("day", text, "en") == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("aujourd’hui", "today"), ("ce soir", "today"), ("demain matin", "tomorrow"), ("lundi", "monday"),
        ("samedi prochain", "saturday"), ("jeudi soir", "thursday"), ("tous les lundis", "monday"),
        ("en semaine", "weekdays"), ("du lundi au vendredi", "weekdays"), ("le week-end", "weekend"),
        ("tous les jours", "every_day"), ("chaque matin", "every_day"), ("après-demain", None), ("hier", None),
    ],
)  # fmt: skip
def test_french(text: str, value: str | None) -> None:
    assert parse("day", text, "fr") == value
