"""What only asks for silence."""

from __future__ import annotations

import pytest

from assistant.voice.stop import is_stop


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Stop.", "en", True),
        ("Stop! Stop!", "en", True),
        ("That's enough.", "en", True),
        ("Never mind.", "en", True),
        ("Stop the music in the kitchen.", "en", False),
        ("What is the time? Stop.", "en", True),
        ("Where is the bus stop?", "en", False),
        ("", "en", False),
        ("Arrête !", "fr", True),
        ("Tais-toi.", "fr", True),
        ("Stop.", "fr", True),
        ("Arrête la musique.", "fr", False),
        ("Stop.", "de", True),
    ],
)
def test_what_asks_for_silence(text: str, language: str, expected: bool) -> None:
    assert is_stop(text, language) is expected
