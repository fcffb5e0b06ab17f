from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.brain.intents import SENTENCES, Ambiguous, IntentMatcher, Match
from assistant.brain.intents.actions import Say
from assistant.brain.slots import Value
from assistant.errors import UsageError
from assistant.skills import READERS
from tests.brain.intents.sentences import matcher, skill, templates, write

HOUSE = """
intents:
  SetTimer:
    data:
      - sentences:
          - "set [a] {duration:duration_s} [{name}] timer [for {name}]"
          - "timer {duration:duration_s}"
  Remind:
    data:
      - sentences: ["remind me to {text} [(at|on)] [{day}] [at] {daytime:time}", "remind me to {text} [on] {day}", "remind me to {text}"]
  Alarm:
    data:
      - sentences: ["(wake me|alarm) [up] [at] {time} [{day}]"]
      - sentences: ["cancel (all|every) alarm[s]"]
        slots: {all: true}
  TurnOn:
    data:
      - sentences: ["turn on [the] {name}", "turn on [the] {name} in [the] {area}", "turn [the] {name} on"]
  AddToList:
    data:
      - sentences: ["(add|put) {item} (to|on) [the] {list:list} list", "(add|put) {item} (to|on) my list"]
  Dim:
    data:
      - sentences: ["dim [the] {area} [light[s]] to {percent} [percent]", "channel {channel}", "level {0..10:level}"]
lists:
  list:
    values: [{in: "(shopping|grocery)", out: shopping}, {in: "to do", out: todo}]
  area:
    values: [kitchen, "living room", {in: "[upper] hall[way]", out: hallway}]
  channel:
    range: {from: 1, to: 99}
"""

