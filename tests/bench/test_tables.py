from __future__ import annotations

import io

import pytest
from rich.console import Console

from assistant.bench.report import Change, Figure, Report
from assistant.bench.statistics import Spread
from assistant.bench.tables import number, show, show_changes

FACTS = {
    "board": {
        "model": "Board 5",
        "cpu": "A76",
        "cores": 4,
        "governor": "ondemand",
        "temperature_c": 51.5,
        "available_mb": 3000,
        "memory_mb": 4000,
        "python": "3.11.2",
    },
    "models": {"stt": "ears", "llm": "mind", "tts": {"en": "mouth"}},
    "load_before": 0.5,
    "load_after": 1.5,
}


def lines(console: Console) -> list[str]:
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "-"), (0, "0"), (3.0, "3"), (0.12345, "0.123"), (12.34, "12.3"), (1234.5, "1,234"), (-250.2, "-250")],
)
def test_numbers_are_short(value: float | None, text: str) -> None:
    assert number(value) == text


def test_plain_lines_where_there_is_no_terminal() -> None:
    console = Console(file=io.StringIO(), width=200)
    figures = [Figure("response_ms", Spread(400, 800, 300, 900)), Figure("peak_memory_mb", 612.0), Figure("x", None)]
    show(Report(FACTS, {"colibri": figures}), console)
    found = lines(console)
    assert found[0] == "Board 5: A76, 4 cores, governor ondemand, 51.5 °C, 3000 of 4000 MB free, Python 3.11.2"
    assert "ears, mind, mouth" in found[1]
    assert "0.5 before, 1.5 after" in found[1]
    assert [line.split() for line in found[2:]] == [
        ["colibri", "p50", "p95", "min", "max"],
        ["response_ms", "400", "800", "300", "900"],
        ["peak_memory_mb", "612"],
        ["x", "-"],
    ]


def test_what_a_board_does_not_say_is_left_out() -> None:
    console = Console(file=io.StringIO(), width=200)
    board = {**FACTS["board"], "governor": None, "temperature_c": None}  # type: ignore[dict-item]
    show(Report({**FACTS, "board": board}, {}), console)
    assert lines(console)[0] == "Board 5: A76, 4 cores, 3000 of 4000 MB free, Python 3.11.2"


def test_what_became_worse_is_marked() -> None:
    console = Console(file=io.StringIO(), width=200)
    show_changes([Change("colibri", "a", 100, 200, "less"), Change("colibri", "b", 100, 90, "less")], console)
    found = lines(console)
    assert found[1].split() == ["colibri:", "a", "100", "200", "2", "worse"]
    assert found[2].split() == ["colibri:", "b", "100", "90", "0.9"]
    assert found[3] == "1 of 2 are more than 10 % worse"
