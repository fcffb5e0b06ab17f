"""What skills offer the language model can be done: over every skill there is, so that a new one is tested without an edit."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant import registry
from assistant.brain.tools import MOST
from assistant.brain.tools.calls import Wanted, slots
from assistant.brain.tools.grammar import grammar
from assistant.registry import Options
from assistant.skills import SKILLS, Call, Refusal, Skill, Tool, Value, World
from assistant.skills.clock import Clock
from assistant.skills.sums import Sums
from assistant.skills.timers import Timers
from assistant.skills.units import Units
from tests.brain.tools.gbnf import Grammar

CLASSES = {name: registry.load("skills", SKILLS, name) for name in SKILLS}
TOOLS: list[tuple[str, Tool]] = [(name, tool) for name, kind in CLASSES.items() for tool in getattr(kind, "tools", ())]


@pytest.mark.parametrize(("skill", "tool"), TOOLS, ids=lambda value: value.name if isinstance(value, Tool) else value)
def test_a_tool_is_an_intent_of_its_skill_with_an_example_that_can_be_written(skill: str, tool: Tool) -> None:
    assert tool.name in CLASSES[skill].intents
    assert tool.description.endswith(".")
    assert len(tool.description) < 120
    assert len({parameter.name for parameter in tool.parameters}) == len(tool.parameters)
    if tool.example is not None:
        _, arguments = tool.example
        assert slots(tool, arguments) == dict(arguments)
        assert Grammar(grammar([tool])).generates(str(Wanted(tool.name, arguments)))


def test_all_tools_have_names_of_their_own_and_are_not_too_many() -> None:
    assert len({tool.name for _, tool in TOOLS}) == len(TOOLS) <= MOST


def use(folder: Path, kind: type[Skill], tool: str, arguments: Mapping[str, Value], language: str = "en") -> str:
    now = datetime(2026, 3, 3, 19, 30, tzinfo=ZoneInfo("Europe/Paris"))
    skill = kind(World(folder, lambda: now), Options())  # type: ignore[call-arg]
    try:
        return str(asyncio.run(skill.handle(Call(tool, language, "As somebody said it.", arguments))))
    finally:
        skill.close()


def test_lengths_are_told_in_hours_minutes_and_seconds(tmp_path: Path) -> None:
    set_timer = use(tmp_path, Timers, "SetTimer", {"hours": 1, "minutes": 30, "name": "pasta"})
    assert set_timer == "Pasta timer set for 1 hour and 30 minutes."
    assert use(tmp_path, Timers, "ListTimers", {}).startswith("You have one timer: the pasta timer, ")
    assert use(tmp_path, Timers, "CancelTimer", {"name": "pasta"}).startswith("Cancelled")
    wanted: dict[str, Value] = {"text": "water the plants", "minutes": 20}
    assert use(tmp_path, Timers, "SetReminder", wanted) == "I will remind you in 20 minutes: water the plants."
    with pytest.raises(Refusal, match="For how long"):
        use(tmp_path, Timers, "SetTimer", {"minutes": 0})


def test_times_are_times_of_day(tmp_path: Path) -> None:
    alarm = use(tmp_path, Timers, "SetAlarm", {"time": "06:30", "day": "weekdays"})
    assert alarm == "Alarm set on weekdays at 6:30 am."


def test_dates_and_times(tmp_path: Path) -> None:
    assert use(tmp_path, Clock, "AskTime", {}) == "It's 7:30 PM."
    assert use(tmp_path, Clock, "AskDate", {"day": "tomorrow"}) == "Tomorrow is Wednesday, March 4, 2026."


@pytest.mark.parametrize("expression", ["340 / 8", "340/8", "340 divided by 8", "340 divisé par 8"])
def test_sums_are_read_as_they_are_written(tmp_path: Path, expression: str) -> None:
    assert use(tmp_path, Sums, "Calculate", {"expression": expression}, "fr") == "Cela fait 42,5."


def test_what_is_no_sum_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="I don't understand that sum"):
        use(tmp_path, Sums, "Calculate", {"expression": "the number of sheep"})


@pytest.mark.parametrize(
    ("source", "target"), [("mile", "kilometer"), ("Miles", "kilomètres"), ("miles", "kilometers")]
)
def test_units_are_called_as_people_call_them(tmp_path: Path, source: str, target: str) -> None:
    answer = use(tmp_path, Units, "Convert", {"value": 30, "from": source, "to": target})
    assert answer == "30 miles is about 48.3 kilometers."


def test_a_unit_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="I don't know the unit smoot"):
        use(tmp_path, Units, "Convert", {"value": 30, "from": "smoot", "to": "mile"})
