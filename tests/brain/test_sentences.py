from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.brain.sentences import SpokenBudget, complete, ends_sentence


@pytest.mark.parametrize(
    ("sentence", "following"),
    [
        ("It is Paris.", "T"),
        ("Yes.", "I"),
        ("Is it?!", "N"),
        ('He said "no."', "T"),
        ("« Oui. »", "I"),
        ("In 1998.", "T"),
        ("So do I.", "Y"),
        ("Eggs, etc.", "T"),
        ("At 7 p.m.", "W"),
        ("no capital here.", "b"),
        ("Plan B.", ""),
        ("No.", "I"),
    ],
)
def test_ends(sentence: str, following: str) -> None:
    assert ends_sentence(sentence, following)


@pytest.mark.parametrize(
    ("sentence", "following"),
    [
        ("Dr.", "S"),
        ("J.", "S"),
        ("J.R.R.", "T"),
        ("Fruit, e.g.", "A"),
        ("Pi is 3.14", "a"),
        ("Well...", "T"),
        ("Well…", "T"),
        ("1.", "E"),
        ("No.", "5"),
        ("« Oui.", "»"),
        ("Eggs, etc.", "a"),
        ('"Really?"', "h"),
        ("no mark", ""),
        ("M.", "D"),
    ],
)
def test_goes_on(sentence: str, following: str) -> None:
    assert not ends_sentence(sentence, following)


def test_budget_cuts_behind_its_last_sentence() -> None:
    budget = SpokenBudget(2)
    assert budget.feed("It is 3.5 km. Ask Dr. Who. And") == "It is 3.5 km. Ask Dr. Who."
    assert budget.done
    assert budget.feed(" more") == ""


def test_budget_passes_text_at_once() -> None:
    budget = SpokenBudget(1)
    assert [budget.feed(piece) for piece in ("The", " cat", ".")] == ["The", " cat", "."]
    assert not budget.done
    assert budget.feed(" It") == ""
    assert budget.done


@given(text=st.text(alphabet="aB.!?… \"'1»", max_size=60), cuts=st.lists(st.integers(0, 60)), limit=st.integers(0, 4))
def test_budget_does_not_depend_on_the_pieces(text: str, cuts: list[int], limit: int) -> None:
    whole, pieces = SpokenBudget(limit), SpokenBudget(limit)
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    passed = "".join(pieces.feed(text[a:b]) for a, b in pairwise(edges))
    assert passed == whole.feed(text)
    assert text.startswith(passed)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("It is Paris. The city of", "It is Paris."),
        ("It is Paris.", "It is Paris."),
        ("One sentence without an end", "One sentence without an end"),
        ("It is 3.14 or", "It is 3.14 or"),
        ("First. Ask Dr. Smith", "First."),
        ("First! Well...", "First!"),
        ("", ""),
    ],
)
def test_complete(text: str, kept: str) -> None:
    assert complete(text) == kept
