from __future__ import annotations

import pytest

from assistant.bench.questions import QUESTIONS, questions
from assistant.errors import UsageError


@pytest.mark.parametrize("language", QUESTIONS)
def test_there_are_enough_of_them_all_different_and_short(language: str) -> None:
    known = QUESTIONS[language]
    assert len(known) >= 20
    assert len(set(known)) == len(known)
    assert all(3 <= len(question.rstrip(" ?").split()) <= 12 for question in known)
    assert all(question.endswith("?") for question in known)


def test_they_begin_anew_when_more_are_wanted() -> None:
    language, asked = questions(["en"], len(QUESTIONS["en"]) + 2)
    assert language == "en"
    assert asked[-2:] == list(QUESTIONS["en"][:2])


def test_the_first_language_with_questions_is_spoken() -> None:
    assert questions(["de", "fr", "en"], 1) == ("fr", [QUESTIONS["fr"][0]])


def test_without_any_it_says_what_to_do() -> None:
    with pytest.raises(UsageError, match="en and fr"):
        questions(["de"], 1)
