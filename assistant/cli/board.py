"""`colibri doctor` and `colibri devices`: what this board has, and what is wrong with it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from json import dumps
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from assistant.audio.device import devices as sound_devices
from assistant.cli.config import ConfigFile, Overrides, configuration
from assistant.config import Config
from assistant.errors import ColibriError, ConfigError, DeviceMissing
from assistant.models.store import ModelStore
from assistant.observe.board import this_board

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's table. `exit_code` is 0 where all is well."""

    subject: str
    ok: bool
    finding: str
    mend: str = ""
    exit_code: int = 0


def doctor(config: ConfigFile = None, overrides: Overrides = None, json: AsJson = False) -> None:
    """Look at everything that Colibri needs: ok or problem, and how to mend it."""
    findings = list(_examine(lambda: configuration(config, overrides)))
    if json:
        for finding in findings:
            print(dumps(asdict(finding), ensure_ascii=False))
    else:
        _print(findings)
    worst = next((finding.exit_code for finding in findings if not finding.ok and finding.exit_code), 0)
    if worst:
        raise typer.Exit(worst)


def _examine(load: Callable[[], Config]) -> Iterator[Finding]:
    try:
        settings = load()
    except ConfigError as error:
        yield Finding("configuration", False, str(error), "correct these lines", error.exit_code)
        return
    yield Finding("configuration", True, f"languages: {', '.join(settings.languages)}")
    yield from _models(settings)
    yield from _board()
    yield from _sound()


def _models(settings: Config) -> Iterator[Finding]:
    store = ModelStore()
    voices = [settings.tts.voices[language] for language in settings.languages]
    for name in [settings.stt.model, settings.llm.model, *voices]:
        try:
            yield Finding(f"model {name}", True, str(store.path(name).path))
        except ColibriError as error:
            yield Finding(f"model {name}", False, str(error), f"colibri models pull {name}", 3)
    root = next(folder for folder in (store.root, *store.root.parents) if folder.exists())
    free_mb = shutil.disk_usage(root).free // 2**20
    yield Finding("disk", free_mb > 500, f"{free_mb} MB free for models", "" if free_mb > 500 else "make room", 0)


def _board() -> Iterator[Finding]:
    board = this_board()
    yield Finding("board", True, f"{board.model}: {board.cpu}, {board.cores} cores, {board.machine}")
    enough = board.available_mb >= 700
    yield Finding(
        "memory",
        enough,
        f"{board.available_mb} of {board.memory_mb} MB available",
        "" if enough else "close other programs or choose smaller models",
    )
    if board.governor is not None:
        calm = board.governor in ("performance", "schedutil", "ondemand")
        yield Finding("processor speed", calm, f"governor {board.governor}", "" if calm else "choose schedutil")
    if board.temperature_c is not None:
        cool = board.temperature_c < 80
        yield Finding("temperature", cool, f"{board.temperature_c:.0f} °C", "" if cool else "cool the board")


def _sound() -> Iterator[Finding]:
    try:
        found = sound_devices()
    except DeviceMissing as error:
        yield Finding("sound", False, str(error), "sudo apt install libportaudio2")
        return
    for subject, usable in (
        ("microphone", [device for device in found if device.input_channels]),
        ("speaker", [device for device in found if device.output_channels]),
    ):
        names = ", ".join(device.name for device in usable[:3])
        yield Finding(
            subject, bool(usable), names or "none found", "" if usable else "connect one; see colibri devices"
        )


def _print(findings: list[Finding]) -> None:
    table = Table("", "", "finding", "how to mend", box=box.SIMPLE_HEAD)
    for item in findings:
        verdict = "[green]ok[/]" if item.ok else "[red]problem[/]"
        table.add_row(verdict, item.subject, item.finding, item.mend)
    Console().print(table)


def devices(json: AsJson = False) -> None:
    """List sound devices as PortAudio sees them."""
    found = sound_devices()
    if json:
        for device in found:
            print(dumps(asdict(device), ensure_ascii=False))
        return
    if not found:
        raise DeviceMissing("there is no sound device; connect a microphone or a sound card, then try again")
    table = Table("", "name", "host", "in", "out", "Hz", "default", box=box.SIMPLE_HEAD)
    for device in found:
        role = " ".join(
            word for word, is_default in (("in", device.default_input), ("out", device.default_output)) if is_default
        )
        table.add_row(
            str(device.index),
            device.name,
            device.host_api,
            str(device.input_channels),
            str(device.output_channels),
            str(device.sample_rate),
            role,
        )
    Console().print(table)
