from __future__ import annotations

import pytest

from assistant.tts.normalize.numbers import Form, spell, spell_digits


@pytest.mark.parametrize(
    ("digits", "language", "form", "words"),
    [
        ("1998", "en", "year", "nineteen ninety-eight"),
        ("3", "en", "ordinal", "third"),
        ("21", "fr", "feminine", "vingt-et-une"),
        ("71", "fr", "cardinal", "soixante-et-onze"),
        ("1", "fr", "ordinal-feminine", "première"),
    ],
)
def test_spell(digits: str, language: str, form: Form, words: str) -> None:
    assert spell(digits, language, form) == words


def test_too_long_for_a_number_is_read_by_digits() -> None:
    assert spell("9" * 15, "en").startswith("nine hundred ninety-nine trillion")
    assert spell("1" * 16, "en") == " ".join(["one"] * 16)


def test_spell_digits_passes_over_the_rest() -> None:
    assert spell_digits("0-4", "fr") == "zéro quatre"
