from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.brain.sounds import sound, spoken, unlikeness, weight


@pytest.mark.parametrize(
    ("one", "other"),
    [("phone", "fone"), ("kwik", "kwick"), ("été", "ete"), ("zoo", "sou"), ("balloon", "balun")],
)
def test_spellings_that_sound_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)


def test_a_silent_e_is_not_heard_and_a_final_er_is_an_a() -> None:
    assert spoken("phone") == spoken("Fon")
    assert spoken("mocker")[-1] == spoken("mocha")[-1]
    assert spoken("the") == "te"


def test_a_vowel_is_half_a_letter() -> None:
    assert unlikeness("mat", "mt") == weight("a") == 0.5
    assert unlikeness("mat", "at") == weight("m") == 1.0


@given(st.text("abdeiklmnost", max_size=8), st.text("abdeiklmnost", max_size=8))
def test_unlikeness_is_a_distance(one: str, other: str) -> None:
    assert unlikeness(one, other) == unlikeness(other, one)
    assert (unlikeness(one, other) == 0) == (one == other)
