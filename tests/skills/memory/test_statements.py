"""What is to be remembered states something."""

from __future__ import annotations

import pytest

from assistant.skills.memory.statements import statement


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "the spare key is under the blue pot"),
        ("en", "i don't like coriander"),
        ("en", "we're away in may"),
        ("en", "lucy lives in lyon"),
        ("fr", "je fais du 42 en chaussures"),
        ("fr", "le code wifi est 1234"),
        ("fr", "lucie n'aime pas le thé"),
    ],
)
def test_a_statement(language: str, text: str) -> None:
    assert statement(text, language) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "the alamo, where does that come from"),
        ("en", "the alamo"),
        ("en", "me"),
        ("en", "to buy milk that is fresh"),
        ("en", "when we were in spain"),
        ("en", "that time we were in spain"),
        ("en", "is it true"),
        ("fr", "de sortir le chien qui est là"),
        ("fr", "du lait"),
        ("fr", "pourquoi le ciel est bleu"),
        ("de", "das auto ist rot"),
    ],
)
def test_no_statement(language: str, text: str) -> None:
    assert statement(text, language) is None
