from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.brain.slots import FREE, KINDS, may_begin, parse
from assistant.brain.tokens import words

SPOKEN = st.lists(
    st.sampled_from(
        "a an and et un une half demi quart quarter past to moins le heure heures hour minutes o'clock oh point virgule seven sept "
        "vingt quatre cent hundred mille thousand million 7 30 7:30 3.5 1,000 h am pm of d' in the evening ce soir monday % / ½ - first".split()
    ),
    max_size=9,
).map(" ".join)


@pytest.mark.parametrize(
    ("kind", "text", "language", "value"),
    [
        ("text", "The dinner is READY.", "en", "the dinner is ready"),
        ("text", "« nettoyer le frigo »", "fr", "nettoyer le frigo"),
        ("text", "John, and\nMary", "en", "john, and mary"),
        ("item", "the milk", "en", "milk"),
        ("item", "some more olive oil", "en", "olive oil"),
        ("item", "a dozen eggs", "en", "dozen eggs"),
        ("item", "De l’huile d'olive", "fr", "huile d'olive"),
        ("item", "une douzaine d'œufs", "fr", "douzaine d'œufs"),
        ("item", "du jambon", "fr", "jambon"),
        ("item", "The Theatre", "en", "theatre"),
        ("name", "theatre", "en", "theatre"),
        ("name", "l'ampoule", "fr", "ampoule"),
        ("name", "the", "en", "the"),
        ("name", "one two three four five six seven", "en", None),
        ("text", "…", "en", None),
        ("text", "Küche", "de", "küche"),
        ("number", "sieben", "de", None),
    ],
)
def test_parse(kind: str, text: str, language: str, value: str | None) -> None:
    assert parse(kind, text, language) == value


def test_there_are_no_other_kinds() -> None:
    with pytest.raises(KeyError):
        parse("colour", "red", "en")


@given(st.sampled_from(sorted(KINDS)), st.text() | SPOKEN, st.sampled_from(["en", "fr", "de"]))
@example("number", "²", "en")
@example("time", "٣", "fr")
@example("duration", "1" * 5000, "en")
def test_no_text_raises(kind: str, text: str, language: str) -> None:
    parse(kind, text, language)


@given(st.sampled_from(sorted(KINDS - FREE.keys())), SPOKEN, st.sampled_from(["en", "fr"]))
@example("ordinal", "twenty first", "en")
@example("duration", "another two minutes", "en")
@example("percent", "au maximum", "fr")
def test_what_can_be_read_begins_with_a_word_that_it_may_begin_with(kind: str, text: str, language: str) -> None:
    if parse(kind, text, language) is not None:
        assert may_begin(kind, words(text)[0], language)


@pytest.mark.parametrize("kind", sorted(KINDS - FREE.keys()))
def test_most_words_begin_nothing(kind: str) -> None:
    assert not may_begin(kind, "kitchen", "en")
    assert not may_begin(kind, "cuisine", "fr")
    assert may_begin(kind, "7", "fr")
