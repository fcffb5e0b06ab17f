from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.brain.slots import on_day, parse
from assistant.tts.normalize.numbers import spell


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7:30", "07:30"), ("7.30", "07:30"), ("730", "07:30"), ("1930", "19:30"), ("19:30", "19:30"), ("seven", "07:00"),
        ("7 a.m.", "07:00"), ("7am", "07:00"), ("1:30 p.m.", "13:30"), ("12 am", "00:00"), ("12 p.m.", "12:00"),
        ("12:30 am", "00:30"), ("half past seven", "07:30"), ("half seven", "07:30"), ("quarter to 8 pm", "19:45"),
        ("a quarter past seven", "07:15"), ("twenty past six", "06:20"), ("five minutes to nine", "08:55"),
        ("ten to one", "12:50"), ("ten to one am", "00:50"), ("quarter to midnight", "23:45"), ("half past noon", "12:30"),
        ("noon", "12:00"), ("midnight", "00:00"), ("7 o'clock", "07:00"), ("seven oh five", "07:05"),
        ("seven thirty in the evening", "19:30"), ("nineteen thirty", "19:30"), ("eight in the morning", "08:00"),
        ("3 in the afternoon", "15:00"), ("11 at night", "23:00"), ("2 at night", "02:00"), ("noon sharp", "12:00"),
        ("12 at night", "00:00"), ("12:15 in the afternoon", "12:15"), ("tonight", None), ("13", None), ("25:00", None),
        ("7:75", None), ("13 am", None), ("seven five", None), ("half past", None), ("past seven", None), ("a", None),
        ("quarter to half past seven", None), ("24:00", "00:00"), ("24:01", None),
    ],
)  # fmt: skip
def test_english(text: str, value: str | None) -> None:
    assert parse("time", text, "en") == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7h", "07:00"), ("6h50", "06:50"), ("17 h 30", "17:30"), ("19h", "19:00"), ("7:30", "07:30"), ("0h30", "00:30"),
        ("sept heures", "07:00"), ("sept heures et demie", "07:30"), ("sept heures et quart", "07:15"),
        ("sept heures moins le quart", "06:45"), ("sept heures moins vingt", "06:40"), ("sept heures cinq", "07:05"),
        ("quinze heures quarante-cinq", "15:45"), ("une heure moins le quart", "12:45"), ("midi", "12:00"),
        ("minuit", "00:00"), ("midi et demi", "12:30"), ("minuit et demi", "00:30"), ("midi moins le quart", "11:45"),
        ("minuit moins le quart", "23:45"), ("8 heures du matin", "08:00"), ("huit heures du soir", "20:00"),
        ("trois heures de l'après-midi", "15:00"), ("une heure du matin", "01:00"), ("7 heures pile", "07:00"),
        ("minuit ce soir", "00:00"), ("zéro heure trente", "00:30"), ("sept", None), ("25 heures", None), ("heures", None),
        ("sept heures moins", None), ("sept heures et", None), ("ce soir", None),
    ],
)  # fmt: skip
def test_french(text: str, value: str | None) -> None:
    assert parse("time", text, "fr") == value


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("half past two", "en", "14:30"), ("six", "en", "18:00"), ("seven", "en", "07:00"), ("ten", "en", "10:00"),
        ("2 am", "en", "02:00"), ("02:30", "en", "02:30"), ("quarter to one", "en", "12:45"), ("noon", "en", "12:00"),
        ("midnight", "en", "00:00"), ("deux heures et demie", "fr", "14:30"), ("22h", "fr", "22:00"),
        ("deux heures du matin", "fr", "02:00"),
    ],
)  # fmt: skip
def test_daytime_is_when_people_are_awake(text: str, language: str, value: str) -> None:
    assert parse("daytime", text, language) == value


@pytest.mark.parametrize(
    ("time", "day", "language", "value"),
    [
        ("11:15", "tonight", "en", "23:15"), ("quarter to eight", "tomorrow morning", "en", "07:45"),
        ("9 pm", "tonight", "en", "21:00"), ("six", "Monday evening", "en", "18:00"), ("seven", "tomorrow", "en", "07:00"),
        ("20 heures", "ce soir", "fr", "20:00"), ("huit heures", "ce soir", "fr", "20:00"),
        ("minuit moins le quart", "ce soir", "fr", "23:45"), ("13:00", "tomorrow morning", "en", "13:00"),
    ],
)  # fmt: skip
def test_a_day_may_tell_the_half(time: str, day: str, language: str, value: str) -> None:
    assert on_day("time", time, day, language) == value


@given(st.integers(0, 23), st.integers(0, 59))
def test_the_clock_in_figures_is_read_back(hour: int, minute: int) -> None:
    expected = f"{hour:02}:{minute:02}"
    assert parse("time", expected, "en") == parse("time", expected, "fr") == expected
    assert parse("time", f"{hour}h{minute:02}", "fr") == expected
    half = "am" if hour < 12 else "pm"
    assert parse("time", f"{hour % 12 or 12}:{minute:02} {half}", "en") == expected


@given(st.integers(1, 23), st.integers(1, 59))
def test_the_clock_in_words_is_read_back(hour: int, minute: int) -> None:
    expected = f"{hour:02}:{minute:02}"
    hours, minutes = spell(str(hour), "fr", "feminine"), spell(str(minute), "fr", "feminine")
    assert parse("time", f"{hours} heures {minutes}", "fr") == expected
    oh = "oh " if minute < 10 else ""
    assert parse("time", f"{spell(str(hour), 'en')} {oh}{spell(str(minute), 'en')}", "en") == expected
