"""`colibri bench`: figures of this board."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from assistant.abilities import abilities
from assistant.audio import files
from assistant.bench import orders as spoken_orders
from assistant.bench import report as reports
from assistant.bench import ring as rings
from assistant.bench import run, tables
from assistant.cli.config import ConfigFile, Overrides, configuration
from assistant.errors import UsageError
from assistant.models.store import ModelStore
from assistant.observe import log, waterfall
from assistant.observe.board import this_board
from assistant.parts import build_stt


def bench(
    config: ConfigFile = None,
    overrides: Overrides = None,
    turns: Annotated[int, typer.Option(min=1, max=1000, help="Questions of the conversation.")] = 20,
    naive: Annotated[bool, typer.Option("--naive", help="The plain chain on the same questions, too.")] = False,
    chat: Annotated[
        bool,
        typer.Option("--chat", help="The conversation once more, while two others write and one sends voice notes."),
    ] = False,
    stages: Annotated[
        bool, typer.Option("--stages", help="Each engine alone; with --naive after the conversation.")
    ] = False,
    room: Annotated[
        int,
        typer.Option(
            min=0, max=1000, metavar="N", help="N answers in simulated rooms: does it hear itself, or others?"
        ),
    ] = 0,
    answers: Annotated[
        bool, typer.Option("--answers", help="How well the language model answers: shares of checks passed.")
    ] = False,
    ring: Annotated[bool, typer.Option("--ring", help="Only nanoseconds of a 20 ms write and read.")] = False,
    orders: Annotated[
        Path | None, typer.Option(metavar="LABELS.jsonl", help="How many labelled recordings are understood right.")
    ] = None,
    noise: Annotated[
        Path | None, typer.Option(metavar="FILE", help="With --orders: in this noise, too, from 24 to 6 dB.")
    ] = None,
    fast: Annotated[
        bool, typer.Option("--fast", help="Do not wait where nobody computes: same turns, sooner.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="FILE.json", help="Keep the report.")] = None,
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE.png", help="Latency of every turn as a picture.")
    ] = None,
    compare: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="Before and after: an earlier report, and this one.")
    ] = None,
) -> None:
    """Measure this board: a spoken conversation of some minutes in real time, from the last word to the first sound."""
    if ring:
        _ring(json)
        return
    if orders is not None:
        _orders(config, overrides, orders, noise, json)
        return
    before = reports.read(compare) if compare else None
    settings = configuration(config, overrides)
    log.configure(settings.log.level, settings.log.format)
    alone = (stages or room > 0 or answers) and not (naive or chat)
    wanted = run.Wanted(
        turns=0 if alone else turns, naive=naive, stages=stages, chat=chat, fast=fast, room=room, answers=answers
    )
    if picture and not wanted.turns:
        raise UsageError(
            "--picture shows turns, and --stages, --room or --answers alone has none; add --naive or leave them out"
        )
    try:
        found = asyncio.run(run.measure(settings, ModelStore(), wanted, _progress))
    finally:
        _progress("")
    # A pipe has no width: nothing may be cut there. With --json standard output is for the object alone.
    stream = sys.stderr if json else sys.stdout
    console = Console(file=stream, width=None if stream.isatty() else 200)
    if json:
        print(found.json())
    else:
        tables.show(found, console)
    if before is not None:
        tables.show_changes(list(reports.changes(before, found)), console)
    if out is not None:
        out.write_text(found.json() + "\n", encoding="utf-8")
    if picture is not None:
        waterfall.draw(list(found.turns), picture)


def _ring(json: bool) -> None:
    board, figures = this_board(), rings.measure()
    if json:
        print(dumps({"board": asdict(board), "ring": asdict(figures)}, ensure_ascii=False))
        return
    print(f"{board.cpu}, {board.cores} cores")
    for name, value in asdict(figures).items():
        print(f"{name:32} {value}")


def _orders(config: Path | None, overrides: Sequence[str] | None, labels: Path, noise: Path | None, json: bool) -> None:
    settings = configuration(config, overrides)
    log.configure(settings.log.level, settings.log.format)
    with abilities(settings) as able:
        found = spoken_orders.measure(
            spoken_orders.read(labels),
            build_stt(settings, ModelStore()),
            able.errands.understanding,
            settings.languages,
            None if noise is None else files.load(noise),
            _progress,
        )
    _progress("")
    if json:
        print(dumps(found.record(), ensure_ascii=False))
        return
    for snr, right in found.right.items():
        print(f"{'as it is' if snr is None else f'{snr} dB':10} {right} of {found.orders}")
    if found.in_noise is not None:
        print(f"{'in noise':10} {found.in_noise:.1f} %")
    print(f"{'wrong':10} {found.wrong}, understood as something else")
    for missed in found.missed:
        where = "as it is" if missed.snr_db is None else f"{missed.snr_db} dB"
        print(f"\n{missed.order}, {where}: {missed.heard!r}\n    is {missed.expected}\n   not {missed.understood}")


def _progress(text: str) -> None:
    """On a terminal one line that is written over, else a line each time."""
    if sys.stderr.isatty():
        print(f"\r\x1b[2K{text}", end=" " if text else "", file=sys.stderr, flush=True)
    elif text:
        print(text, file=sys.stderr, flush=True)
