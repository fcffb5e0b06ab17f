from __future__ import annotations

import io
import sys

import pytest

from assistant.panel import Light
from assistant.panel.console import ConsolePanel
from tests.panel.hardware import nobody


class Terminal(io.StringIO):
    """Standard error that is a terminal, until it is `gone`."""

    gone = False

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self.gone:
            raise BrokenPipeError
        return super().write(text)


def opened(monkeypatch: pytest.MonkeyPatch, no_color: str = "") -> Terminal:
    """Called by the test itself: between a fixture and a test, standard error is replaced."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("NO_COLOR", no_color)
    return terminal


def test_a_line_for_each_change_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    panel = ConsolePanel(ConsolePanel.Options(), nobody)
    for light in (Light.ASLEEP, Light.LISTENING, Light.LISTENING, Light.THINKING):
        panel.show(light)
    assert capsys.readouterr() == ("", "● asleep\n● listening\n● thinking\n")


def test_colours_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = opened(monkeypatch)
    ConsolePanel(ConsolePanel.Options(), nobody).show(Light.MUTED)
    assert terminal.getvalue() == "\x1b[31m●\x1b[0m muted\n"


def test_no_colours_where_nobody_wants_them(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = opened(monkeypatch, no_color="1")
    ConsolePanel(ConsolePanel.Options(), nobody).show(Light.MUTED)
    assert terminal.getvalue() == "● muted\n"


def test_a_terminal_that_was_closed_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = opened(monkeypatch)
    panel = ConsolePanel(ConsolePanel.Options(), nobody)
    terminal.gone = True
    panel.show(Light.ERROR)
    terminal.close()
    panel.show(Light.ASLEEP)
