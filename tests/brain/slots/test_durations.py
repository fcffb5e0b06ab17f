from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.brain.slots import parse
from assistant.tts.normalize.numbers import spell


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90 seconds", 90), ("ten minutes", 600), ("20-minute", 1200), ("an hour", 3600), ("an hour and a half", 5400),
        ("hour and a half", 5400), ("one and a half hours", 5400), ("two and a half minutes", 150), ("2.5 hours", 9000),
        ("an hour and a quarter", 4500), ("half an hour", 1800), ("a half hour", 1800), ("half-hour", 1800),
        ("a quarter of an hour", 900), ("quarter hour", 900), ("three quarters of an hour", 2700), ("half a minute", 30),
        ("1 hour and 10 minutes", 4200), ("2 hours, 5 minutes and 10 seconds", 7510), ("one hour ten", 4200),
        ("one minute thirty", 90), ("1 h 30", 5400), ("ten more minutes", 600), ("another two minutes", 120),
        ("an extra ten minutes", 600), ("a couple of minutes", 120), ("three days", 259_200), ("2 weeks", 1_209_600),
        ("zero seconds", None), ("minute", None), ("ten", None), ("a", None), ("ten minutes ten hours", None),
        ("ten minutes and", None), ("minus five minutes", None), ("900000000 weeks", None), ("ten ten minutes", None),
    ],
)  # fmt: skip
def test_english(text: str, seconds: int | None) -> None:
    assert parse("duration", text, "en") == seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90 secondes", 90), ("une heure", 3600), ("une heure et demie", 5400), ("deux minutes et demie", 150),
        ("une demi-heure", 1800), ("demi-heure", 1800), ("un quart d’heure", 900), ("trois quarts d'heure", 2700),
        ("une heure et quart", 4500), ("deux heures et quart", 8100), ("une heure trois quarts", 6300), ("1h30", 5400),
        ("1 h 15", 4500), ("une heure dix", 4200), ("trois minutes trente", 210), ("2 min 30", 150), ("1,5 heure", 5400),
        ("une heure, dix minutes et cinq secondes", 4205), ("encore une minute", 60), ("deux jours", 172_800),
        ("heure", None), ("dix", None), ("une heure et", None),
    ],
)  # fmt: skip
def test_french(text: str, seconds: int | None) -> None:
    assert parse("duration", text, "fr") == seconds


@given(st.integers(0, 47), st.integers(0, 59), st.integers(0, 59), st.booleans(), st.sampled_from(["en", "fr"]))
def test_whatever_is_written_out_is_read_back(
    hours: int, minutes: int, seconds: int, in_words: bool, language: str
) -> None:
    names = {"en": ("hour", "minute", "second", "and"), "fr": ("heure", "minute", "seconde", "et")}[language]
    counts = [(count, name) for count, name in zip((hours, minutes, seconds), names, strict=False) if count]
    parts = [
        f"{spell(str(count), language, 'feminine') if in_words else count} {name}{'s' if count > 1 else ''}"
        for count, name in counts
    ]
    for joined in (" ".join(parts), f" {names[3]} ".join(parts), ", ".join(parts)):
        expected = hours * 3600 + minutes * 60 + seconds
        assert parse("duration", joined, language) == (expected or None), joined
