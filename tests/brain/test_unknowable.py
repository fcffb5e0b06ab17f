"""Questions about this home are told from questions that only sound like them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml

from assistant.brain.unknowable import Unknowable

PHRASINGS = Path(__file__).parents[1] / "skills" / "phrasings"
CASES = yaml.safe_load((Path(__file__).parent / "unknowable.yaml").read_text(encoding="utf-8"))


@cache
def unknowable() -> Unknowable:
    return Unknowable()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_questions_about_the_home_are_answered_with_the_truth(language: str) -> None:
    asked = CASES[language]["home"]
    missed = [question for question in asked if unknowable().answer(question, language) is None]
    assert len(missed) <= 0.1 * len(asked), missed


@pytest.mark.parametrize("language", ["en", "fr"])
def test_questions_that_only_sound_like_it_are_left_to_the_model(language: str) -> None:
    caught = [question for question in CASES[language]["general"] if unknowable().answer(question, language)]
    assert caught == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_general_questions_are_left_to_the_model(language: str) -> None:
    questions = yaml.safe_load((PHRASINGS / f"general_{language}.yaml").read_text(encoding="utf-8"))
    caught = [question for question in questions if unknowable().answer(question, language)]
    assert len(caught) <= 0.01 * len(questions), caught


def test_the_answer_is_in_the_language_and_of_the_kind() -> None:
    assert unknowable().answer("Is the front door locked?", "en") == "I cannot see that from here."
    assert unknowable().answer("La porte d'entrée est-elle fermée ?", "fr") == "Je ne peux pas le voir d'ici."
    assert unknowable().answer("What's on my calendar today?", "en") == "I have no way to look that up."
    assert unknowable().answer("Is the front door locked?", "de") is None


def test_what_somebody_told_is_known() -> None:
    question = "Where are my keys?"
    assert unknowable().answer(question, "en", ["I put my keys on the table."]) is None
    assert unknowable().answer(question, "en", ["I like my new shoes."]) is not None


def test_what_somebody_asked_before_is_not_known_by_that() -> None:
    question = "Where are my keys?"
    assert unknowable().answer(question, "en", [question, "Can keys rust?"]) is not None
    assert unknowable().answer("Is the door open?", "en", ["is the front door locked"]) is not None
