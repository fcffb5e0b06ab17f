from __future__ import annotations

from pathlib import Path

import pytest

from assistant.brain.intents import IntentMatcher, Match
from assistant.errors import UsageError
from tests.brain.intents.sentences import matcher, templates, write

LEARNT = "lists: {device: {learnt: true}, room: {learnt: true}}"


def house(folder: Path, *names: str, sentences: tuple[str, ...] = ("turn on [the] {device}",)) -> IntentMatcher:
    text = templates(*sentences, more=LEARNT)
    return matcher(
        folder, text, names={"en": {"device": names, "room": ("kitchen", "Café")}, "fr": {"device": ("lampe",)}}
    )


def test_names_that_were_learnt_match_as_other_text_does(tmp_path: Path) -> None:
    found = house(tmp_path, "kitchen light", "Télé", "Anna's lamp")
    for said, name in (
        ("Turn on the KITCHEN light!", "kitchen light"),
        ("turn on tele", "Télé"),
        ("Turn on Anna’s lamp.", "Anna's lamp"),
    ):
        assert found.match(said, "en") == Match("Do", {"device": name}, said)
    assert found.match("turn on the lampe", "en") is None


def test_before_anything_is_learnt_nothing_matches(tmp_path: Path) -> None:
    text = templates("turn on {device}", "{device} on", "stop [the] [{device}]", more=LEARNT)
    for found in (matcher(tmp_path, text), matcher(tmp_path, text, names={"en": {"unheard of": ("lamp",)}})):
        assert found.match("turn on lamp", "en") is None
        assert found.match("lamp on", "en") is None
        assert found.match("stop the", "en") == Match("Do", {}, "stop the")


def test_names_are_no_templates(tmp_path: Path) -> None:
    found = house(tmp_path, "lamp (left|right)", "{odd} <name>", "[x", "???", "")
    said = "turn on lamp left right"
    assert found.match(said, "en") == Match("Do", {"device": "lamp (left|right)"}, said)
    assert found.match("turn on odd name", "en") is not None
    assert found.match("turn on", "en") is None


def test_of_names_that_sound_alike_the_first_counts(tmp_path: Path) -> None:
    assert house(tmp_path, "TV", "tv", "T.V.").match("turn on the tv", "en") == Match(
        "Do", {"device": "TV"}, "turn on the tv"
    )


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("turn on the kitchen light", {"device": "kitchen light"}),
        ("turn on the kitchen lights", {"room": "kitchen"}),
        ("turn on the fan in the kitchen", {"device": "fan", "room": "kitchen"}),
        ("turn on the lamp of the café", {"device": "lamp of the café"}),
        ("turn on the cafe fan", {"device": "fan", "room": "Café"}),
    ],
)
def test_a_longer_name_wins_over_the_words_in_it(tmp_path: Path, said: str, slots: dict[str, str]) -> None:
    sentences = (
        "turn on the {device} [(in|of) the {room}]",
        "turn on the {room} {device}",
        "turn on the {room} (light|lights)",
    )
    found = house(tmp_path, "kitchen light", "fan", "lamp", "lamp of the café", sentences=sentences)
    assert found.match(said, "en") == Match("Do", slots, said)


def test_a_block_may_have_lists_that_are_learnt(tmp_path: Path) -> None:
    text = """
    intents:
      Do:
        data:
          - sentences: ["go to {room}"]
            lists: {room: {learnt: true}}
    """
    found = matcher(tmp_path, text, names={"en": {"room": ("attic",)}})
    assert found.match("go to attic", "en") == Match("Do", {"room": "attic"}, "go to attic")
    assert found.vocabulary("en")[0] == "attic"


def test_what_was_learnt_is_to_be_expected_first(tmp_path: Path) -> None:
    text = templates("turn on {device} {size}", more="lists: {size: {values: [large]}, device: {learnt: true}}")
    assert matcher(tmp_path, text, names={"en": {"device": ("Floor Lamp",)}}).vocabulary("en")[:2] == (
        "floor lamp",
        "large",
    )


def test_an_owners_own_sentences_may_use_names(tmp_path: Path) -> None:
    own = templates("vacuum the {room}", intent="Vacuum").replace("data:", "action: {say: Yes}\n    data:")
    write(tmp_path / "own", "vacuum.yaml", f"language: en\n{own}")
    text = templates("go to {room}", more=LEARNT)
    found = matcher(tmp_path, text, names={"en": {"room": ("attic",)}}, owned=tmp_path / "own")
    assert found.match("vacuum the attic", "en") == Match("Vacuum", {"room": "attic"}, "vacuum the attic")


def test_a_list_is_one_thing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="needs exactly one of `values`"):
        matcher(tmp_path, templates("go {room}", more="lists: {room: {learnt: true, wildcard: true}}"))
