from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from unicode_rbnf import RbnfEngine

from assistant.brain.slots import parse

ENGINES = {language: RbnfEngine.for_language(language) for language in ("en", "fr")}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7), ("Ninety-seven", 97), ("a hundred and five", 105), ("one hundred five", 105), ("nineteen hundred", 1900),
        ("three point five", 3.5), ("3.5", 3.5), ("3,5", 3.5), ("point five", 0.5), ("three point oh five", 3.05),
        ("1,000", 1000), ("1,234,567.5", 1234567.5), ("10 000", 10000), ("minus five", -5), ("-5", -5),
        ("a million", 1_000_000), ("1.5 million", 1_500_000), ("two million five hundred thousand", 2_500_000),
        ("one and a half", 1.5), ("two and three quarters", 2.75), ("2½", 2.5), ("2 1/2", 2.5), ("1/4", 0.25),
        ("half", 0.5), ("a quarter", 0.25), ("three quarters", 0.75), ("a dozen", 12), ("two dozen", 24),
        ("twenty oh", None), ("one two", None), ("and", None), ("a", None), ("five and", None), ("", None), ("7:30", None),
        ("twenty twenty", None), ("9" * 40, None),
    ],
)  # fmt: skip
def test_english(text: str, value: float | None) -> None:
    assert parse("number", text, "en") == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("quatre-vingt-dix-sept", 97), ("soixante-dix", 70), ("soixante et onze", 71), ("soixante-et-onze", 71),
        ("quatre-vingts", 80), ("quatre-vingt-un", 81), ("vingt et une", 21), ("cent un", 101), ("deux cents", 200),
        ("cent quatre-vingts", 180), ("mille", 1000), ("mille neuf cent quatre-vingt-quatre", 1984), ("un million", 1_000_000),
        ("deux millions cinq cent mille", 2_500_000), ("septante-deux", 72), ("nonante-neuf", 99), ("dix-sept", 17),
        ("trois virgule cinq", 3.5), ("3,5", 3.5), ("3,500", 3.5), ("trois virgule quatorze", 3.14), ("1 000", 1000),
        ("1 000,5", 1000.5), ("zéro virgule zéro cinq", 0.05), ("deux et demi", 2.5), ("deux et quart", 2.25),
        ("trois quarts", 0.75), ("moins cinq", -5), ("une douzaine", 12), ("un et", None), ("et", None), ("vingt cent", 2000),
    ],
)  # fmt: skip
def test_french(text: str, value: float | None) -> None:
    assert parse("number", text, "fr") == value


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.sampled_from(["en", "fr"]))
@example(80_000, "fr")
@example(21_000, "fr")
@example(180_200_071, "fr")
def test_whole_numbers_in_words_are_read_back(number: int, language: str) -> None:
    for words in ENGINES[language].format_number(number).text_by_ruleset.values():
        assert parse("number", words, language) == number, words


@given(st.integers(0, 9999), st.integers(0, 9999), st.sampled_from(["en", "fr"]))
def test_decimals_in_words_are_read_back(whole: int, fraction: int, language: str) -> None:
    number = float(f"{whole}.{fraction}")
    if number == int(number):
        return
    for words in ENGINES[language].format_number(number).text_by_ruleset.values():
        assert parse("number", words, language) == pytest.approx(number), words
        assert parse("number", f"{'minus' if language == 'en' else 'moins'} {words}", language) == pytest.approx(
            -number
        )


@given(st.integers(1, 10**6), st.sampled_from(["en", "fr"]))
@example(100, "en")
@example(1000, "fr")
def test_ordinals_in_words_are_read_back(number: int, language: str) -> None:
    names = ["spellout-ordinal"] if language == "en" else ["spellout-ordinal-masculine", "spellout-ordinal-feminine"]
    for words in ENGINES[language].format_number(number, ruleset_names=names).text_by_ruleset.values():
        assert parse("ordinal", words, language) == number, words


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [("third", "en", 3), ("21st", "en", 21), ("3e", "fr", 3), ("1er", "fr", 1), ("seconde", "fr", 2), ("one", "en", None),
     ("half", "en", None), ("quart", "fr", None)],
)  # fmt: skip
def test_ordinals(text: str, language: str, value: int | None) -> None:
    assert parse("ordinal", text, language) == value


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("40 percent", "en", 40), ("40%", "en", 40), ("5 per cent", "en", 5), ("half", "en", 50), ("a third", "en", 33),
        ("70", "en", 70), ("maximum", "en", 100), ("101 %", "en", None), ("-1 %", "en", None), ("forty degrees", "en", None),
        ("35 %", "fr", 35), ("quarante-cinq pour cent", "fr", 45), ("la moitié", "fr", 50), ("au maximum", "fr", 100),
        ("la", "fr", None),
    ],
)  # fmt: skip
def test_percentages(text: str, language: str, value: int | None) -> None:
    assert parse("percent", text, language) == value
