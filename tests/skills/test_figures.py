from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.skills.figures import figure, spoken
from assistant.tts.normalize import normalize


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (12, "12", "12"),
        (-0.5, "-0.5", "-0,5"),
        (1609, "1,609", "1\u00a0609"),
        (86_400.25, "86,400.25", "86\u00a0400,25"),
        (37.00000000000001, "37", "37"),
        (10 / 3, "about 3.33", "environ 3,33"),
        (2000 / 3, "about 667", "environ 667"),
        (160_934.4444, "about 160,934", "environ 160\u00a0934"),
        (0.000123456, "about 0.000123", "environ 0,000123"),
        (0.9999999, "about 1", "environ 1"),
        (2.0**100, "about 1.27 times 10 to the power of 30", "environ 1,27 fois 10 puissance 30"),
        (3e-9, "about 3 times 10 to the power of -9", "environ 3 fois 10 puissance -9"),
        (0, "0", "0"),
    ],
)
def test_numbers_are_rounded_for_the_ear_and_written_as_the_language_does(
    value: float, english: str, french: str
) -> None:
    assert spoken(value, "en")[0] == english
    assert spoken(value, "fr")[0] == french


def test_decimals_that_are_asked_for() -> None:
    assert spoken(1000 / 3, "en", least=2)[0] == "about 333.33"
    assert spoken(187.96, "en", exact=0)[0] == "about 188"


@given(st.floats(-1e14, 1e14), st.sampled_from(["en", "fr"]))
def test_what_is_said_is_the_number(value: float, language: str) -> None:
    text, said = spoken(value, language)
    assert said == pytest.approx(value, rel=6e-3, abs=1e-30)
    assert not re.search(r"\d", normalize(text, language))


def test_zero_has_no_sign() -> None:
    assert figure(-0.0, "en") == "0"
