"""`colibri doctor` and `colibri devices`: what this board has, and what is wrong with it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.audio.device import SoundDevice
from assistant.audio.device import devices as sound_devices
from assistant.cli import echo_test
from assistant.cli.config import ConfigFile, Overrides, configuration
from assistant.cli.finding import Finding, check, problem
from assistant.config import Config
from assistant.errors import ColibriError, ConfigError, DeviceMissing
from assistant.models.store import ModelStore
from assistant.observe.board import this_board
from assistant.parts import needed_models

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
SOUND_NODES = Path("/dev/snd")


WithEcho = Annotated[
    bool,
    typer.Option("--echo", help="Play a sound of ten seconds too, and measure the echo and how much is cancelled."),
]


def doctor(
    config: ConfigFile = None, overrides: Overrides = None, echo: WithEcho = False, json: AsJson = False
) -> None:
    """Look at everything that Colibri needs: ok, warning or problem, and how to mend it."""
    findings = list(_examine(lambda: configuration(config, overrides), echo))
    if json:
        for finding in findings:
            print(dumps(asdict(finding), ensure_ascii=False))
    else:
        _print(findings)
    worst = next((finding.exit_code for finding in findings if finding.exit_code), 0)
    if worst:
        raise typer.Exit(worst)


def _examine(load: Callable[[], Config], echo: bool) -> Iterator[Finding]:
    try:
        settings = load()
    except ConfigError as error:
        for problem in error.problems:
            yield Finding("configuration", False, problem, "correct it", error.exit_code)
        return
    yield Finding("configuration", True, f"languages: {', '.join(settings.languages)}")
    yield from _models(settings)
    yield from _board()
    yield from _sound()
    if echo:
        print("Playing and listening for ten seconds; please be quiet.", file=sys.stderr)
        yield from echo_test.examine(settings)


def _models(settings: Config) -> Iterator[Finding]:
    store = ModelStore()
    for name in needed_models(settings):
        try:
            yield Finding(name, True, str(store.path(name).path))
        except ColibriError as error:
            yield problem(name, error, error.exit_code)
    root = next(folder for folder in (store.root, *store.root.absolute().parents) if folder.exists())
    free_mb = shutil.disk_usage(root).free // 2**20
    yield check("disk", free_mb > 500, f"{free_mb} MB free for models", "make room")


def _board() -> Iterator[Finding]:
    board = this_board()
    yield Finding("board", True, f"{board.model}: {board.cpu}, {board.cores} cores, {board.machine}")
    memory = f"{board.available_mb} of {board.memory_mb} MB available"
    yield check("memory", board.available_mb >= 700, memory, "close other programs or choose smaller models")
    if board.governor is not None:
        calm = board.governor in ("performance", "schedutil", "ondemand")
        yield check("processor speed", calm, f"governor {board.governor}", "choose schedutil")
    if board.temperature_c is not None:
        yield check("temperature", board.temperature_c < 80, f"{board.temperature_c:.0f} °C", "cool the board")


def _sound() -> Iterator[Finding]:
    try:
        found = sound_devices()
    except DeviceMissing as error:
        yield problem("sound", error)
        return
    forbidden = [node for node in SOUND_NODES.glob("pcm*") if not os.access(node, os.R_OK | os.W_OK)]
    if forbidden and not found:
        yield Finding(
            "sound", False, f"you may not use {SOUND_NODES}", "sudo usermod -aG audio $USER, then log in again"
        )
        return
    yield _heads("microphone", [device for device in found if device.input_channels])
    yield _heads("speaker", [device for device in found if device.output_channels])


def _heads(subject: str, usable: Sequence[SoundDevice]) -> Finding:
    names = ", ".join(device.name for device in usable[:3])
    return check(subject, bool(usable), names or "none found", "connect one; recordings can be replayed without")


def _print(findings: Sequence[Finding]) -> None:
    """How to mend something has a line of its own, so that it can be read and copied on a terminal of 80 columns."""
    console, widest = _console(), max(len(item.subject) for item in findings)
    for item in findings:
        row = Table.grid(padding=(0, 2))
        row.add_column(width=7)
        row.add_column(width=widest)
        row.add_column(overflow="fold")
        row.add_row(item.verdict, Text(item.subject), Text(item.finding))
        console.print(row)
        if item.mend:
            console.print(Text(f"         → {item.mend}", "bold"), soft_wrap=True)


def devices(json: AsJson = False) -> None:
    """List sound devices as PortAudio sees them."""
    found = sound_devices()
    if not found:
        raise DeviceMissing("there is no sound device; connect a microphone or a sound card, then try again")
    if json:
        for device in found:
            print(dumps(asdict(device), ensure_ascii=False))
        return
    table = Table("", "name", "host", "in", "out", "Hz", "default", box=box.SIMPLE_HEAD)
    for device in found:
        roles = (("in", device.default_input), ("out", device.default_output))
        cells = (device.index, device.name, device.host_api, device.input_channels, device.output_channels)
        role = " ".join(word for word, is_default in roles if is_default)
        table.add_row(*(Text(str(cell), overflow="fold") for cell in (*cells, device.sample_rate, role)))
    _console().print(table)


def _console() -> Console:
    """As wide as the terminal; a pipe has no width, so nothing is broken there."""
    return Console(width=None if sys.stdout.isatty() else 200)
