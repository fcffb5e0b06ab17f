"""`colibri models`: what there is, what is here, and how to get it."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TaskID, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from assistant.models.catalogue import Entry
from assistant.models.progress import Progress
from assistant.models.pull import megabytes
from assistant.models.store import ModelStore, Verdict

app = typer.Typer(help="The models on this board.", no_args_is_help=True)

Names = Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]

EXIT = {"ok": 0, "damaged": 1, "missing": 3}
LINE_EVERY_S = 5.0
LINE_EVERY_SHARE = 0.1


@app.command("list")
def list_models(as_json: Json = False) -> None:
    """Every model that Colibri knows by name."""
    store = ModelStore()
    rows = [(entry, store.installed(entry.name)) for entry in store.entries()]
    if as_json:
        for entry, installed in rows:
            typer.echo(json.dumps(_record(entry, installed), ensure_ascii=False))
        return
    table = Table("name", "role", "languages", box=None, pad_edge=False)
    table.add_column("size", justify="right")
    for title in ("licence", "installed", "starter"):
        table.add_column(title)
    for entry, installed in rows:
        languages = " ".join(entry.languages).replace("*", "many")
        marks = ("yes" if installed else "-", "yes" if entry.set == "starter" else "-")
        table.add_row(entry.name, entry.role, languages, megabytes(entry.size), entry.licence, *marks)
    # A pipe has no width: nothing may be cut there.
    Console(width=None if sys.stdout.isatty() else 200).print(table)


@app.command()
def pull(names: Names = None) -> None:
    """Fetch models; the starter set when none is named. What is here already is skipped without a connection."""
    store = ModelStore()
    wanted = tuple(names or store.starter)
    with _progress() as progress:
        fetched = store.pull(wanted, progress)
    for name in dict.fromkeys(wanted):
        typer.echo(f"{name}: {'installed' if name in fetched else 'already here'}")


@app.command()
def verify(names: Names = None, as_json: Json = False) -> None:
    """Hash models, all installed ones when none is named. A damaged file is removed, so that `pull` mends it."""
    verdicts = ModelStore().verify(tuple(names or ()))
    for verdict in verdicts:
        typer.echo(_json_verdict(verdict) if as_json else _line(verdict))
    raise typer.Exit(max((EXIT[verdict.state] for verdict in verdicts), default=0))


@app.command()
def path(name: Annotated[str, typer.Argument(metavar="NAME", show_default=False)]) -> None:
    """Print where a model lies. Exit code 3 when it is not here."""
    typer.echo(str(ModelStore().path(name).path))


def _record(entry: Entry, installed: bool) -> dict[str, object]:
    return {
        "name": entry.name,
        "role": entry.role,
        "languages": entry.languages,
        "bytes": entry.size,
        "ram_mb": entry.ram_mb,
        "licence": entry.licence,
        "installed": installed,
        "starter": entry.set == "starter",
    }


def _json_verdict(verdict: Verdict) -> str:
    return json.dumps({"name": verdict.name, "state": verdict.state, "damaged": verdict.damaged})


def _line(verdict: Verdict) -> str:
    cure = "" if verdict.state == "ok" else f"; run: colibri models pull {verdict.name}"
    files = f" ({', '.join(verdict.damaged)})" if verdict.damaged else ""
    return f"{verdict.name}: {verdict.state}{files}{cure}"


@contextmanager
def _progress() -> Iterator[Progress]:
    """Bars on a terminal, plain lines elsewhere; on stderr, beside the result."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield LineProgress(lambda text: typer.echo(text, err=True))
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=console) as bars:
        yield BarProgress(bars)


class BarProgress:
    """One bar a transfer; finished ones stay."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task: TaskID | None = None

    def note(self, text: str) -> None:
        self._bars.console.print(text, highlight=False, markup=False)

    def start(self, label: str, total: int | None) -> None:
        self._task = self._bars.add_task(label, total=total)

    def advance(self, count: int) -> None:
        if self._task is not None:
            self._bars.advance(self._task, count)

    def done(self) -> None:
        if self._task is not None:
            here = self._bars.tasks[self._task].completed
            self._bars.update(self._task, total=here, completed=here)


class LineProgress:
    """A line at every tenth of a transfer, and every five seconds of a slow one."""

    def __init__(self, out: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._out, self._clock = out, clock
        self._label, self._total = "", 0
        self._here = 0
        self._said_bytes, self._said_at = 0, 0.0

    def note(self, text: str) -> None:
        self._out(text)

    def start(self, label: str, total: int | None) -> None:
        self._label, self._total, self._here = label, total or 0, 0
        self._say(f"{label}: {megabytes(self._total)} to fetch" if total else f"{label}: fetching")

    def advance(self, count: int) -> None:
        self._here += count
        step = self._total * LINE_EVERY_SHARE
        due = self._total and abs(self._here - self._said_bytes) >= step
        if (due or self._clock() - self._said_at >= LINE_EVERY_S) and self._here != self._total:
            share = f" {self._here / self._total:4.0%} of {megabytes(self._total)}" if self._total else ""
            self._say(f"{self._label}:{share or f' {megabytes(self._here)}'}")

    def done(self) -> None:
        self._say(f"{self._label}: done")

    def _say(self, text: str) -> None:
        self._out(text)
        self._said_bytes, self._said_at = self._here, self._clock()
