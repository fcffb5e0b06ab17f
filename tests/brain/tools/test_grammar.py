"""What a model can write: words, or one call that fits its tool."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.brain.tools.calls import OPENERS, read, slots
from assistant.brain.tools.grammar import grammar, integers
from assistant.skills import Parameter, Tool
from tests.brain.tools.gbnf import Grammar

NAMES = st.text(st.characters(categories=["L", "N"], include_characters='_-"\\é '), min_size=1, max_size=12)
BOUNDS = st.integers(-10_000, 10_000)


@st.composite
def parameters(draw: st.DrawFn, name: str) -> Parameter:
    kind = draw(st.sampled_from(["string", "integer", "number", "boolean", "time"]))
    least, most = sorted((draw(BOUNDS), draw(BOUNDS)))
    choices = tuple(draw(st.lists(NAMES, max_size=3, unique=True))) if kind == "string" else ()
    return Parameter(name, kind, draw(st.booleans()), choices, least, most)  # type: ignore[arg-type]


@st.composite
def tools(draw: st.DrawFn) -> list[Tool]:
    found = []
    for name in draw(st.lists(NAMES, min_size=1, max_size=3, unique=True)):
        taken = draw(st.lists(NAMES, max_size=4, unique=True))
        found.append(Tool(name, "Does it.", tuple(draw(parameters(one)) for one in taken)))
    return found


@settings(max_examples=300, deadline=None)
@given(st.data(), tools())
def test_every_call_that_can_be_written_parses_and_fits_its_tool(data: st.DataObject, offered: list[Tool]) -> None:
    text = Grammar(grammar(offered).replace("root ::= words | call", "root ::= call")).draw(data.draw)
    call = read(text)
    assert call is not None, text
    (tool,) = [tool for tool in offered if tool.name == call.name]
    assert slots(tool, call.arguments) is not None, text


@settings(max_examples=200, deadline=None)
@given(st.data(), tools())
def test_every_tool_can_be_called_and_a_call_is_spelled_as_it_comes_back(
    data: st.DataObject, offered: list[Tool]
) -> None:
    generated = Grammar(grammar(offered))
    for tool in offered:
        text = json.dumps(
            {"name": tool.name, "arguments": {p.name: example(p) for p in ordered(tool)}}, ensure_ascii=False
        )
        assert generated.generates(text), text
        assert str(read(text)) == text


def ordered(tool: Tool) -> list[Parameter]:
    return sorted(tool.parameters, key=lambda parameter: not parameter.required)


def example(parameter: Parameter) -> Any:
    values = {
        "integer": parameter.most,
        "number": parameter.least,
        "boolean": True,
        "time": "23:59",
        "string": 'a "b" é',
    }
    return parameter.choices[0] if parameter.choices else values[parameter.type]


TIMER = Tool(
    "SetTimer", "Starts a timer.", (Parameter("minutes", "integer", most=1440), Parameter("name", "string", False))
)


@pytest.mark.parametrize(
    "text",
    [
        "Paris.",
        " The capital is Paris.",
        "Why, {that} is <fine>, isn't it? `Yes` [really].\nAnd so on.",
        'It says "name".',
        "« Été »",
        "3.",
        "",
    ],
)
def test_words_are_left_alone(text: str) -> None:
    assert Grammar(grammar([TIMER])).generates(text)
    assert Grammar(grammar([TIMER], may_call=False)).generates(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "SetTimer", "arguments": {"minutes": 1441}}',
        '{"name": "SetTimer", "arguments": {"minutes": 010}}',
        '{"name": "SetTimer", "arguments": {}}',
        '{"name": "SetTimer", "arguments": {"minutes": 5}} And a word.',
        '{"name": "SetTimer", "arguments": {"minutes": 5}}{"name": "SetTimer", "arguments": {"minutes": 5}}',
        '{"name": "TurnOff", "arguments": {}}',
        '{"name": "SetTimer", "arguments": {"minutes": 5, "name": ""}}',
        '  {"anything": 1}',
        "<tool_call>SetTimer",
        '```json\n{"name": "SetTimer", "arguments": {"minutes": 5}}\n```',
    ],
)
def test_nothing_else_can_be_written(text: str) -> None:
    assert not Grammar(grammar([TIMER])).generates(text)


def test_a_call_may_stand_between_the_marks_that_some_models_know() -> None:
    text = '<tool_call>\n{"name": "SetTimer", "arguments": {"minutes": 5}}\n</tool_call>'
    assert Grammar(grammar([TIMER])).generates(text)
    assert not Grammar(grammar([TIMER])).generates(text.removesuffix("</tool_call>"))


@given(st.data(), st.integers(-30, 30), st.integers(-30, 30))
def test_numbers_are_within_their_range(data: st.DataObject, a: int, b: int) -> None:
    one = Tool("Set", "Sets it.", (Parameter("to", "number", least=min(a, b), most=max(a, b)),))
    text = Grammar(grammar([one]).replace("root ::= words | call", "root ::= json")).draw(data.draw)
    assert min(a, b) <= json.loads(text)["arguments"]["to"] <= max(a, b)


def test_without_calls_there_are_only_words() -> None:
    only = Grammar(grammar([TIMER], may_call=False))
    assert not any(only.generates(f"{opener} no") for opener in OPENERS)
    assert not only.generates('{"name": "SetTimer", "arguments": {"minutes": 5}}')


@given(st.integers(-1200, 1200), st.integers(-1200, 1200), st.integers(-1300, 1300))
def test_integers_are_just_those_of_the_range(a: int, b: int, value: int) -> None:
    least, most = min(a, b), max(a, b)
    generated = Grammar(f"root ::= {integers(least, most)}")
    assert generated.generates(str(value)) == (least <= value <= most)
    assert generated.generates(str(least))
    assert generated.generates(str(most))
    assert not generated.generates(f"0{most}")
