from __future__ import annotations

from typing import Literal

import pytest
from pydantic import BaseModel, Field, SecretStr, ValidationError

from assistant.config.problems import Origin, Problems, did_you_mean, dotted, explain


class Inner(BaseModel, extra="forbid"):
    colour: Literal["red", "green"] = "red"
    size: int = Field(1, ge=1, le=9)


class Outer(BaseModel, extra="forbid"):
    inner: Inner = Inner()
    device: int | str = 0
    items: list[int] = []
    needed: str
    token: SecretStr = Field(SecretStr(""), max_length=4)


def explained(data: object) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate(data, strict=True)
    found = explain(caught.value, Outer, data, secret={("token",)})
    return {dotted(places[0]): reason for places, reason in found}


def test_says_what_is_wrong_and_what_was_meant() -> None:
    assert explained({"inner": {"color": 1, "colour": "gren", "size": 12}, "items": [1, "x"]}) == {
        "inner.color": "there is no such setting (did you mean colour?)",
        "inner.colour": "must be 'red' or 'green', not 'gren' (did you mean green?)",
        "inner.size": "must be at most 9, not 12",
        "items[1]": "must be a whole number, not 'x'",
        "needed": "is missing; add it",
    }


def test_alternatives_are_one_problem() -> None:
    reason = "must be a whole number, or must be text, not true; put it in quotes"
    assert explained({"needed": "", "device": True}) == {"device": reason}


def test_says_nothing_of_what_a_secret_is() -> None:
    assert explained({"needed": "", "token": "hunter2"}) == {"token": "is too long; the most is 4"}


def test_long_text_is_not_repeated() -> None:
    assert explained({"needed": "", "inner": "word " * 9}) == {"inner": "must hold `field: value` pairs"}


def test_an_origin_names_its_field_once() -> None:
    assert Origin("f.yaml", 3).problem(("a", "b"), "is bad") == "f.yaml:3: a.b: is bad"
    assert Origin("f.yaml", 1).problem((), "is bad") == "f.yaml:1: is bad"
    assert Origin("--set a.b", names=("a", "b")).problem(("a", "b"), "is bad") == "--set a.b: is bad"
    assert Origin("--set a", names=("a",)).problem(("a", "b"), "is bad") == "--set a: a.b: is bad"


def test_problems_come_by_line_then_as_found() -> None:
    problems = Problems()
    assert not problems
    problems.add(Origin("--set z", names=("z",)), ("z",), "3")
    problems.add(Origin("f", 10), (), "2")
    problems.add(Origin("f", 9), (), "1")
    assert problems
    assert problems.lines() == ["f:9: 1", "f:10: 2", "--set z: 3"]


def test_thousands_of_problems_are_not_printed() -> None:
    problems = Problems()
    for line in range(1, 1001):
        problems.add(Origin("f", line), (), "is bad")
    assert len(problems.lines()) == 51
    assert problems.lines()[-1] == "and 950 more problems"


def test_secrets_are_masked_in_every_message() -> None:
    problems = Problems(secrets={"hunter2", "hunter2-long"})
    problems.add(Origin("f", 1), (), "cannot use hunter2-long or hunter2")
    assert problems.lines() == ["f:1: cannot use ********** or **********"]


def test_a_field_is_one_short_line_whatever_it_is_called() -> None:
    assert dotted(("a", 2, "b\nc", "x" * 200)) == f"a[2].b\\nc.{'x' * 57}..."


def test_did_you_mean() -> None:
    assert did_you_mean("modle", ["model", "engine"]) == " (did you mean model?)"
    assert did_you_mean("zzz", ["model", "engine"]) == ""
