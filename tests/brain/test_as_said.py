"""Capitals come back where somebody wrote them, and only where they mean something."""

from __future__ import annotations

import pytest

from assistant.brain.as_said import as_said, parted


@pytest.mark.parametrize(
    ("slot", "text", "said"),
    [
        ("lucy is allergic to nuts", "Remember that Lucy is allergic to nuts.", "Lucy is allergic to nuts"),
        ("call the plumber", "Call the plumber goes on the list.", "call the plumber"),
        ("i don't like tea", "Remember that I don’t like tea.", "I don't like tea"),
        ("i'm tall", "I’m tall, remember that.", "I'm tall"),
        ("nasa is big", "NASA is big, remember that.", "NASA is big"),
        ("milk", "Remember this. Milk is on the list", "milk"),
        ("not there", "Something else", "not there"),
        ("", "Something", ""),
        ("ada", "Canada and Ada", "Ada"),
        ("i", "İ am here", "i"),
    ],
)
def test_capitals(slot: str, text: str, said: str) -> None:
    assert as_said(slot, text) == said


def test_what_stands_before() -> None:
    assert parted("dozen eggs", "Shopping list, a  dozen eggs.") == ("Shopping list, a ", "dozen eggs")
    assert parted("ham", "Champagne") == ("", "")
