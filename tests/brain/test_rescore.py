from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.brain.intents.compiler import Scope, compiled, parsed
from assistant.brain.intents.graph import Free, OneOf, Typed
from assistant.brain.rescore import FAMILIAR, LEAST, closest, familiar, nearest
from assistant.brain.sayable import Sayable


def listed(*texts: str) -> OneOf:
    first = {text.split()[0] for text in texts}
    return OneOf({word: tuple((text, text) for text in texts if text.split()[0] == word) for word in first})


SCOPE = Scope(
    {
        "room": listed("kitchen", "living room", "bathroom"),
        "drink": listed("coffee", "iced coffee", "house coffee", "espresso", "cappuccino", "latte", "iced mocha"),
        "milk": listed("milk", "skim milk", "some milk", "a lot of almond milk"),
        "duration": Typed("duration"),
        "text": Free(),
    },
    {"ask": parsed("(make me|give me|(can|may) I (have|get)|brew)")},
)
HOUSE = Sayable.of_graphs(
    compiled(template, SCOPE).graph
    for template in (
        "turn (on|off) [the] {room} light[s]",
        "[<ask>] [a] [(small|large)] [(single|double) shot] {drink} [with {milk}]",
        "set a timer for {duration}",
        "remind me to {text}",
    )
)


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("Turn on the kitchen light.", "turn on the kitchen light"),
        ("Turn on the kitten lights.", "turn on the kitchen lights"),
        ("Turn off leaving room light", "turn off living room light"),
        ("Give me a double short ice moco.", "give me a double shot iced mocha"),
        ("Can I get a large is presso with quim milk?", "can i get a large espresso with skim milk"),
        ("Brue a latte", "brew a latte"),
        ("Hey, may I have a small capuchino?", "may i have a small cappuccino"),
        ("Give me an iced coffee with lots of almond milk please", "give me iced coffee with a lot of almond milk"),
        ("Set a timer for 5 minutes", "set a timer for five minutes"),
        ("Set a time for twenty-five minutes", "set a timer for twenty five minutes"),
        ("Remind me to call Brendan at the office", "remind me to call brendan at the office"),
        ("Remine me to buy some soap", "remind me to buy some soap"),
    ],
)
def test_what_was_heard_becomes_what_can_be_said(heard: str, meant: str) -> None:
    near = closest(heard, HOUSE)
    assert (near and near.text) == meant


@pytest.mark.parametrize(
    "heard",
    [
        "What is the capital of France?",
        "What is a double shot espresso?",
        "How do I turn on the kitchen light?",
        "Don't turn on the kitchen light.",
        "Turn up the kitchen light.",
        "Make me laugh.",
        "Can I get a taxi?",
        "Give me a decaf cappuccino.",
        "Set a timer",
        "Set a timer for my mother",
        "Call Brendan at the office",
        "Tell me a story about a small kitchen.",
        "",
        "...",
        "turn " * 100,
    ],
)
def test_what_is_far_from_every_template_stays_free(heard: str) -> None:
    assert closest(heard, HOUSE) is None


def test_the_score_falls_with_the_distance() -> None:
    scores = [
        near.score
        for text in ("turn on the kitchen light", "turn on the kitten light", "turn on the kitten lie")
        if (near := closest(text, HOUSE, least=0.3))
    ]
    assert scores[0] == pytest.approx(1.0)
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


def test_least_is_a_limit() -> None:
    far = closest("turn on a kitten lie", HOUSE, least=0.3)
    assert far is not None
    assert closest("turn on a kitten lie", HOUSE, least=far.score - 0.01) == far
    assert closest("turn on a kitten lie", HOUSE, least=far.score + 0.01) is None


@pytest.mark.parametrize(
    "heard",
    ["Make me a large espresso with homemade", "turn on the light over there", "Did I have a double shot latte"],
)
def test_much_of_it_is_familiar(heard: str) -> None:
    assert closest(heard, HOUSE) is None
    assert FAMILIAR <= familiar(heard, HOUSE) < 1


@pytest.mark.parametrize("heard", ["What is the capital of France?", "Tell me a joke", "the", ""])
def test_little_of_it_is_familiar(heard: str) -> None:
    assert familiar(heard, HOUSE) < FAMILIAR


def test_the_nearest_of_a_list() -> None:
    rooms = ["kitchen", "living room", "bathroom"]
    near = nearest("leaving rum", rooms)
    assert near is not None
    assert near.text == "living room"
    assert nearest("garage", rooms) is None
    assert nearest("anything", []) is None


def test_french() -> None:
    lights = ["allume la lumière du salon", "éteins la lumière de la cuisine"]
    near = nearest("Alume la lumiere du salon.", lights, language="fr")
    assert near is not None
    assert near.text == lights[0]
    assert nearest("N'allume pas la lumière du salon", lights, language="fr") is None


@given(st.sampled_from(["on", "off"]), st.sampled_from(["kitchen", "living room", "bathroom"]), st.booleans())
def test_whatever_can_be_said_is_its_own_nearest(way: str, room: str, several: bool) -> None:
    text = f"turn {way} the {room} light{'s' if several else ''}"
    near = closest(text, HOUSE)
    assert near is not None
    assert near.text == text
    assert near.score > 0.95


@given(st.text(max_size=60))
def test_any_text_is_answered(text: str) -> None:
    near = closest(text, HOUSE)
    assert near is None or LEAST <= near.score <= 1.0
