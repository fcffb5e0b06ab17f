from __future__ import annotations

from typing import Any

import pytest

from assistant.skills import Parameter
from assistant.skills.mcp.schema import Offered, offered


def made(schema: dict[str, Any], name: str = "find", description: str = "Finds it.") -> Offered | None:
    return offered("house", name, description, {"type": "object", **schema}, reads=True)


def parameters(*required: str, **properties: Any) -> tuple[Parameter, ...] | None:
    found = made({"properties": properties, "required": list(required)})
    return None if found is None else found.tool.parameters


def test_a_tool_bears_its_server_s_name_and_its_results_are_foreign() -> None:
    found = made({})
    assert found is not None
    assert (found.tool.name, found.original, found.tool.foreign, found.acts) == ("house_find", "find", True, False)


def test_what_does_not_say_that_it_only_reads_acts() -> None:
    found = offered("house", "find", "", {}, reads=False)
    assert found is not None
    assert found.acts


def test_plain_types_are_taken_over_those_that_are_needed_first() -> None:
    assert parameters(
        "count",
        word={"type": "string"},
        count={"type": "integer", "minimum": 1, "maximum": 9},
        share={"type": "number"},
        now={"type": "boolean"},
        side={"type": "string", "enum": ["left", "right"]},
    ) == (
        Parameter("count", "integer", least=1, most=9),
        Parameter("word", "string", required=False),
        Parameter("share", "number", required=False, least=-999_999_999, most=999_999_999),
        Parameter("now", "boolean", required=False),
        Parameter("side", "string", required=False, choices=("left", "right")),
    )


def test_what_may_be_null_is_what_else_it_may_be() -> None:
    word = {"anyOf": [{"type": "string"}, {"type": "null"}]}
    assert parameters(word=word) == (Parameter("word", "string", required=False),)


@pytest.mark.parametrize(
    "odd",
    [
        {"type": "array"},
        {"type": "object"},
        {},
        {"$ref": "#/x"},
        {"anyOf": [{"type": "string"}, {"type": "integer"}]},
        {"type": "string", "enum": ["x" * 41]},
        {"type": "string", "enum": ["a\nb"]},
        {"type": "integer", "minimum": 5, "maximum": 4},
        "string",
    ],
)
def test_what_a_small_model_cannot_be_held_to_is_left_out_and_the_tool_with_it_if_it_is_needed(odd: Any) -> None:
    assert parameters(odd=odd, word={"type": "string"}) == (Parameter("word", "string", required=False),)
    assert parameters("odd", odd=odd) is None


@pytest.mark.parametrize("name", ["", "a b", "x" * 41, 'a"b', "é", "a\nb"])
def test_names_that_could_be_anything_are_refused(name: str) -> None:
    assert made({}, name=name) is None


@pytest.mark.parametrize("schema", [{"properties": []}, {"required": "word"}, {"required": ["unknown"]}])
def test_a_schema_that_is_none_is_refused(schema: dict[str, Any]) -> None:
    assert made(schema) is None


def test_descriptions_are_one_short_line() -> None:
    found = made({}, description="Finds\n\x1b[31m things.\u202e " + "very well " * 100)
    assert found is not None
    assert found.tool.description.startswith("Finds [31m things. very well")
    assert len(found.tool.description) <= 122
    assert found.tool.description.isprintable()


def test_there_are_never_many_parameters() -> None:
    found = made({"properties": {f"p{n}": {"type": "string"} for n in range(30)}})
    assert found is not None
    assert len(found.tool.parameters) == 8
    assert made({"properties": (p := {f"p{n}": {"type": "string"} for n in range(9)}), "required": list(p)}) is None
