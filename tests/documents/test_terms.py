from __future__ import annotations

import pytest

from assistant.documents.terms import LANGUAGES, fingerprint, language_of, lexicon, term, terms


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", "collect collected collecting collection collections"),
        ("fr", "fermé fermée fermées fermer fermee ferme"),
        ("fr", "stationner stationnement stationnements"),
        ("fr", "déchèteries dechetterie".replace("dechetterie", "dechèterie")),
        ("de", "Straße strasse".lower()),
    ],
)
def test_forms_of_a_word_are_one_term(language: str, forms: str) -> None:
    assert len({term(form, language) for form in forms.split()}) == 1


def test_words_that_tell_nothing_are_left_out() -> None:
    assert terms("When is the library's door open?", "en") == [term("library", "en"), "door", "open"]
    assert terms("Où est l'école d'été ?", "fr") == [term("école", "fr"), term("été", "fr")]
    assert terms("5 € l'unité", "fr")[:2] == ["5", "euro"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The library is closed on Mondays, and so is the shop.", "en"),
        ("La médiathèque est fermée le lundi, et la boutique aussi.", "fr"),
        ("Die Bücherei ist am Montag geschlossen, und der Laden auch.", ""),
        ("WM-300 E18 24 V", ""),
        ("", ""),
    ],
)
def test_a_text_tells_its_language(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_synonyms_go_both_ways(language: str) -> None:
    alike = lexicon(language).alike
    assert len(alike) > 500
    assert all(name in alike[other] for name, others in alike.items() for other in others)
    assert not any(name in others for name, others in alike.items())


def test_an_index_of_other_terms_is_told_apart() -> None:
    assert fingerprint("1") == fingerprint("1") != fingerprint("2")
    assert 0 <= fingerprint() < 2**31
