"""What was told is found again, and answers only the question that it answers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.brain.facts import MOST_FACTS, MOST_LETTERS, Facts, TooLong, TooMuch

PHRASINGS = Path(__file__).parents[1] / "skills" / "phrasings"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)

TOLD = {
    "en": (
        "my car is parked on level three",
        "the spare key is under the blue pot",
        "Lucy is allergic to peanuts",
        "my shoe size is 42",
        "I don't like coriander",
        "the wifi code is red lamp 99",
        "Lucy's birthday is on March 3",
        "my sister lives in Tokyo",
        "the kitchen light was bought in Spain",
        "the smoke alarm in the hall needs a new battery",
        "our cat is called Milk",
        "my alarm clock is on the top shelf",
        "dinner at my mother's is at seven on Sundays",
        "Tom is seven years old",
        "the plumber's name is Mr Brown",
        "I take two sugars in my coffee",
        "the moon lamp belongs in the children's bedroom",
        "my boss drinks tea",
        "the recycling goes out on Wednesday",
        "our anniversary is on June 12",
        "I parked the bike behind the station",
        "Anna plays the harp",
        "the garage code is 4711",
        "the Christmas lights are in the cellar",
        "we have three bottles of oil",
        "my dog weighs 20 kilos",
        "the best pizza in town is at Luigi's",
        "I forget people's names",
        "the heater in the office stops at night",
        "my favourite book is Memento Mori",
    ),
    "fr": (
        "ma voiture est garée au niveau trois",
        "le double des clés est sous le pot bleu",
        "Lucie est allergique aux arachides",
        "je fais du 42 en chaussures",
        "je n'aime pas la coriandre",
        "le code wifi est lampe rouge 99",
        "l'anniversaire de Lucie est le 3 mars",
        "ma sœur habite à Tokyo",
        "la lumière de la cuisine vient d'Espagne",
        "l'alarme incendie du couloir a besoin d'une pile",
        "notre chat s'appelle Sablier",
        "mon réveil est sur l'étagère",
        "le dîner chez ma mère est à sept heures le dimanche",
        "Tom a sept ans",
        "le plombier s'appelle Monsieur Martin",
        "je prends deux sucres dans mon café",
        "la lampe lune va dans la chambre des enfants",
        "mon patron boit du thé",
        "les poubelles sortent le mercredi",
        "notre mariage a eu lieu le 12 juin",
        "j'ai garé le vélo derrière la gare",
        "Anne joue de la harpe",
        "le code du garage est 4711",
        "les lumières de Noël sont à la cave",
        "nous avons trois bouteilles d'huile",
        "mon chien pèse 20 kilos",
        "la meilleure pizza est chez Luigi",
        "j'oublie le nom des gens",
        "le radiateur du bureau s'arrête la nuit",
        "mon livre préféré est Les Misérables",
    ),
}
ANSWERED = {
    "en": {
        "Where is my car parked?": "Your car is parked on level three.",
        "Where did I park my car?": "Your car is parked on level three.",
        "Where's my car?": "Your car is parked on level three.",
        "Can you tell me where my car is, please?": "Your car is parked on level three.",
        "Where is the spare key?": "The spare key is under the blue pot.",
        "Is Lucy allergic to peanuts?": "Lucy is allergic to peanuts.",
        "Who is allergic to peanuts?": "Lucy is allergic to peanuts.",
        "What is Lucy allergic to?": "Lucy is allergic to peanuts.",
        "What's my shoe size?": "Your shoe size is 42.",
        "What's the wifi code?": "The wifi code is red lamp 99.",
        "When is Lucy's birthday?": "Lucy's birthday is on March 3.",
        "Where does my sister live?": "Your sister lives in Tokyo.",
        "How old is Tom?": "Tom is seven years old.",
        "What is the plumber's name?": "The plumber's name is Mr Brown.",
        "How many sugars do I take in my coffee?": "You take two sugars in your coffee.",
        "When does the recycling go out?": "The recycling goes out on Wednesday.",
        "When is our anniversary?": "Your anniversary is on June 12.",
        "Where are the Christmas lights?": "The Christmas lights are in the cellar.",
        "How much does my dog weigh?": "Your dog weighs 20 kilos.",
        "What do you know about Anna?": "Anna plays the harp.",
        "Where did I park the bike?": "You parked the bike behind the station.",
    },
    "fr": {
        "Où est garée ma voiture ?": "Votre voiture est garée au niveau trois.",
        "Elle est où, ma voiture ?": "Votre voiture est garée au niveau trois.",
        "Où est le double des clés ?": "Le double des clés est sous le pot bleu.",
        "Est-ce que Lucie est allergique aux arachides ?": "Lucie est allergique aux arachides.",
        "Qui est allergique aux arachides ?": "Lucie est allergique aux arachides.",
        "C'est quoi le code wifi ?": "Le code wifi est lampe rouge 99.",
        "C'est quand l'anniversaire de Lucie ?": "L'anniversaire de Lucie est le 3 mars.",
        "Où habite ma sœur ?": "Votre sœur habite à Tokyo.",
        "Quel âge a Tom ?": "Tom a sept ans.",
        "Combien pèse mon chien ?": "Votre chien pèse 20 kilos.",
        "Où sont les lumières de Noël ?": "Les lumières de Noël sont à la cave.",
        "Où est-ce que j'ai garé le vélo ?": "Vous avez garé le vélo derrière la gare.",
        "Comment s'appelle notre chat ?": "Votre chat s'appelle Sablier.",
        "Que sais-tu sur Anne ?": "Anne joue de la harpe.",
        "Dis-moi quel est le code du garage.": "Le code du garage est 4711.",
    },
}
UNANSWERED = {
    "en": (
        "Where is the moon?",
        "Where is Lucy?",
        "What is a kitchen light?",
        "Who is Lucy?",
        "Are you allergic to peanuts?",
        "What is a car?",
        "Where is the key?",
        "How many bottles of wine should I buy?",
        "Tell me about the moon",
        "What size are my trousers?",
        "Why is my car parked on level three?",
        "What is green tea?",
        "Tell me a joke about my car",
        "Does my sister like tea?",
        "How old is my dog?",
        "",
    ),
    "fr": (
        "Où est la lune ?",
        "Qui est Lucie ?",
        "C'est quoi une voiture ?",
        "Comment garer ma voiture ?",
        "Quel âge a mon chien ?",
        "Parle-moi de la lune",
        "Qu'est-ce que je devrais manger ?",
    ),
}


@pytest.fixture
def facts(tmp_path: Path) -> Facts:
    return Facts(tmp_path / "memory.db")


def filled(facts: Facts, language: str) -> Facts:
    for text in TOLD[language]:
        assert facts.add("owner", text, language, NOW)
    return facts


def general(language: str) -> Any:
    return yaml.safe_load((PHRASINGS / f"general_{language}.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_questions_that_a_fact_answers(facts: Facts, language: str) -> None:
    filled(facts, language)
    answers = {question: facts.answer("owner", question, language) for question in ANSWERED[language]}
    assert answers == ANSWERED[language]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_questions_that_none_answers(facts: Facts, language: str) -> None:
    filled(facts, language)
    questions = (*UNANSWERED[language], *general(language))
    assert {q: answer for q in questions if (answer := facts.answer("owner", q, language))} == {}


def test_the_newest_of_two_answers_holds(facts: Facts) -> None:
    filled(facts, "en")
    facts.add("owner", "my car is parked on level five", "en", NOW)
    assert facts.answer("owner", "Where's my car parked?", "en") == "Your car is parked on level five."


def test_facts_are_each_persons_own(facts: Facts) -> None:
    facts.add("lucy", "my car is parked on level one", "en", NOW)
    assert facts.answer("owner", "Where is my car parked?", "en") is None
    assert facts.all("owner") == facts.about("owner", "my car", 5) == []
    assert facts.all("lucy") == ["my car is parked on level one"]
    assert facts.erase("owner") == 0
    assert facts.erase("lucy") == 1


def test_a_language_without_questions_answers_none(facts: Facts) -> None:
    facts.add("owner", "das auto ist blau", "de", NOW)
    assert facts.answer("owner", "ist das auto blau", "de") is None
    assert facts.about("owner", "wo ist das auto", 3) == ["das auto ist blau"]


def test_the_likeliest_facts_come_first(facts: Facts) -> None:
    filled(facts, "en")
    assert facts.about("owner", "What code opens the garage?", 1) == ["the garage code is 4711"]
    assert facts.about("owner", "the code", 5) == ["the garage code is 4711", "the wifi code is red lamp 99"]
    assert facts.about("owner", "Which gift would Lucy like for her birthday?", 1) == ["Lucy's birthday is on March 3"]
    assert facts.about("owner", "Hm?", 5) == []


def test_accents_and_endings_make_no_difference(facts: Facts) -> None:
    filled(facts, "fr")
    assert facts.about("owner", "LES CLES", 1) == ["le double des clés est sous le pot bleu"]
    assert facts.answer("owner", "ou est garee ma voiture", "fr") == "Votre voiture est garée au niveau trois."


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("my car is parked on level three", ["my car is parked on level three"]),
        ("spare key", ["the spare key is under the blue pot"]),
        ("the spare keys under a pot", ["the spare key is under the blue pot"]),
        ("the code", ["the wifi code is red lamp 99", "the garage code is 4711"]),
        ("submarine", []),
        ("it", []),
    ],
)
def test_facts_are_found_by_likeness(facts: Facts, said: str, found: list[str]) -> None:
    assert [fact.text for fact in filled(facts, "en").find("owner", said)] == found


def test_what_is_known_is_not_kept_twice(facts: Facts) -> None:
    assert facts.add("owner", "my  car is\nred", "en", NOW)
    assert not facts.add("owner", "My car is red.", "en", NOW)
    assert facts.all("owner") == ["my car is red"]


def test_there_are_bounds(facts: Facts) -> None:
    with pytest.raises(TooLong, match="say it shorter"):
        facts.add("owner", "a" * (MOST_LETTERS + 1), "en", NOW)
    with facts._database.transaction():
        for number in range(MOST_FACTS):
            facts._database.execute(
                "INSERT INTO facts (person, language, text, told) VALUES ('owner', 'en', ?, '')", (f"fact {number}",)
            )
    with pytest.raises(TooMuch, match="forget some"):
        facts.add("owner", "one more", "en", NOW)
    assert facts.add("lucy", "one more", "en", NOW)


def test_what_is_erased_is_not_in_the_files(facts: Facts, tmp_path: Path) -> None:
    facts.add("owner", "my secret is xyzzy", "en", NOW)
    facts.remove(tuple(facts.entries("owner")))
    assert not any(b"xyzzy" in path.read_bytes() for path in tmp_path.iterdir())


def test_another_process_may_change_the_file(facts: Facts, tmp_path: Path) -> None:
    filled(facts, "en")
    assert facts.answer("owner", "Where is my car parked?", "en")
    other = Facts(tmp_path / "memory.db")
    assert other.erase("owner") == 30
    assert facts.answer("owner", "Where is my car parked?", "en") is None
