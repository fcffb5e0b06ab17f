"""What a conversation looks like on a terminal and in a pipe."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from assistant.cli.watch import JsonLines, Terminal
from assistant.turns.states import State
from tests.observe.test_turns import record


def watched(*, terminal: bool) -> tuple[Terminal, io.StringIO]:
    screen = io.StringIO()
    return Terminal(Console(file=screen, force_terminal=terminal, width=80, color_system=None)), screen


def test_a_pipe_gets_whole_lines_and_nothing_that_is_for_the_eye() -> None:
    terminal, screen = watched(terminal=False)
    terminal.state(State.HEARING)
    terminal.transcript("Où est")
    terminal.state(State.LISTENING)
    long = "En France, " + "je crois, " * 40 + "[voilà]."
    terminal.turn(replace(record(), heard=long, reply=long))
    assert screen.getvalue().splitlines() == [
        "00:00  you      Où est Paris ?",
        f"00:02  colibri  {long}",
        "       answered after 360 ms (end of turn noticed after 330; work: stt 84, llm first token 61)",
    ]


def test_a_turn_without_an_answer_says_so() -> None:
    terminal, screen = watched(terminal=False)
    terminal.turn(record(response_ms=None))
    assert screen.getvalue().splitlines()[1] == "       colibri  (nothing was heard)"


def test_an_interrupted_answer_shows_where_it_was_cut() -> None:
    terminal, screen = watched(terminal=False)
    terminal.turn(replace(record(), heard="En", interrupted=True))
    assert "colibri  En —\n" in screen.getvalue()
    assert screen.getvalue().rstrip().endswith(", interrupted")


def test_on_a_terminal_the_line_being_written_is_replaced_and_never_wraps() -> None:
    terminal, screen = watched(terminal=True)
    terminal.state(State.HEARING)
    assert screen.getvalue() == "  … hearing"
    terminal.transcript("word " * 50)
    written = screen.getvalue().split("\r\x1b[2K")[1]
    assert len(written) == 79
    terminal.state(State.LISTENING)
    assert screen.getvalue().endswith("\r\x1b[2K")


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    lines = JsonLines()
    lines.state(State.HEARING)
    lines.transcript("Où est")
    lines.turn(record())
    lines.turn(record(2))
    turns = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [turn["turn"] for turn in turns] == [1, 2]
