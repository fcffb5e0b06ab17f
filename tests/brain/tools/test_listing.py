from __future__ import annotations

from assistant.brain.tools.listing import with_tools
from assistant.llm import Message
from assistant.skills import Parameter, Tool

TOOL = Tool(
    "SetAlarm",
    "Rings at a time.",
    (
        Parameter("time", "time"),
        Parameter("day", "string", False, ("today", "tomorrow")),
        Parameter("name", "string", False),
    ),
    ("wake me at seven", {"time": "07:00"}),
)
SYSTEM = Message("system", "You are Colibri.")
HELLO = Message("user", "Hello")


def test_each_tool_is_a_line_of_the_system_message() -> None:
    system, hello = with_tools([SYSTEM, HELLO], [TOOL, Tool("AskTime", "Tells the time.")], "en")
    assert hello == HELLO
    first, how, alarm, time = system.content.splitlines()
    assert first == SYSTEM.content
    assert 'such as {"name": "SetAlarm", "arguments": {"time": "07:00"}}' in how
    assert alarm == (
        '- SetAlarm(time: HH:MM, day?: today|tomorrow, name?): Rings at a time. "wake me at seven": {"time": "07:00"}'
    )
    assert time == "- AskTime(): Tells the time."


def test_each_language_is_told_in_its_own_words_and_others_in_english() -> None:
    texts = {language: with_tools([SYSTEM], [TOOL], language)[0].content for language in ("en", "fr", "de")}
    assert "Tu as des outils" in texts["fr"]
    assert texts["de"] == texts["en"] != texts["fr"]


def test_where_there_is_no_system_message_there_is_one_then() -> None:
    assert [message.role for message in with_tools([HELLO], [TOOL], "en")] == ["system", "user"]


def test_without_tools_nothing_is_said_of_them() -> None:
    assert with_tools([SYSTEM, HELLO], [], "en") == [SYSTEM, HELLO]


def test_of_many_choices_only_some_are_shown() -> None:
    tool = Tool("SetDay", "Sets it.", (Parameter("day", "string", choices=tuple("abcdef")),))
    assert "SetDay(day: a|b|c|d|...)" in with_tools([SYSTEM], [tool], "en")[0].content