FRANCE = """
intents:
  AskTime: {data: [{sentences: ["quelle heure est-il", "[c'est quoi] l'heure"]}]}
  TurnOff: {data: [{sentences: ["(éteins|éteindre) [la|le|les|l'] {name}"]}]}
  AddToList: {data: [{sentences: ["(ajoute|mets) {item} (à|sur) (la|ma) liste"]}]}
  Announce: {data: [{sentences: ["(annonce|dis à tout le monde) (que|qu') {text}"]}]}
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> IntentMatcher:
    return matcher(tmp_path_factory.mktemp("house"), HOUSE)


@pytest.fixture(scope="module")
def france(tmp_path_factory: pytest.TempPathFactory) -> IntentMatcher:
    return matcher(tmp_path_factory.mktemp("france"), FRANCE, "fr")


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("Set a ten-minute timer.", "SetTimer", {"duration_s": 600}),
        ("Set a 10 minute pizza timer", "SetTimer", {"duration_s": 600, "name": "pizza"}),
        (
            "Hey, um, could you set an hour and a half timer for the roast, please?",
            "SetTimer",
            {"duration_s": 5400, "name": "roast"},
        ),
        ("Set half an hour timer for the roast, please.", "SetTimer", {"duration_s": 1800, "name": "roast"}),
        ("Remind me to call my mum at 6 p.m.", "Remind", {"text": "call my mum", "time": "18:00"}),
        ("Remind me to take the bins out tomorrow.", "Remind", {"text": "take the bins out", "day": "tomorrow"}),
        ("Remind me to look at six pictures", "Remind", {"text": "look at six pictures"}),
        (
            "Remind me to see Ann on Monday at half past two",
            "Remind",
            {"text": "see ann", "day": "monday", "time": "14:30"},
        ),
        ("Wake me up at 11:15 tonight", "Alarm", {"time": "23:15", "day": "today"}),
        ("Cancel all alarms!", "Alarm", {"all": True}),
        ("Turn on the kitchen light", "TurnOn", {"name": "kitchen light"}),
        ("Turn on the light in the upper hallway", "TurnOn", {"name": "light", "area": "hallway"}),
        ("TURN THE DESK LAMP ON", "TurnOn", {"name": "desk lamp"}),
        ("Add a dozen eggs to the grocery list", "AddToList", {"item": "dozen eggs", "list": "shopping"}),
        ("Add clean the fridge to my to-do list.", None, {}),
        ("Put eggs on my list", "AddToList", {"item": "eggs"}),
        ("Dim the living room lights to forty percent", "Dim", {"area": "living room", "percent": 40}),
        ("Channel forty-two", "Dim", {"channel": 42}),
        ("Channel 100", None, {}),
        ("Level 7", "Dim", {"level": 7}),
        ("Level 11", None, {}),
        ("What is the speed of light?", None, {}),
        ("Please.", None, {}),
        ("", None, {}),
        ("turn on " + "very " * 90 + "light", None, {}),
    ],
)
def test_english(house: IntentMatcher, text: str, intent: str | None, slots: dict[str, Value]) -> None:
    found = house.match(text, "en")
    assert found == (Match(intent, slots, text) if intent else None)


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("Quelle heure est-il ?", "AskTime", {}),
        ("L’heure, s’il te plaît.", "AskTime", {}),
        ("Tu peux éteindre l'ampoule ?", "TurnOff", {"name": "ampoule"}),
        ("ETEINS LES LUMIÈRES", "TurnOff", {"name": "lumières"}),
        ("Mets des œufs sur la liste", "AddToList", {"item": "œufs"}),
        ("Annonce que le dîner est prêt.", "Announce", {"text": "le dîner est prêt"}),
        ("Dis à tout le monde qu'on part dans cinq minutes.", "Announce", {"text": "on part dans cinq minutes"}),
        ("Comment éteint-on un incendie ?", None, {}),
    ],
)
def test_french(france: IntentMatcher, text: str, intent: str | None, slots: dict[str, Value]) -> None:
    found = france.match(text, "fr")
    assert found == (Match(intent, slots, text) if intent else None)
    assert france.match(text, "en") is None


def test_the_reading_with_least_free_text_wins(tmp_path: Path) -> None:
    found = matcher(tmp_path, templates("play {text}", "play {text} loudly", "play {item} by {name} loudly"))
    match = found.match("play yesterday by the beatles loudly", "en")
    assert match == Match("Do", {"item": "yesterday", "name": "beatles"}, "play yesterday by the beatles loudly")


def test_literal_text_is_better_than_a_value(tmp_path: Path) -> None:
    skill(tmp_path, templates("open at {time}") + templates("open at noon", intent="Lunch").replace("intents:\n", ""))
    found = IntentMatcher(["skill"], ["en"], sentences=tmp_path)
    assert found.match("Open at noon", "en") == Match("Lunch", {}, "Open at noon")


def test_a_filler_that_a_template_knows_belongs_to_it(tmp_path: Path) -> None:
    found = matcher(tmp_path, templates("can you repeat [that]", "thank you {name}", "sorry"))
    for text in ("Can you repeat that, please?", "Sorry?", "Okay, thank you John"):
        assert isinstance(found.match(text, "en"), Match), text


def test_equally_good_readings_are_all_given(tmp_path: Path) -> None:
    both = templates("(lamp|light) on") + templates("light (on|off)", intent="Other").replace("intents:\n", "")
    found = matcher(tmp_path, both).match("Light on", "en")
    assert isinstance(found, Ambiguous)
    assert [reading.intent for reading in found.readings] == ["Do", "Other"]


def test_two_values_of_a_list_that_sound_alike_are_ambiguous(tmp_path: Path) -> None:
    lists = "lists: {lamp: {values: [{in: light, out: l1}, {in: light, out: l2}, {in: lamp, out: l3}]}}"
    found = matcher(tmp_path, templates("{lamp} on", more=lists))
    assert found.match("lamp on", "en") == Match("Do", {"lamp": "l3"}, "lamp on")
    ambiguous = found.match("light on", "en")
    assert isinstance(ambiguous, Ambiguous)
    assert [reading.slots["lamp"] for reading in ambiguous.readings] == ["l1", "l2"]


def test_ways_to_part_free_text_are_not_ambiguous(tmp_path: Path) -> None:
    found = matcher(tmp_path, templates("give {item} {name}")).match("give red roses anna", "en")
    assert found == Match("Do", {"item": "red", "name": "roses anna"}, "give red roses anna")


def test_a_reading_that_says_more_is_not_ambiguous_with_one_that_says_less(tmp_path: Path) -> None:
    found = matcher(tmp_path, templates("alarm at {time} [{day}]")).match("alarm at 11:15 tonight", "en")
    assert found == Match("Do", {"time": "23:15", "day": "today"}, "alarm at 11:15 tonight")


def test_a_skill_may_bring_a_kind_of_slot(tmp_path: Path) -> None:
    def read(text: str, language: str) -> Value | None:
        assert language == "en"
        return {"deep red": "#800000", "red": "#ff0000"}.get(text)

    found = matcher(tmp_path, templates("make it {colour} [please]"), readers={"colour": read})
    assert found.match("Make it deep red!", "en") == Match("Do", {"colour": "#800000"}, "Make it deep red!")
    assert found.match("Make it green", "en") is None


def test_only_enabled_skills_and_languages_are_read(tmp_path: Path) -> None:
    skill(tmp_path, templates("one", intent="One"), name="first")
    skill(tmp_path, templates("two", intent="Two"), name="second")
    skill(tmp_path, templates("deux", intent="Two"), "fr", name="second")
    found = IntentMatcher(["second"], ["fr"], sentences=tmp_path)
    assert [found.match(text, "fr") for text in ("deux", "one", "two")] == [Match("Two", {}, "deux"), None, None]
    assert found.match("two", "en") is None


def test_the_owner_adds_sentences_and_intents_of_their_own(tmp_path: Path) -> None:
    skill(tmp_path / "skills", templates("light on", intent="TurnOn"))
    write(tmp_path, "mine/sub/a.yaml", "language: en\n" + templates("lumos", "wand {name}", intent="TurnOn"))
    write(
        tmp_path,
        "mine/b.yaml",
        """
        language: en
        intents:
          Coffee:
            action: {say: "One {drink}."}
            data:
              - sentences: ["(make|brew) [me] [a] {drink}"]
        """,
    )
    write(tmp_path, "mine/c.yaml", "language: en\nlists: {drink: {values: [latte, flat white]}}")
    write(tmp_path, "mine/d.yaml", "language: de\n" + templates("licht", intent="TurnOn"))
    found = IntentMatcher(["skill"], ["en"], owned=tmp_path / "mine", sentences=tmp_path / "skills")
    assert found.match("Lumos!", "en") == Match("TurnOn", {}, "Lumos!")
    assert found.match("Brew me a flat white", "en") == Match("Coffee", {"drink": "flat white"}, "Brew me a flat white")
    assert found.actions == {"Coffee": Say("One {drink}.")}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("intents:\n  New: {data: [{sentences: [x]}]}", "b.yaml:3: intents.New: needs an action, for no skill has"),
        ("intents:\n  Do:\n    action: {say: x}\n    data: [{sentences: [x]}]", "b.yaml:4: intents.Do.action: the intent does something else"),
        ("intents:\n  New:\n    action: {sing: x}\n    data: [{sentences: [x]}]", "b.yaml:4: intents.New.action: there is no action 'sing'"),
    ],
)  # fmt: skip
def test_an_action_that_cannot_be_is_named(tmp_path: Path, text: str, problem: str) -> None:
    write(tmp_path, "mine/b.yaml", "language: en\n" + text)
    with pytest.raises(UsageError, match=problem):
        matcher(tmp_path / "skills", templates("x y"), owned=tmp_path / "mine")


def test_vocabulary_is_the_most_specific_first(house: IntentMatcher, tmp_path: Path) -> None:
    words = house.vocabulary("en")
    values = ("shopping", "grocery", "to do", "kitchen", "living room", "upper hallway", "upper hall")
    assert set(words[: words.index("hall") + 1]) >= set(values)
    assert words.index("wake") < words.index("turn")
    assert "duration" not in words
    assert "duration_s" not in words
    assert len(set(words)) == len(words)
    assert house.vocabulary("fr") == ()


def test_vocabulary_keeps_accents(france: IntentMatcher) -> None:
    assert {"éteins", "quelle", "monde"} <= set(france.vocabulary("fr"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.text()
    | st.lists(st.sampled_from("set a timer 10 minutes turn on the kitchen , remind me to at 7 ?".split())).map(
        " ".join
    )
)
def test_no_text_raises(house: IntentMatcher, text: str) -> None:
    house.match(text, "en")


def test_the_skills_sentences_have_no_fault() -> None:
    names = {path.stem for path in SENTENCES.glob("*/*.yaml")}
    IntentMatcher(names, readers=dict.fromkeys(READERS, lambda text, language: None))
