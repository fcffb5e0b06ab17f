from __future__ import annotations

import pytest

from assistant.brain.intents.compiler import Scope, compiled, parsed
from assistant.brain.intents.graph import Free, OneOf, Range, Typed
from assistant.brain.sayable import Sayable, showing

COLOURS = OneOf({"red": (("red", "red"),), "dark": (("dark red", "red"), ("dark blue", "blue"))})
SCOPE = Scope(
    {"colour": COLOURS, "text": Free(), "duration": Typed("duration"), "level": Range(0, 100, 1, 1)},
    {"the": parsed("[the|my]")},
)


def sayable(*templates: str) -> Sayable:
    return Sayable.of_graphs(compiled(template, SCOPE).graph for template in templates)


def ways(graph: Sayable, node: int = 0) -> set[str]:
    """Everything that a small graph says; a slot as {kind}."""
    if node == graph.end:
        return {""}
    return {
        " ".join(f"{f'{{{arc.kind}}}' if arc.kind else arc.text}{rest}".split(" ")).strip()
        for arc in graph.arcs[node]
        for rest in (f"{way}" for way in ways(graph, arc.target))
    }


def said(graph: Sayable) -> set[str]:
    return {" ".join(way.split()) for way in ways(graph)}


def test_plain_texts() -> None:
    assert said(Sayable.of(["kitchen light", "hall"])) == {"kitchen light", "hall"}
    assert said(Sayable.of([])) == set()


@pytest.mark.parametrize(
    ("template", "texts"),
    [
        ("turn (on|off) [the] light[s]", {f"turn {way} {the}light{s}" for way in ("on", "off") for the in ("", "the ") for s in ("", "s")}),
        ("paint <the> wall", {"paint wall", "paint the wall", "paint my wall"}),
        ("paint it {colour}", {"paint it red", "paint it dark red", "paint it dark blue"}),
        ("(big;round) ball", {"big round ball", "round big ball"}),
    ],
)  # fmt: skip
def test_a_template_says_all_its_sentences(template: str, texts: set[str]) -> None:
    assert said(sayable(template)) == texts


def test_slots_that_cannot_be_listed_are_kinds() -> None:
    kinds = {
        arc.kind for arcs in sayable("wake me in {duration}", "dim to {level}", "note {text}").arcs for arc in arcs
    }
    assert kinds == {"", "duration", "number", "text"}


def test_arcs_lead_forward_and_are_known_at_both_ends() -> None:
    graph = sayable("turn (on|off) [the] light[s]", "paint <the> wall [{colour}]")
    assert all(arc.source < arc.target <= graph.end for arcs in graph.arcs for arc in arcs)
    assert {arc for arcs in graph.arcs for arc in arcs} == {arc for arcs in graph.into for arc in arcs}


def test_what_ends_alike_is_written_once() -> None:
    texts = [f"{amount} {milk} milk" for amount in ("a lot of", "lots of", "a bit of") for milk in ("soy", "whole")]
    assert sum(arc.text.strip() == "milk" for arcs in Sayable.of(texts).arcs for arc in arcs) <= 6
    listed = OneOf({"a": tuple((text, text) for text in texts)})
    graph = Sayable.of_graphs([compiled("with {milk}", Scope({"milk": listed}, {})).graph])
    assert sum(arc.text.strip() == "milk" for arcs in graph.arcs for arc in arcs) == 1


def test_sentences_show_every_word_once_if_there_is_room() -> None:
    shown = showing(sayable("paint [the] (wall|door) {colour}", "wake me in {duration}"))
    assert all(sentence.endswith(".") and sentence[0].isupper() for sentence in shown)
    words = " ".join(shown).lower().replace(".", "").split()
    assert set(words) == {"paint", "the", "wall", "door", "red", "dark", "blue"}
    assert len(shown[0].split()) == max(len(sentence.split()) for sentence in shown)


def test_no_more_words_than_there_is_room_for() -> None:
    graph = Sayable.of(["turn on the kitchen light", "turn off the radio"])
    assert showing(graph, most_words=6) == ("Turn on the kitchen light.",)
    assert showing(graph, most_words=2) == ()


def test_elisions_are_written_as_people_write_them() -> None:
    assert showing(sayable("I'd like it", "allume l'entrée")) == ("I'd like it.", "Allume l'entree.")
