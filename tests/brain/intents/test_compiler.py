from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.brain.intents.compiler import Scope, Template, TemplateError, compiled, parsed
from assistant.brain.intents.graph import Free, OneOf, Search, Source, Typed
from assistant.brain.intents.utterance import Utterance

LISTS: dict[str, Source] = {
    "number": Typed("number"),
    "text": Free(),
    "area": OneOf({"living": (("living room", "lounge"),)}),
}


def template(text: str, **rules: str) -> Template:
    return compiled(text, Scope(LISTS, {name: parsed(rule) for name, rule in rules.items()}))


def reads(text: str, said: str, **rules: str) -> bool:
    return bool(Search(Utterance(said, "en")).readings(template(text, **rules).graph))


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        ("light[s] on", "lights on", True),
        ("light[s] on", "light on", True),
        ("light[s] on", "light s on", False),
        ("(turn|switch) [the] light", "switch light", True),
        ("(turn|switch) [the] light", "turn", False),
        ("[the] light [please]", "light", True),
        ("what's up", "What’s up?", True),
        ("week-end", "week end", True),
        ("(a; b; c)", "c a b", True),
        ("(a; b; c)", "c a", False),
        ("set {number}%", "set 40 %", True),
        ("set {number}%", "set 40", False),
        ("{1..3:size} cups", "two cups", True),
        ("{1..3:size} cups", "four cups", False),
        ("in [the] {area}", "in the living room", True),
        ("in [the] {area}", "in the living", False),
        ("in [the] {area}", "in the living roomy", False),
        ("say {text} (now|later)", "say it now later", True),
        ("say {text}", "say", False),
        ("say{text}", "say it", False),
        ("kitch", "kitchen", False),
        ("[very] [very] [very] <nice>", "very nice", True),
    ],
)
def test_what_a_template_reads(text: str, said: str, expected: bool) -> None:
    assert reads(text, said, nice="(nice|good)") is expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("turn (on|off", r"'\(' is never closed: a '\)' is missing in 'turn \(on\|off'"),
        ("turn on]", "'\\]' closes nothing: a '\\[' is missing"),
        ("turn {lamp} on", "there is no list {lamp}; add it to `lists`"),
        ("<greet> you", "there is no expansion rule <greet>; add it"),
        ("<loop>", "<loop> refers to itself"),
        ("[please] [now]", "would match without a word; make a part of it obligatory"),
        ("", "cannot be read as a template"),
        ("(a;b;c;d;e;f)", "more than 5 parts in any order"),
        ("[a] " * 300 + "b", "more than 200 parts"),
        ("()", "'\\(\\)'"),
    ],
)
def test_what_is_wrong_is_said(text: str, message: str) -> None:
    with pytest.raises(TemplateError, match=message):
        template(text, loop="again <loop>")


def test_a_template_names_its_slots() -> None:
    assert template("[set {number:level}|in {area}] {text}").slots == {"level", "area", "text"}


@given(st.text("ab ()[]{}<>|;:'\\é.", max_size=20))
def test_every_template_is_read_or_refused(text: str) -> None:
    try:
        found = template(text)
    except TemplateError:
        return
    Search(Utterance("a b ab a", "en")).readings(found.graph)


@given(st.lists(st.sampled_from("the a lights light light's on off in living room 40 percent at".split()), max_size=7))
def test_the_index_never_hides_a_template_that_reads(words: list[str]) -> None:
    said = " ".join(words)
    for text in ("[the] light[s] (on|off)", "(in|at) the {area} [now]", "light('s|s) {number} percent", "{text} on"):
        pieces = {part for word in Utterance(said, "en").line.split() for part in _parts(word)}
        if reads(text, said):
            assert all(not clause.isdisjoint(pieces) for clause in template(text).needs)


def _parts(word: str) -> set[str]:
    return {word[start:end] for start in range(len(word)) for end in range(start + 1, len(word) + 1)}
