from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.tts.normalize import normalize

NUMERIC = st.text(alphabet="0123456789.,:/-+ $€%°hm²½ⅣXVIIeast'\u00a0^x*()٣", max_size=40)


@pytest.mark.parametrize("language", ["en", "fr"])
@given(text=st.one_of(st.text(max_size=60), NUMERIC))
def test_any_text_becomes_text_without_digits_on_one_line(language: str, text: str) -> None:
    spoken = normalize(text, language)
    assert not any(char.isdigit() for char in spoken)
    assert spoken == " ".join(spoken.split())


@given(text=st.text(alphabet=st.sampled_from("abcdefé ,.!?'"), max_size=60))
def test_plain_words_are_returned_as_they_are(text: str) -> None:
    spoken = normalize(text, "de")
    assert spoken == " ".join(text.split())


def test_unknown_language_loses_markup_only() -> None:
    assert normalize("**Hallo**\n_Welt_ 5 km\x07", "de") == "Hallo Welt 5 km"


@pytest.mark.parametrize("code", ["en", "en-US", "EN_gb"])
def test_language_code_may_name_a_region(code: str) -> None:
    assert normalize("5 km", code) == "five kilometers"


def test_hostile_length_does_not_blow_up() -> None:
    assert normalize("9" * 5000, "en").split() == ["nine"] * 5000
    assert normalize("a." * 5000, "fr")


def test_fixed_spaces_stand_between_thousands() -> None:
    assert normalize("1\u202f000 km", "fr") == "mille kilomètres"
    assert normalize("1\u00a0000 km", "en") == "one thousand kilometers"
