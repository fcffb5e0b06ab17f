from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.skills.mqtt.announcement import MOST_BYTES, Announcement, NothingToSay, read

LANGUAGES = ("en", "fr")


@pytest.mark.parametrize(
    ("payload", "text", "language"),
    [
        ("Dinner is ready", "Dinner is ready", "en"),
        ("  Dinner\r\n is\tready \0", "Dinner is ready", "en"),
        ('{"text": "Le dîner est prêt", "language": "fr"}', "Le dîner est prêt", "fr"),
        ('{"text": "Dinner", "language": null, "volume": 3}', "Dinner", "en"),
        ("12", "12", "en"),
        ("x" * MOST_BYTES, "x" * MOST_BYTES, "en"),
    ],
)
def test_what_is_said(payload: str, text: str, language: str) -> None:
    assert read(payload.encode(), LANGUAGES, "en") == Announcement(text, language)


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (b"", "no text"),
        (b" \n ", "no text"),
        (b"{}", "no text"),
        (b'{"text": 5}', "no text"),
        (b'{"text": "Hallo", "language": "de"}', "not one of en, fr"),
        (b'{"text": "Hi", "language": ["en"]}', "not one of en, fr"),
        (b'{"text": "Hi"', "neither text"),
        (b'{"a": ' + b"[" * 1900, "neither text"),
        (b"\xff\xfe", "neither text"),
        (b"x" * (MOST_BYTES + 1), "larger than"),
    ],
)
def test_what_is_not_said(payload: bytes, why: str) -> None:
    with pytest.raises(NothingToSay, match=why):
        read(payload, LANGUAGES, "en")


@given(
    st.one_of(st.binary(max_size=300), st.text(max_size=100).map(lambda text: ("{" + text).encode("utf-8", "ignore")))
)
def test_any_message_is_one_line_or_nothing(payload: bytes) -> None:
    try:
        found = read(payload, LANGUAGES, "fr")
    except NothingToSay:
        return
    assert found.language in LANGUAGES
    assert found.text
    assert found.text.isprintable()
