from __future__ import annotations

import asyncio
import math
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assistant.registry import Options
from assistant.skills import Call, Refusal, World
from assistant.skills.sums import Sums, parse_expression

PHRASINGS = Path(__file__).parent / "phrasings"


def answer(result: float, language: str = "en") -> str:
    world = World(Path(), lambda: datetime(2026, 3, 3, tzinfo=UTC))
    return asyncio.run(Sums(world, Options()).handle(Call("Calculate", language, "", {"result": result})))


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("17 times 6", 102),
        ("17 x 6", 102),
        ("17 × 6", 102),
        ("15 percent of 80", 12),
        ("15% of 80", 12),
        ("a 20 percent tip on 45 dollars", 9),
        ("20% off 65", 52),
        ("80 plus 15 percent", 92),
        ("split 90 between four people", 22.5),
        ("split 90 dollars three ways", 30),
        ("125 plus 48 minus 3", 170),
        ("125+48-3", 170),
        ("the square root of 144", 12),
        ("square root of 144 plus 25", 37),
        ("the cube root of 27", 3),
        ("divide a hundred by eight", 12.5),
        ("3.5 multiplied by four", 14),
        ("twenty-one plus two", 23),
        ("2 to the power of 10", 1024),
        ("2 to the 10th power", 1024),
        ("five squared plus 2 cubed", 33),
        ("the square of 12", 144),
        ("half of 50", 25),
        ("a third of 90", 30),
        ("three quarters of 60", 45),
        ("add two hundred and five to 7", 212),
        ("add 5 and 3", 8),
        ("the sum of 7 and two hundred and five", 212),
        ("the product of 6 and 7", 42),
        ("subtract 5 from 20", 15),
        ("the difference between 5 and 20", 15),
        ("minus five plus three", -2),
        ("twice 12", 24),
        ("1,000 times 3", 3000),
        ("Ten over four", 2.5),
    ],
)
def test_english(text: str, result: float) -> None:
    assert parse_expression(text, "en") == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("23 fois 4", 92),
        ("20 % de 65", 13),
        ("20 % de réduction sur 65", 52),
        ("partage 75 euros entre six personnes", 12.5),
        ("310 moins 45 plus 12", 277),
        ("la racine carrée de 81", 9),
        ("la racine cubique de 27", 3),
        ("mille divisé par seize", 62.5),
        ("2,5 multiplié par six", 15),
        ("vingt et un plus deux", 23),
        ("quatre-vingt-dix-sept moins sept", 90),
        ("douze au carré", 144),
        ("2 puissance 10", 1024),
        ("le carré de 12", 144),
        ("la moitié de 50", 25),
        ("trois quarts de 80", 60),
        ("le double de 7", 14),
        ("soustrais 5 de 20", 15),
        ("ajoute 5 à 7", 12),
        ("la somme de 4 et de 9", 13),
        ("10 sur 4", 2.5),
    ],
)
def test_french(text: str, result: float) -> None:
    assert parse_expression(text, "fr") == result


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "en"), ("seven", "en"), ("minus five", "en"), ("15%", "en"), ("milk", "en"), ("the root of all evil", "en"),
        ("add milk to the shopping list", "en"), ("5 of 80", "en"), ("six times a day", "en"), ("5 times 4 minutes", "en"),
        ("turn the light over", "en"), ("une fois", "fr"), ("deux fois par jour", "fr"), ("ajoute du lait à la liste", "fr"),
        ("moins fort", "fr"), ("plus", "fr"), ("2 + 2", "de"), ("2 + " * 100 + "2", "en"),
    ],
)  # fmt: skip
def test_what_is_no_sum(text: str, language: str) -> None:
    assert parse_expression(text, language) is None


def test_general_questions_are_no_sums() -> None:
    for language in ("en", "fr"):
        for text in yaml.safe_load((PHRASINGS / f"general_{language}.yaml").read_text()):
            assert parse_expression(text, language) is None


def test_no_result_and_too_large_a_result() -> None:
    for text in ("ten divided by zero", "the square root of minus 4"):
        undefined = parse_expression(text, "en")
        assert undefined is not None
        assert math.isnan(undefined)
    assert parse_expression("9 to the power of 999999", "en") == math.inf


@given(st.text(max_size=80), st.sampled_from(["en", "fr"]))
def test_no_text_raises(text: str, language: str) -> None:
    parse_expression(text, language)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_phrasings(language: str) -> None:
    wanted = {
        "en": ["102", "12", "22.5", "170", "12", "12.5", "14"],
        "fr": ["92", "13", "12,5", "277", "9", "62,5", "15"],
    }[language]
    phrases = yaml.safe_load((PHRASINGS / f"{language}.yaml").read_text())
    found = [answer(phrase["slots"]["result"], language) for phrase in phrases if phrase["intent"] == "Calculate"]
    start = "Cela fait" if language == "fr" else "That's"
    assert found == [f"{start} {result}." for result in wanted]


@pytest.mark.parametrize(
    ("result", "english", "french"),
    [
        (10 / 3, "That's about 3.33.", "Cela fait environ 3,33."),
        (1234.567, "That's 1,234.567.", "Cela fait 1\u00a0234,567."),
        (0.1 + 0.2, "That's 0.3.", "Cela fait 0,3."),
        (2.0**100, "That's about 1.27 times 10 to the power of 30.", "Cela fait environ 1,27 fois 10 puissance 30."),
    ],
)
def test_answers(result: float, english: str, french: str) -> None:
    assert answer(result) == english
    assert answer(result, "fr") == french


def test_refusals_are_said_in_the_language_of_the_call() -> None:
    with pytest.raises(Refusal, match="no result"):
        answer(math.nan)
    with pytest.raises(Refusal, match="trop grand"):
        answer(math.inf, "fr")


def test_it_changes_nothing() -> None:
    assert Sums.acts == frozenset()
