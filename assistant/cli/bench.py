"""`colibri bench`: figures of this board."""

from __future__ import annotations

from dataclasses import asdict
from json import dumps
from typing import Annotated

import typer

from assistant.bench.ring import measure
from assistant.errors import UsageError
from assistant.observe.board import this_board


def bench(
    ring: Annotated[bool, typer.Option("--ring", help="Nanoseconds of a 20 ms write and read.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Measure this board."""
    if not ring:
        raise UsageError("what shall be measured? --ring")
    board, figures = this_board(), measure()
    if json:
        print(dumps({"board": asdict(board), "ring": asdict(figures)}, ensure_ascii=False))
        return
    print(f"{board.cpu}, {board.cores} cores")
    for name, value in asdict(figures).items():
        print(f"{name:32} {value}")
