from __future__ import annotations

import numpy as np
import pytest

from assistant.brain.likeness import Said, weight
from assistant.brain.sounds import spoken


def cost(said: str, word: str) -> float:
    """Of taking all that was said for one word; infinite when that cannot be."""
    heard = Said(said.split())
    spans = heard.spans(spoken(word), little=False)
    if spans is None:
        return float("inf")
    whole = (spans.starts == 0) & (spans.ends == len(heard.letters))
    return float(spans.costs[whole].min(initial=np.inf))


@pytest.mark.parametrize(
    ("said", "word"),
    [("espresso", "espresso"), ("fone", "phone"), ("ice", "iced"), ("moco", "mocha"), ("mocker", "mocha"), ("is presso", "espresso"), ("capuchino", "cappuccino")],
)  # fmt: skip
def test_words_that_sound_alike_are_near(said: str, word: str) -> None:
    assert cost(said, word) < 0.5 * weight(spoken(word))


@pytest.mark.parametrize(
    ("said", "word"), [("taxi", "espresso"), ("on", "off"), ("small", "large"), ("light", "medium"), ("red", "yellow")]
)
def test_other_words_are_not(said: str, word: str) -> None:
    assert cost(said, word) == float("inf")


def test_the_likelier_word_costs_less() -> None:
    assert cost("ice", "iced") < cost("ice", "house")
    assert cost("rose", "roast") < cost("rose", "rest")
    assert cost("espresso", "espresso") < cost("is presso", "espresso")


@pytest.mark.parametrize("word", ["what", "don't", "not", "pourquoi"])
def test_a_word_that_turns_the_sentence_is_only_itself(word: str) -> None:
    assert cost(word, word) == 0
    assert cost(word, word[:-1]) == float("inf")
    assert cost(f"{word} is", f"{word}s") == float("inf")


def test_what_is_not_said_as_it_is_spelled_must_be_the_same() -> None:
    assert cost("hrs", "hrs") == 0
    assert cost("hours", "hrs") == float("inf")


def test_a_little_word_may_be_missing() -> None:
    spans = Said(["mill"]).spans("te", little=True)
    assert spans is not None
    assert (spans.starts == spans.ends).all()
    assert Said(["mill"]).spans("te", little=False) is None


def test_a_number_is_found_where_it_is_said() -> None:
    said = Said("wake me in twenty five minutes".split())
    spans = said.typed("number", "en")
    assert spans is not None
    found = {said.between(start, end) for start, end in zip(spans.starts, spans.ends, strict=True)}
    assert {"twenty five", "twenty", "five"} == found
    assert Said(["hello"]).typed("number", "en") is None


def test_free_text_is_whole_words() -> None:
    said = Said("buy some milk".split())
    spans = said.free(0.1)
    found = {said.between(start, end) for start, end in zip(spans.starts, spans.ends, strict=True)}
    assert found == {"buy", "buy some", "buy some milk", "some", "some milk", "milk"}
