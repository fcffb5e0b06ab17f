from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assistant.brain.clarify import NONE, choose, question
from assistant.brain.intents import Match

PHRASINGS = Path(__file__).parents[2] / "skills" / "phrasings"


def lights(language: str = "en") -> tuple[Match, Match]:
    areas = ("kitchen", "bedroom") if language == "en" else ("cuisine", "salon")
    text = "Turn on the light." if language == "en" else "Allume la lampe."
    first, second = (Match("TurnOn", {"area": area, "state": "on"}, text) for area in areas)
    return first, second


@pytest.mark.parametrize(
    ("language", "asked"),
    [("en", "Did you mean kitchen or bedroom?"), ("fr", "Vouliez-vous dire cuisine ou salon ?")],
)
def test_the_question_names_what_differs(language: str, asked: str) -> None:
    assert question(lights(language), language) == asked


def test_one_reading_is_asked_for_in_its_words() -> None:
    assert question([Match("Order", {"drink": "latte"}, "give me a latte")], "en") == "Did you mean: give me a latte?"
    assert question([Match("Order", {}, "un café")], "fr") == "Vouliez-vous dire : un café ?"


def test_more_than_anybody_remembers_is_cut_short() -> None:
    readings = [Match("Go", {"room": room}) for room in "abcde"]
    assert question(readings, "en") == "Did you mean a, b, c or something else?"
    assert choose(readings, "e", "en") == readings[4]


@pytest.mark.parametrize(
    ("said", "which"),
    [
        ("the kitchen", 0),
        ("Bedroom, please.", 1),
        ("I meant the kitchen one", 0),
        ("turn on the bedroom light", 1),
        ("the first one", 0),
        ("The second.", 1),
        ("the 2nd one", 1),
        ("number one", 0),
        ("the last one", 1),
        ("the former", 0),
        ("no, the second one", 1),
        ("No, the kitchen.", 0),
        ("not the kitchen", 1),
        ("not the kitchen, the bedroom", 1),
        ("not the kitchen but the bedroom", 1),
        ("kitchin", 0),
    ],
)
def test_an_answer_picks_one(said: str, which: int) -> None:
    assert choose(lights(), said, "en") == lights()[which]


@pytest.mark.parametrize(
    ("said", "which"),
    [
        ("la cuisine", 0),
        ("Dans le salon, s'il vous plaît.", 1),
        ("celle du salon", 1),
        ("c'est le salon", 1),
        ("la première", 0),
        ("le 2e", 1),
        ("numéro deux", 1),
        ("la dernière", 1),
        ("non, le salon", 1),
        ("pas la cuisine", 1),
        ("pas le salon mais la cuisine", 0),
    ],
)
def test_a_french_answer_picks_one(said: str, which: int) -> None:
    assert choose(lights("fr"), said, "fr") == lights("fr")[which]


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("no", "en"), ("neither", "en"), ("No, thank you.", "en"), ("never mind", "en"), ("none of them", "en"),
        ("neither the kitchen nor the bedroom", "en"), ("non", "fr"), ("ni l'un ni l'autre", "fr"), ("aucune des deux", "fr"),
        ("Non merci.", "fr"), ("laissez tomber", "fr"), ("ni la cuisine ni le salon", "fr"),
    ],
)  # fmt: skip
def test_none_of_them(said: str, language: str) -> None:
    assert choose(lights(language), said, language) is NONE


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("yes", "en"), ("both", "en"), ("the third one", "en"), ("the kitchen or the bedroom", "en"), ("What's in the kitchen?", "en"),
        ("turn off the bedroom light", "en"), ("what time is it", "en"), ("", "en"), ("the", "en"), ("?!", "en"),
        ("oui", "fr"), ("les deux", "fr"), ("éteins le salon", "fr"), ("Quelle heure est-il ?", "fr"),
    ],
)  # fmt: skip
def test_what_is_no_answer(said: str, language: str) -> None:
    assert choose(lights(language), said, language) is None


@pytest.mark.parametrize(
    ("said", "language", "expected"),
    [
        ("yes", "en", True), ("Yes, please!", "en", True), ("that's right", "en", True), ("turn on the light", "en", True),
        ("yes, turn on the light", "en", True), ("no", "en", False), ("not that", "en", False), ("cancel", "en", False),
        ("oui", "fr", True), ("c'est ça", "fr", True), ("d'accord, allume", "fr", None), ("non", "fr", False), ("pas ça", "fr", False),
        ("turn off the light", "en", None), ("yes and what time is it", "en", None), ("no, turn it off", "en", None),
    ],
)  # fmt: skip
def test_a_single_reading_is_confirmed(said: str, language: str, expected: bool | None) -> None:
    match = Match("TurnOn", {}, "Turn on the light.")
    assert choose([match], said, language) == {True: match, False: NONE, None: None}[expected]


