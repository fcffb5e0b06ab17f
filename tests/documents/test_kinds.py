from __future__ import annotations

import pytest

from assistant.documents.kinds import Kind, asked_for, holds


@pytest.mark.parametrize(
    ("language", "question", "kind"),
    [
        ("en", "When is the bin emptied?", "time"),
        ("en", "How long may I keep a book?", "duration"),
        ("en", "How much does it cost?", "price"),
        ("en", "What's the plumber's phone number?", "phone"),
        ("en", "How many people fit in?", "count"),
        ("en", "Who has the spare key?", "person"),
        ("en", "Are dogs welcome?", None),
        ("fr", "À quelle heure ferme la mairie ?", "time"),
        ("fr", "Combien de temps faut-il attendre ?", "duration"),
        ("fr", "Combien coûte un repas ?", "price"),
        ("fr", "Quel est le numéro du médecin ?", "phone"),
        ("fr", "Combien de livres puis-je prendre ?", "count"),
        ("fr", "À qui dois-je m’adresser ?", "person"),
        ("de", "Wann kommt der Bus?", None),
    ],
)
def test_a_question_says_what_it_asks_for(language: str, question: str, kind: Kind | None) -> None:
    assert asked_for(question, language) == kind


@pytest.mark.parametrize(
    ("language", "kind", "yes", "no"),
    [
        ("en", "time", "It opens at 9 a.m.", "It is blue."),
        ("en", "duration", "It takes three long days.", "It costs 10 cents a day."),
        ("en", "price", "It is free.", "It is blue."),
        ("en", "phone", "Call 555 0142.", "Call your friends."),
        ("en", "person", "Ask Mr Novak.", "Ask your friends."),
        ("fr", "time", "Ouvert le lundi.", "Il est bleu."),
        ("fr", "duration", "Comptez six semaines.", "Comptez dessus."),
        ("fr", "price", "C'est gratuit.", "C'est bleu."),
        ("fr", "count", "Dix documents à la fois.", "Tous à la fois."),
    ],
)
def test_a_text_holds_it_or_not(language: str, kind: Kind, yes: str, no: str) -> None:
    assert holds(yes, kind, language)
    assert not holds(no, kind, language)


def test_of_a_language_that_is_not_known_anything_may_hold() -> None:
    assert holds("Am Montag.", "time", "de")
