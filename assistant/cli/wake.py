"""`colibri wake`: which wake words are in recordings, as the assistant hears them."""

from __future__ import annotations

import asyncio
import json as jsonlib
import sys
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from assistant.audio import files
from assistant.audio.ring import Ring
from assistant.cli.config import ConfigFile, Overrides, configuration
from assistant.config import Config
from assistant.daemon import worker
from assistant.errors import ColibriError, UsageError
from assistant.events import WakeHeard
from assistant.observe import log
from assistant.parts import build_confirmer, build_wake
from assistant.turns.waking import WakeGate, thresholds
from assistant.types import SAMPLE_RATE, Audio, Samples, from_ms, to_s
from assistant.voice.waking import Confirmer, WakeListener
from assistant.workers import Worker

_BLOCK: Samples = from_ms(100)
_AFTERWARDS: Samples = from_ms(1000)
"""Silence after a recording: a word that ends with it is recognised a little later."""


def wake(
    recordings: Annotated[list[Path], typer.Argument(metavar="FILE...")],
    config: ConfigFile = None,
    overrides: Overrides = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Find wake words in recordings. A file that cannot be used is reported, the others are done."""
    settings = configuration(config, overrides)
    log.configure(settings.log.level, settings.log.format)
    failed = asyncio.run(_wake(settings, recordings, json))
    if failed is not None:
        raise typer.Exit(failed.exit_code)


async def _wake(settings: Config, recordings: list[Path], json: bool) -> ColibriError | None:
    """The last error of a file, if there was one."""
    failed: ColibriError | None = None
    async with worker("wake") as thread:
        ears = _Ears(settings, thread)
        for path in recordings:
            try:
                audio = files.load(path)
            except ColibriError as error:
                print(error, file=sys.stderr)
                failed = error
                continue
            _report(path, await ears.hear(audio), to_s(len(audio)), json)
    return failed


class _Ears:
    """The engines that the configuration asks for, loaded once for all recordings."""

    def __init__(self, settings: Config, thread: Worker) -> None:
        """`thread`: where the confirming engine works, if there is one. Raises `UsageError`, `EngineError`."""
        detector = build_wake(settings)
        if detector is None or not detector.phrases:
            raise UsageError(
                f"wake.engine is {settings.wake.engine}, which listens for no words; add --set wake.engine=microwakeword"
            )
        self._section = settings.wake
        self._detector = detector
        self._thresholds = thresholds(detector.thresholds, settings.wake.thresholds)
        self._second = build_confirmer(settings)
        self._thread = thread

    async def hear(self, audio: Audio) -> list[WakeHeard]:
        """The wake words of one recording, which begins after silence and ends in it."""
        self._detector.reset()
        ring = Ring(10 * SAMPLE_RATE)
        gate = WakeGate(self._thresholds, from_ms(self._section.refractory_ms))
        listener = WakeListener(ring, self._detector, gate, self._confirmer(ring))
        heard: list[WakeHeard] = []
        audio = np.concatenate([audio, np.zeros(_AFTERWARDS, np.int16)])
        for start in range(0, len(audio), _BLOCK):
            ring.write(audio[start : start + _BLOCK])
            heard += listener.poll()
            while listener.computing:
                await asyncio.sleep(0.001)
                heard += listener.poll()
        return heard

    def _confirmer(self, ring: Ring) -> Confirmer | None:
        if self._second is None:
            return None
        return Confirmer(ring, self._second, self._section.confirm_threshold, self._thread)


def _report(path: Path, heard: list[WakeHeard], length_s: float, json: bool) -> None:
    for word in heard:
        at_s, score = min(to_s(word.at), length_s), round(word.score, 3)
        if json:
            _print_json({"file": str(path), "word": word.word, "at_s": at_s, "score": score})
        else:
            print(f"{path}: {word.word} at {at_s:.2f} s ({score:.2f})", flush=True)
    if json:
        _print_json({"file": str(path), "detections": len(heard)})
    elif not heard:
        print(f"{path}: no wake word", flush=True)


def _print_json(record: dict[str, object]) -> None:
    print(jsonlib.dumps(record, ensure_ascii=False), flush=True)
