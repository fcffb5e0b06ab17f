"""The gate: once an utterance of the word, the best of several, and not again too soon."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import UsageError
from assistant.turns.waking import WakeGate, thresholds
from assistant.types import Samples

HOP = 480


def said(gate: WakeGate, scores: list[float], word: str = "alexa") -> list[Samples]:
    """Where the word counted, in hops."""
    return [i for i, score in enumerate(scores) if gate.feed({word: score}, i * HOP) == word]


def test_a_word_counts_once_however_long_its_score_stays_high() -> None:
    gate = WakeGate({"alexa": 0.5}, 0)
    assert said(gate, [0.1, 0.5, 0.9, 0.9, 0.6, 0.2, 0.1]) == [1]


def test_it_counts_again_when_it_is_said_again() -> None:
    assert said(WakeGate({"alexa": 0.5}, 0), [0.9, 0.1, 0.9]) == [0, 2]


def test_a_score_that_flickers_is_one_word_in_the_refractory_time() -> None:
    assert said(WakeGate({"alexa": 0.5}, 4 * HOP), [0.9, 0.1, 0.9, 0.1, 0.9]) == [0, 4]


def test_what_rises_in_the_refractory_time_does_not_count_after_it() -> None:
    assert said(WakeGate({"alexa": 0.5}, 3 * HOP), [0.9, 0.1, 0.9, 0.9, 0.9]) == [0]


def test_the_refractory_time_is_for_all_words() -> None:
    gate = WakeGate({"alexa": 0.5, "computer": 0.5}, 10 * HOP)
    assert gate.feed({"alexa": 0.9, "computer": 0.0}, 0) == "alexa"
    assert gate.feed({"alexa": 0.9, "computer": 0.9}, HOP) is None


def test_of_several_the_one_that_is_surest_by_its_own_threshold_counts() -> None:
    gate = WakeGate({"strict": 0.95, "mild": 0.3}, 0)
    assert gate.feed({"strict": 0.99, "mild": 0.6}, 0) == "strict"
    assert WakeGate({"strict": 0.95, "mild": 0.3}, 0).feed({"strict": 0.96, "mild": 0.6}, 0) == "mild"


def test_a_retracted_word_keeps_nobody_waiting() -> None:
    gate = WakeGate({"alexa": 0.5}, 100 * HOP)
    assert said(gate, [0.9, 0.1]) == [0]
    gate.retract(0)
    assert gate.feed({"alexa": 0.9}, 2 * HOP) == "alexa"


def test_a_word_before_the_last_one_is_not_retracted() -> None:
    gate = WakeGate({"alexa": 0.5}, 2 * HOP)
    assert said(gate, [0.9, 0.1, 0.9, 0.1]) == [0, 2]
    gate.retract(0)
    assert gate.feed({"alexa": 0.9}, 3 * HOP) is None


@given(st.lists(st.floats(0, 1), max_size=60), st.integers(0, 20))
def test_two_words_are_never_nearer_than_the_refractory_time(scores: list[float], hops: int) -> None:
    heard = said(WakeGate({"alexa": 0.5}, hops * HOP), scores)
    assert all(later - earlier >= hops for earlier, later in pairwise(heard))
    assert all(scores[i] >= 0.5 for i in heard)
    assert bool(heard) == any(score >= 0.5 for score in scores)


def test_configured_thresholds_replace_recommended_ones() -> None:
    assert thresholds({"alexa": 0.9, "hey_jarvis": 0.97}, {"alexa": 0.4}) == {"alexa": 0.4, "hey_jarvis": 0.97}


def test_a_threshold_of_a_word_that_nobody_listens_for() -> None:
    with pytest.raises(UsageError, match=r"wake\.thresholds: hey_javis is not one of wake\.words; did you mean hey_ja"):
        thresholds({"hey_jarvis": 0.97}, {"hey_javis": 0.5})
    with pytest.raises(UsageError, match="words: hey_jarvis"):
        thresholds({"hey_jarvis": 0.97}, {"zebra": 0.5})


def test_where_nobody_listens_for_words_thresholds_do_not_matter() -> None:
    assert thresholds({}, {"alexa": 0.5}) == {}
