from __future__ import annotations

from pathlib import Path

from assistant.brain.intents import IntentMatcher, Match
from assistant.brain.intents.graph import Search
from assistant.brain.intents.utterance import Utterance
from tests.brain.intents.sentences import matcher, skill, templates


def test_a_files_own_lists_and_rules_come_first(tmp_path: Path) -> None:
    for name, size in (("first", "small"), ("second", "large")):
        more = f"lists: {{size: {{values: [{size}]}}}}\nexpansion_rules: {{make: {name}}}"
        skill(tmp_path, templates("<make> {size}", intent=name, more=more), name=name)
    found = IntentMatcher(["first", "second"], ["en"], sentences=tmp_path)
    assert found.match("first small", "en") == Match("first", {"size": "small"}, "first small")
    assert found.match("second large", "en") == Match("second", {"size": "large"}, "second large")
    assert found.match("second small", "en") is None


def test_a_block_may_have_lists_and_rules_of_its_own(tmp_path: Path) -> None:
    text = """
    intents:
      Paint:
        data:
          - sentences: ["<paint> {colour}"]
            lists: {colour: {values: [{in: "dark (red|rouge)", out: maroon}]}}
            expansion_rules: {paint: "(paint|dye)"}
            slots: {permanent: true}
    """
    found = matcher(tmp_path, text)
    assert found.match("dye dark rouge", "en") == Match(
        "Paint", {"colour": "maroon", "permanent": True}, "dye dark rouge"
    )
    assert found.vocabulary("en")[:2] == ("dark red", "dark rouge")


def test_context_of_a_value_decides_where_it_may_stand(tmp_path: Path) -> None:
    text = """
    intents:
      Dim: {data: [{sentences: ["dim {thing} in {room}"], requires_context: {domain: light}}]}
      Use: {data: [{sentences: ["use {thing}"], excludes_context: {domain: light}}]}
    lists:
      thing:
        values:
          - {in: lamp, out: lamp1, context: {domain: light}}
          - {in: kettle, out: kettle1, context: {domain: switch}}
      room: {values: [kitchen]}
    """
    found = matcher(tmp_path, text)
    expected = Match("Dim", {"thing": "lamp1", "room": "kitchen"}, "dim lamp in kitchen")
    assert found.match("dim lamp in kitchen", "en") == expected
    assert found.match("dim kettle in kitchen", "en") is None
    assert found.match("use kettle", "en") == Match("Use", {"thing": "kettle1"}, "use kettle")
    assert found.match("use lamp", "en") is None


def test_graphs_are_those_of_the_templates(tmp_path: Path) -> None:
    found = matcher(tmp_path, templates("stop", "go [on]"))
    stop, go = found.graphs("en", {"Do"})
    assert Search(Utterance("stop", "en")).readings(stop)
    assert Search(Utterance("go on", "en")).readings(go)
    assert not Search(Utterance("go on", "en")).readings(stop)
    assert found.graphs("fr", {"Do"}) == ()
    assert found.graphs("en", {"Other"}) == ()


def test_ranges(tmp_path: Path) -> None:
    lists = "lists: {temperature: {range: {from: 10, to: 30, step: 0.5}}, cents: {range: {from: 0, to: 9, multiplier: 100}}}"
    found = matcher(tmp_path, templates("heat to {temperature}", "pay {cents:amount}", more=lists))
    assert found.match("heat to twenty and a half", "en") == Match(
        "Do", {"temperature": 20.5}, "heat to twenty and a half"
    )
    assert found.match("heat to 20.3", "en") is None
    assert found.match("heat to 31", "en") is None
    assert found.match("pay five", "en") == Match("Do", {"amount": 500}, "pay five")
