from __future__ import annotations

from typing import Any

import pytest

from assistant.brain.tools.calls import Wanted, read, slots
from assistant.skills import Parameter, Tool

CALL = '{"name": "SetTimer", "arguments": {"minutes": 5}}'
TIMER = Wanted("SetTimer", {"minutes": 5})
TOOL = Tool(
    "SetTimer",
    "Starts a timer.",
    (
        Parameter("minutes", "integer", least=1, most=60),
        Parameter("at", "time", required=False),
        Parameter("loud", "boolean", required=False),
        Parameter("share", "number", required=False, least=-1, most=1),
        Parameter("sound", "string", required=False, choices=("bell", "gong")),
        Parameter("name", "string", required=False),
    ),
)


@pytest.mark.parametrize("text", [CALL, f"\n {CALL} ", f"<tool_call>\n{CALL}\n</tool_call>", f"<tool_call>{CALL}"])
def test_a_call_is_read(text: str) -> None:
    assert read(text) == TIMER
    assert str(TIMER) == CALL


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Five minutes.",
        CALL[:-1],
        f"{CALL} Done.",
        f"Sure: {CALL}",
        f"{CALL}{CALL}",
        f"[{CALL}]",
        '{"name": "SetTimer"}',
        '{"name": 3, "arguments": {}}',
        '{"name": "SetTimer", "arguments": []}',
        '{"name": "SetTimer", "arguments": {}, "user": "owner"}',
        "{" * 100_000,
        '{"a":' * 50_000,
    ],
)
def test_nothing_else_is(text: str) -> None:
    assert read(text) is None


def test_arguments_that_fit_are_slots() -> None:
    given = {"minutes": 5, "at": "07:30", "loud": False, "share": 0.5, "sound": "gong", "name": "tea"}
    assert slots(TOOL, given) == given
    assert slots(TOOL, {"minutes": 60}) == {"minutes": 60}


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": None},
        {"minutes": "5"},
        {"minutes": 5.5},
        {"minutes": True},
        {"minutes": 0},
        {"minutes": 61},
        {"at": "24:00"},
        {"at": "7:30"},
        {"loud": "yes"},
        {"share": 1.5},
        {"share": float("nan")},
        {"sound": "drum"},
        {"name": ""},
        {"name": "x" * 121},
        {"name": ["tea"]},
        {"role": "owner"},
    ],
)
def test_arguments_that_do_not_fit_are_refused(wrong: dict[str, Any]) -> None:
    assert slots(TOOL, {"minutes": 5, **wrong}) is None


def test_what_is_needed_must_be_there() -> None:
    assert slots(TOOL, {"name": "tea"}) is None
