"""The sentences in `configs/intents`, which an owner copies."""

from __future__ import annotations

import asyncio
import json
from functools import cache
from pathlib import Path

import pytest
import yaml

from assistant.brain.intents import IntentMatcher, Match
from assistant.brain.intents.actions import Http, filled
from assistant.brain.slots import Value
from assistant.skills import Call, Reply
from assistant.skills.own import Links, OwnIntents
from tests.skills.own.test_own import Broker

EXAMPLES = Path(__file__).parents[3] / "configs" / "intents"
PHRASINGS = Path(__file__).parents[1] / "phrasings"


@cache
def matcher() -> IntentMatcher:
    return IntentMatcher([], ("en", "fr"), owned=EXAMPLES)


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        (
            "Can I have a double shot espresso with a bit of sugar, please?",
            {"numberOfShots": "double shot", "coffeeDrink": "espresso", "sugarAmount": "a bit of sugar"},
        ),
        (
            "I'd like a 12 ounce dark roast drip coffee with lots of cream and some brown sugar.",
            {"size": "twelve ounce", "roast": "dark roast", "coffeeDrink": "drip coffee", "milkAmount": "lots of cream",
             "sugarAmount": "some brown sugar"},
        ),
        ("Could you please make me an iced mocha, light roast?", {"coffeeDrink": "iced mocha", "roast": "light roast"}),
        ("Medium medium roast latte.", {"size": "medium", "roast": "medium roast", "coffeeDrink": "latte"}),
    ],
)  # fmt: skip
def test_an_order_of_coffee(said: str, slots: dict[str, Value]) -> None:
    found = matcher().match(said, "en")
    assert found == Match("orderDrink", slots, said)
    order = filled(matcher().actions["orderDrink"], slots)
    assert isinstance(order, Http)
    body = json.loads(order.body or "")
    assert body["drink"] == slots["coffeeDrink"]
    assert body["roast"] == slots.get("roast")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_questions_are_no_orders(language: str) -> None:
    questions = yaml.safe_load((PHRASINGS / f"general_{language}.yaml").read_text(encoding="utf-8"))
    more = ["What is a latte?", "Who invented coffee?", "coffee", "Is espresso stronger than drip coffee?"]
    found = [matcher().match(said, language) for said in (*questions, *more)]
    assert [match for match in found if isinstance(match, Match) and match.intent in matcher().actions] == []


@pytest.mark.parametrize(
    ("said", "topic", "payload"),
    [
        ("Allume la lumière de la cuisine.", "maison/cuisine/lumiere", "ON"),
        ("Éteignez les lampes dans la salle de bains, s'il vous plaît.", "maison/salle_de_bain/lumiere", "OFF"),
        ("mets la lumière dans l'entrée", "maison/entree/lumiere", "ON"),
    ],
)
def test_french_lights(said: str, topic: str, payload: str) -> None:
    broker = Broker()
    found = matcher().match(said, "fr")
    assert isinstance(found, Match)
    skill = OwnIntents(matcher().actions, Links(broker))
    reply = asyncio.run(skill.handle(Call(found.intent, "fr", said, found.slots)))
    assert reply == Reply("C'est fait.", obvious=True)
    assert broker.published == [(topic, payload, 1, False)]


def test_a_french_answer() -> None:
    found = matcher().match("Je suis bien rentrée !", "fr")
    assert isinstance(found, Match)
    skill = OwnIntents(matcher().actions, Links(Broker()))
    assert asyncio.run(skill.handle(Call(found.intent, "fr", found.text))) == "Bon retour à la maison."
