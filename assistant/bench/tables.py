"""A report for people: tables on a terminal, aligned lines elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from assistant.bench.report import Change, Figure, Report

_CELLS = ("p50", "p95", "min", "max")


def show(report: Report, console: Console) -> None:
    """What it was measured on, then a table a section."""
    board, facts = report.facts["board"], report.facts
    console.print(_board(board), highlight=False)
    console.print(
        f"models: {facts['models']['stt']}, {facts['models']['llm']}, {', '.join(facts['models']['tts'].values())};"
        f" load of the last minute {facts['load_before']} before, {facts['load_after']} after",
        highlight=False,
    )
    for title, section in report.sections.items():
        console.print(_section(title, section, console))


def show_changes(changes: Sequence[Change], console: Console) -> None:
    """Every number before and after; what is more than a tenth worse is marked."""
    table = _table("before and after", console)
    for title in ("before", "after", "after / before"):
        table.add_column(title, justify="right")
    table.add_column("")
    for change in changes:
        name = f"{change.section}: {change.name}"
        mark = "[red]worse[/]" if change.worse else ""
        table.add_row(name, number(change.before), number(change.after), number(change.ratio), mark)
    console.print(table)
    console.print(
        f"{sum(change.worse for change in changes)} of {len(changes)} are more than 10 % worse", highlight=False
    )


def number(value: float | None) -> str:
    """At most four significant digits, all digits before the point."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def _section(title: str, section: Sequence[Figure], console: Console) -> Table:
    table = _table(title, console)
    for cell in _CELLS:
        table.add_column(cell, justify="right")
    for figure in section:
        cells = figure.cells()
        single = [number(cells[""]), "", "", ""] if "" in cells else [number(cells[cell]) for cell in _CELLS]
        table.add_row(figure.name, *single)
    return table


def _table(title: str, console: Console) -> Table:
    table = Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False)
    table.add_column(title, no_wrap=True)
    return table


def _board(board: dict[str, object]) -> str:
    parts = [
        f"{board['model']}: {board['cpu']}, {board['cores']} cores",
        f"governor {board['governor']}" if board["governor"] else "",
        f"{board['temperature_c']} °C" if board["temperature_c"] is not None else "",
        f"{board['available_mb']} of {board['memory_mb']} MB free",
        f"Python {board['python']}",
    ]
    return ", ".join(part for part in parts if part)
