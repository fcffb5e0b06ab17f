"""Telling its own voice from others', by the words."""

from __future__ import annotations

import pytest

from assistant.voice.own_words import is_echo, says

SPOKEN = "The capital of France is Paris, and it lies on the Seine."


@pytest.mark.parametrize(
    ("heard", "echo"),
    [
        ("capital of France", True),
        ("the capital of Franz is Paris", True),
        ("", True),
        ("...", True),
        ("Stop.", False),
        ("No, I meant Spain.", False),
        ("Wait, what about the Rhine?", False),
        ("Et la capitale de l'Espagne ?", False),
    ],
)
def test_what_is_an_echo(heard: str, echo: bool) -> None:
    assert is_echo(heard, SPOKEN) is echo


def test_whatever_is_said_in_silence_is_not_ours() -> None:
    assert not is_echo("The capital of France", "")


@pytest.mark.parametrize(
    ("phrase", "spoken", "expected"),
    [
        ("hey jarvis", "You wake me with hey, Jarvis!", True),
        ("alexa", "I am not Alexa.", True),
        ("alexa", "A lexa is nothing.", True),
        ("alexa", "Alexander the Great.", False),
        ("hey jarvis", "Hey there.", False),
        ("", "Anything.", False),
    ],
)
def test_what_it_says_itself_wakes_nobody(phrase: str, spoken: str, expected: bool) -> None:
    assert says(phrase, spoken) is expected
