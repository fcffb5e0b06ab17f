"""Each check on an answer that passes and on one that does not."""

from __future__ import annotations

import pytest

from assistant.bench.checks import FORM, Given, Question, admits, checked, right

CAPITAL = Question("fact", "en", "What is the capital of Spain?", any=("madrid",), none=("lisbon",))
DOOR = Question("house", "en", "Is the front door locked?")


def given(text: str, written: str | None = None) -> Given:
    return Given(text if written is None else written, text)


def test_right_has_one_of_the_words_and_none_of_the_others() -> None:
    assert right(CAPITAL, given("It is MADRID, of course."))
    assert not right(CAPITAL, given("It is Barcelona."))
    assert not right(CAPITAL, given("Madrid or Lisbon."))
    assert not right(CAPITAL, given("Madridians live there."))
    number = Question("fact", "en", "How many?", any=("8",))
    assert right(number, given("It has 8 legs."))
    assert not right(number, given("It has 18 legs."))


def test_small_talk_is_right_unless_it_is_silent() -> None:
    talk = Question("talk", "en", "Good morning!")
    assert right(talk, given("Good morning!"))
    assert not right(talk, given(""))


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("I cannot see that from here.", True),
        ("I don't know, sorry.", True),
        ("I’m not able to check the door.", True),
        ("I have no access to your calendar.", True),
        ("Je ne peux pas le voir d'ici.", True),
        ("Je n'ai pas accès à votre agenda.", True),
        ("Yes, it is locked.", False),
        ("The door is open, but I'm not sure.", False),
        ("La porte est fermée.", False),
        ("", False),
    ],
)
def test_admitting_is_not_to_claim(text: str, passes: bool) -> None:
    assert admits(DOOR, given(text)) is passes


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        ("short", "It is Madrid.", "It is Madrid. " * 4),
        ("short", "It is Madrid.", "Madrid " * 31),
        ("short", "Madrid", ""),
        ("language", "The capital is Madrid.", "La capitale est Madrid."),
        ("language", "Madrid!", "C'est la capitale de ce pays."),
        ("no_echo", "The capital of Spain is Madrid.", "What is the capital of Spain? Madrid."),
        ("no_echo", "Which one do you mean?", "What is the capital of Spain then?"),
        ("no_preamble", "Madrid is the answer.", "The answer is Madrid."),
        ("no_preamble", "Surely Madrid.", "Sure, it is Madrid."),
    ],
)
def test_form(check: str, good: str, bad: str) -> None:
    assert FORM[check](CAPITAL, given(good))
    assert not FORM[check](CAPITAL, given(bad))


def test_french_answers_to_french_questions() -> None:
    question = Question("fact", "fr", "Quelle est la capitale de l'Espagne ?")
    assert FORM["language"](question, given("La capitale de l'Espagne est Madrid."))
    assert not FORM["language"](question, given("The capital of Spain is Madrid."))


def test_markup_is_looked_for_in_what_was_written() -> None:
    assert FORM["no_markup"](CAPITAL, given("It is Madrid.", "It is\nMadrid."))
    assert not FORM["no_markup"](CAPITAL, given("It is Madrid.", "It is **Madrid**."))


def test_greetings_are_rightly_given_back() -> None:
    assert FORM["no_echo"](Question("talk", "en", "Good morning!"), given("Good morning!"))


def test_every_kind_has_its_own_check_first() -> None:
    assert list(checked(DOOR, given("No."))) == ["admits", *FORM]
    assert list(checked(CAPITAL, given("No."))) == ["right", *FORM]
