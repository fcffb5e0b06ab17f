from __future__ import annotations

import pytest

from assistant.bench.statistics import Spread, mean, ratio, spread, word_match, words


def test_a_spread_interpolates_and_leaves_out_what_is_missing() -> None:
    assert spread([None, 10, 20, None, 30]) == Spread(p50=20, p95=29, min=10, max=30)
    assert spread([7]) == Spread(7, 7, 7, 7)
    assert spread([None]) is None


def test_means_and_ratios_of_nothing_are_nothing() -> None:
    assert mean([1, None, 2]) == 1.5
    assert mean([]) is None
    assert ratio(3, 2) == 1.5
    assert ratio(3, 0) is None
    assert ratio(None, 2) is None


def test_words_are_as_they_are_said() -> None:
    assert words("It's 20 o'clock, Jean-Luc!", "en") == ["it's", "twenty", "o'clock", "jean", "luc"]


@pytest.mark.parametrize(
    ("said", "understood", "share"),
    [
        ("What is this?", "what is this", 1.0),
        ("Twenty days", "20 days.", 1.0),
        ("one two three four", "one two tree four", 0.75),
        ("one two", "one two and more", 0.5),
        ("one two", "", 0.0),
        ("", "", 1.0),
    ],
)
def test_share_of_words(said: str, understood: str, share: float) -> None:
    assert word_match(said, understood, "en") == share
