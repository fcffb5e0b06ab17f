"""`colibri run` and `colibri replay`: spoken conversations."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console

from assistant import demo
from assistant.abilities import abilities
from assistant.audio import files
from assistant.audio.replay import ReplayDevice
from assistant.audio.resample import resampled
from assistant.cli.config import ConfigFile, Overrides, configuration
from assistant.cli.watch import Guide, JsonLines, Logged, Terminal
from assistant.config import Config
from assistant.config.sections import NO_ENGINE
from assistant.daemon import build_loop, open_models, require
from assistant.errors import DeviceMissing, UsageError
from assistant.handsfree import hands_free
from assistant.models.store import ModelStore
from assistant.observe import log, waterfall
from assistant.observe.turns import TurnLog, TurnRecord
from assistant.parts import build_voices, needed_models, ring_length
from assistant.service.notify import SystemdNotifier
from assistant.service.supervisor import supervise
from assistant.types import SAMPLE_RATE, Audio
from assistant.voice.loop import Observer


class _Kept:
    """Passes everything on to an observer and keeps the turns."""

    def __init__(self, observer: Observer) -> None:
        self.turns = TurnLog()
        self.state = observer.state
        self.transcript = observer.transcript
        self._observer = observer

    def turn(self, record: TurnRecord) -> None:
        self.turns.add(record)
        self._observer.turn(record)


async def converse(
    config: Config, recording: Audio, observer: Observer, *, fast: bool, asleep: bool = False
) -> ReplayDevice:
    """Play a recording to the whole assistant; returns the device with what was heard. `asleep`: it begins with a wake word."""
    async with open_models(config, ModelStore()) as models:
        device = ReplayDevice(recording, fast=fast, ring_s=ring_length(config) / SAMPLE_RATE)
        with abilities(config) as able:
            loop = build_loop(config, models, device, observer, asleep=asleep, able=able)
            device.computing, device.settled = (lambda: loop.computing), (lambda: loop.settled)
            await loop.run()
        return device


def run(
    config: ConfigFile = None,
    overrides: Overrides = None,
    demo: Annotated[bool, typer.Option("--demo", help="A recorded conversation instead of the microphone.")] = False,
    picture: Annotated[Path, typer.Option(help="Where the demonstration's latency picture is written.")] = Path(
        "colibri-latency.png"
    ),
) -> None:
    """Run the assistant, hands-free. Without a microphone it replays a recorded conversation through the whole pipeline."""
    settings = configuration(config, overrides)
    log.keep_standard_error()
    log.configure(settings.log.level, settings.log.format)
    _check_target(picture)
    require(ModelStore(), needed_models(settings))
    if demo:
        return _demonstrate(settings, picture)
    notifier = SystemdNotifier()
    console = Console()
    observer: Observer = Guide(console, settings) if console.is_terminal else Logged()
    try:
        code = asyncio.run(
            supervise(
                lambda: configuration(config, overrides), lambda settings: hands_free(settings, observer), notifier
            )
        )
    except DeviceMissing as missing:
        if "NOTIFY_SOCKET" in os.environ or not _anything_will_do(settings):
            raise
        print(f"No live conversation: {missing}.", file=sys.stderr)
        return _demonstrate(settings, picture)
    raise typer.Exit(code)


def _anything_will_do(settings: Config) -> bool:
    """Whether no device was asked for by name."""
    return (settings.audio.input, settings.audio.output, settings.panel.engine) == ("default", "default", NO_ENGINE)


def _demonstrate(settings: Config, picture: Path) -> None:
    audio = _demonstration(settings)
    print("This is a recorded conversation, replayed in real time through everything:")
    print("voice activity detection, Whisper, the language model and Piper.\n", flush=True)
    kept = _Kept(Terminal(Console()))
    asyncio.run(converse(settings, audio, kept, fast=False))
    waterfall.draw(list(kept.turns), picture)
    print(f"\nWhere the time went: {picture}")


def _demonstration(settings: Config) -> Audio:
    def speak(text: str, language: str) -> Audio:
        voice = build_voices(settings, ModelStore())[language]
        return np.concatenate(list(resampled(voice.synthesize(text), voice.sample_rate, SAMPLE_RATE)))

    return demo.recording(settings.languages, speak)


def replay(
    recordings: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Recordings, played one after another.")],
    config: ConfigFile = None,
    overrides: Overrides = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a turn.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.wav", help="Stereo recording: left the user, right the reply.")
    ] = None,
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE.png", help="Latency of every turn as a picture.")
    ] = None,
    wake: Annotated[
        bool, typer.Option("--wake", help="Asleep until the wake word is said, as at a microphone.")
    ] = False,
    fast: Annotated[
        bool, typer.Option("--fast", help="Do not wait where nobody computes: same turns, sooner.")
    ] = False,
) -> None:
    """Run the whole assistant with recordings as its microphone, in real time unless --fast. It is awake unless --wake."""
    settings = configuration(config, overrides)
    if wake and settings.wake.engine == NO_ENGINE:
        raise UsageError("--wake needs a wake word; set wake.engine to microwakeword or openwakeword")
    log.configure(settings.log.level, settings.log.format)
    for target in (out, picture):
        _check_target(target)
    audio = demo.joined([files.load(path) for path in recordings], silence_s=3.0)
    kept = _Kept(JsonLines() if json else Terminal(Console()))
    device = asyncio.run(converse(settings, audio, kept, fast=fast, asleep=wake))
    if out is not None:
        files.save(out, device.stereo(), SAMPLE_RATE)
    if picture is not None:
        waterfall.draw(list(kept.turns), picture)


def _check_target(path: Path | None) -> None:
    """Raise `UsageError` before the conversation rather than after it, when nothing can be written there."""
    if path is not None and path.is_dir():
        raise UsageError(f"{path}: is a folder; name a file in it")
    if path is not None and not path.resolve().parent.is_dir():
        raise UsageError(f"{path}: the folder {path.resolve().parent} does not exist; create it or choose another")
