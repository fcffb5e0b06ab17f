"""A second look at an utterance that was near to something that can be asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.brain.intents import IntentMatcher, Match
from assistant.brain.understanding import Understanding, Unsure
from assistant.types import never
from assistant.voice.hearing import hear
from tests.brain.intents.sentences import skill
from tests.fakes import ScriptedStt

COFFEE = """
intents:
  Order: {data: [{sentences: ["(make|bring) me a {size} {drink} [with {milk}]"]}]}
lists:
  size: {values: [small, medium, large]}
  drink: {values: [iced mocha, cappuccino, house coffee]}
  milk: {values: [soy milk, whole milk]}
"""
AUDIO = np.zeros(16_000, np.int16)


@pytest.fixture
def coffee(tmp_path: Path) -> Understanding:
    skill(tmp_path, COFFEE)
    return Understanding(IntentMatcher(["skill"], ["en"], sentences=tmp_path), ["Order"])


def heard(stt: ScriptedStt, understanding: Understanding | None) -> str:
    return hear(stt, AUDIO, ("en",), understanding, str, never).text


def test_what_is_understood_is_not_listened_to_again(coffee: Understanding) -> None:
    stt = ScriptedStt("Make me a small cappuccino.", "No.")
    assert heard(stt, coffee) == "Make me a small cappuccino."
    assert len(stt.vocabularies) == 1


def test_what_is_near_is_listened_to_again_with_the_words_that_are_expected(coffee: Understanding) -> None:
    stt = ScriptedStt("Make me a large house cough with saw milk.", "Make me a large house coffee with soy milk.")
    assert heard(stt, coffee) == "Make me a large house coffee with soy milk."
    words = " ".join(stt.vocabularies[1]).lower()
    assert not stt.vocabularies[0]
    assert all(word in words for word in ("cappuccino", "iced mocha", "soy milk"))


def test_the_first_words_stay_when_the_second_are_worse(coffee: Understanding) -> None:
    stt = ScriptedStt("Make me a large iced mucha.", "A large a large a large.")
    assert heard(stt, coffee) == "Make me a large iced mucha."


@pytest.mark.parametrize("text", ["What is the capital of France?", "", "Tell me about large animals."])
def test_what_is_far_from_everything_is_not_listened_to_again(coffee: Understanding, text: str) -> None:
    stt = ScriptedStt(text, "No.")
    assert heard(stt, coffee) == text
    assert len(stt.vocabularies) == 1


def test_without_sentences_of_the_owners_nothing_is_listened_to_again(tmp_path: Path) -> None:
    skill(tmp_path, COFFEE)
    stt = ScriptedStt("Make me a large house cough.", "No.")
    understanding = Understanding(IntentMatcher(["skill"], ["en"], sentences=tmp_path))
    assert heard(stt, understanding) == "Make me a large house cough."
    assert heard(ScriptedStt("Yes."), None) == "Yes."


def test_what_is_not_near_enough_is_worth_a_question(coffee: Understanding) -> None:
    near, score = coffee.nearly("Make me a large iced mucker.", "en")
    assert isinstance(near, Match)
    assert near.slots == {"size": "large", "drink": "iced mocha"}
    assert 0.8 <= score < 1
    unsure, score = coffee.nearly("Make me a medium house cup of soy milk.", "en")
    assert isinstance(unsure, Unsure)
    assert 0.7 <= score < 0.8
    assert coffee.nearly("Make me a large tea.", "en") == (None, 0.0)