def test_values_are_spoken_and_picked_as_people_say_them() -> None:
    timers = [Match("Stop", {"duration": 600}), Match("Stop", {"duration": 5400})]
    assert question(timers, "en") == "Did you mean 10 minutes or 1 hour and 30 minutes?"
    assert choose(timers, "ten minutes", "en") == timers[0]
    assert choose(timers, "the one for one hour and thirty minutes", "en") == timers[1]
    alarms = [Match("Stop", {"time": "07:00"}), Match("Stop", {"time": "19:30"}), Match("Stop", {"day": "every_day"})]
    assert question(alarms, "en") == "Did you mean 7 am, 7:30 pm or every day?"
    assert question(alarms, "fr") == "Vouliez-vous dire 7 h, 19 h 30 ou tous les jours ?"
    assert choose(alarms, "sept heures", "fr") == alarms[0]


def test_a_number_that_is_said_is_a_value_before_it_is_a_place() -> None:
    floors = [Match("Go", {"floor": 2}), Match("Go", {"floor": 1})]
    assert choose(floors, "two", "en") == floors[0]
    assert choose(floors, "the second one", "en") == floors[1]


def test_words_that_mostly_say_nothing_may_be_all_that_differs() -> None:
    states = [Match("Set", {"state": "on"}), Match("Set", {"state": "off"})]
    assert [choose(states, said, "en") for said in ("on", "off, please")] == states


def test_equal_values_are_told_apart_by_their_slots() -> None:
    readings = [Match("Set", {"minutes": 5}), Match("Set", {"hours": 5})]
    assert question(readings, "en") == "Did you mean minutes 5 or hours 5?"
    assert choose(readings, "hours", "en") == readings[1]


def test_several_intents_are_told_apart_by_their_titles() -> None:
    readings = [Match("LightOn", {"name": "desk lamp"}), Match("Scene", {"name": "desk lamp"})]
    titles = {"LightOn": "turn on the {name}", "Scene": "start a scene"}
    assert question(readings, "en", titles) == "Did you mean turn on the desk lamp or start a scene?"
    assert choose(readings, "the scene", "en", titles) == readings[1]
    assert question(readings, "en") == "Did you mean light on desk lamp or scene desk lamp?"


def test_another_language_is_asked_in_english() -> None:
    assert question(lights(), "de") == "Did you mean kitchen or bedroom?"
    assert choose(lights(), "the kitchen", "de") == lights()[0]


ROOMS = st.sampled_from("kitchen bedroom hall garage attic cellar office garden".split())
VALUES = st.one_of(st.text(max_size=20), st.booleans(), st.integers(-100, 10_000), st.floats(allow_nan=False))
READINGS = st.lists(
    st.builds(
        Match,
        st.sampled_from(["A", "TurnOn"]),
        st.dictionaries(st.text("abc_", min_size=1), VALUES),
        st.text(max_size=30),
    ),
    min_size=1,
    max_size=6,
)
LANGUAGES = st.sampled_from(["en", "fr", "de"])


@given(READINGS, st.text(max_size=200), LANGUAGES)
def test_whatever_is_said_is_an_answer_or_none(readings: list[Match], said: str, language: str) -> None:
    assert question(readings, language)
    chosen = choose(readings, said, language)
    assert chosen is None or chosen is NONE or chosen in readings


@given(st.lists(ROOMS, min_size=2, max_size=4, unique=True), st.data())
def test_each_can_be_picked_by_its_name_and_its_place(rooms: list[str], data: st.DataObject) -> None:
    readings = [Match("Go", {"room": room}, "go there") for room in rooms]
    at = data.draw(st.integers(0, len(rooms) - 1))
    said = data.draw(st.sampled_from(["{}", "the {} please", "I meant the {}", "No, the {}.", "go there, {}"]))
    assert choose(readings, said.format(rooms[at]), "en") == readings[at]
    assert choose(readings, f"the {('first', 'second', 'third', 'fourth')[at]} one", "en") == readings[at]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_whoever_asks_something_else_has_gone_on(language: str) -> None:
    questions = yaml.safe_load((PHRASINGS / f"general_{language}.yaml").read_text(encoding="utf-8"))
    assert len(questions) > 100
    asked = [lights(language), lights(language)[:1]]
    assert [said for said in questions for readings in asked if choose(readings, str(said), language) is not None] == []
