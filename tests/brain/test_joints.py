from __future__ import annotations

import pytest

from assistant.brain.joints import NEVER, joint_cost, opens_clause


@pytest.mark.parametrize(
    ("before", "after", "language"),
    [
        ("the", "capital", "en"),
        ("5", "km", "en"),
        ("New", "York", "en"),
        ("Dr.", "house", "en"),
        ("la", "ville", "fr"),
        ("20", "degrés", "fr"),
        ("qu'", "il", "fr"),
    ],
)
def test_never_torn(before: str, after: str, language: str) -> None:
    assert joint_cost(before, after, language) >= NEVER


def test_before_a_conjunction_is_better_than_within_a_phrase() -> None:
    assert joint_cost("tea", "because", "en") < joint_cost("France", "is", "en") < joint_cost("green", "tea", "en")
    assert joint_cost("green", "tea", "en") < joint_cost("capital", "of", "en") < NEVER


def test_conjunctions_open_clauses_in_their_language_only() -> None:
    assert opens_clause("But", "en")
    assert not opens_clause("but", "fr")
    assert not opens_clause("but", "de")
