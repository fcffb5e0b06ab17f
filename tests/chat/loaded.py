"""What signed deliveries at a high rate cost while somebody talks to the assistant: `python -m tests.chat.loaded`.

`colibri run` at a virtual sound card, with WhatsApp; the stand-in is a process of its own. Prints one JSON object: how long the
platform waited for its 200s (ms), what a message takes on the disk (bytes), and how long the voice took to answer (ms), alone and
under the load."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import yaml

from assistant.audio.resample import resampled
from assistant.config import load
from assistant.engines import ENGINES
from assistant.models.store import ModelStore
from assistant.parts import build_voices
from assistant.types import SAMPLE_RATE, Audio
from tests.chat.process import apart, colibri, free_port
from tests.soundcard import SoundCard, sound_card

QUESTIONS = (
    "What is the capital of France?",
    "How many legs does a spider have?",
    "Who wrote Romeo and Juliet?",
    "What colour is the sky?",
)


@asynccontextmanager
async def _process(*arguments: str, log: Path, environ: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    with log.open("ab") as stream:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *arguments, stdout=asyncio.subprocess.PIPE, stderr=stream, env=environ
        )
        try:
            yield process
        finally:
            process.terminate()
            await process.wait()


def _configuration(folder: Path, port: int, told: dict[str, Any]) -> Path:
    options = apart(told["options"]["whatsapp"], folder, "whatsapp")
    owners = [f"whatsapp:{one['user_id']}" for one in told["people"]]
    chat = {"port": port, "channels": {"whatsapp": options}, "owners": owners, "burst_ms": 200}
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump({"chat": chat, "log": {"format": "json"}}))
    return path


def _spoken() -> list[Audio]:
    config = load(None, engines=ENGINES, overrides=[], environ={"COLIBRI_CONFIG": os.devnull})
    voice = build_voices(config, ModelStore())["en"]
    said = [
        np.concatenate([*resampled(voice.synthesize(f"Hey Jarvis, {text}"), voice.sample_rate, SAMPLE_RATE)])
        for text in QUESTIONS
    ]
    return [np.concatenate([one, np.zeros(SAMPLE_RATE // 2, np.int16)]) for one in said]


def _records(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]


def _turns(log: Path) -> list[float]:
    found = [line.get("response_ms") for line in _records(log) if line["event"] == "turn"]
    return [float(one) for one in found if one is not None]


async def _converse(card: SoundCard, log: Path, said: list[Audio], seconds: float) -> list[float]:
    """Ask one after the other; how long each answer took to begin, in ms."""
    before, start, number = len(_turns(log)), time.monotonic(), 0
    while time.monotonic() - start < seconds:
        await asyncio.to_thread(card.say, said[number % len(said)])
        count = len(_turns(log))
        with_patience = time.monotonic() + 20
        while len(_turns(log)) == count and time.monotonic() < with_patience:
            await asyncio.sleep(0.2)
        await asyncio.sleep(1.0)
        number += 1
    return _turns(log)[before:]


async def measure(per_s: float, seconds: float, people: int) -> dict[str, Any]:
    folder, port = Path(tempfile.mkdtemp(prefix="loaded-")), free_port()
    said = _spoken()
    with sound_card(echo_ms=None) as card:
        environ = {**os.environ, "STATE_DIRECTORY": str(folder / "state")}
        standin = ("tests.chat.standin", "--people", str(people), "--webhook", f"http://127.0.0.1:{port}")
        async with _process(*standin, log=folder / "standin.log", environ=environ) as other:
            assert other.stdout is not None
            told = json.loads(await other.stdout.readline())
            config = _configuration(folder, port, told)
            log = folder / "run.log"
            async with (
                _process("assistant", "run", "-c", str(config), log=log, environ=environ) as daemon,
                httpx.AsyncClient(base_url=told["url"], trust_env=False, timeout=30) as control,
            ):
                while not any(line["event"] == "listening" for line in _records(log)):
                    if daemon.returncode is not None:
                        raise SystemExit(log.read_text())
                    await asyncio.sleep(0.2)
                alone = await _converse(card, log, said, seconds / 2)
                order = {"channel": "whatsapp", "per_s": per_s, "seconds": seconds}
                (await control.post("/standin/load", json=order)).raise_for_status()
                under = await _converse(card, log, said, seconds)
                await asyncio.sleep(3)
                report = (await control.get("/standin/report")).json()
                status = await colibri(config, "bridge", "status", "--json")
                written = (await control.get("/standin/accepted")).json()
    logged = log.read_text()
    private = [one["name"] for one in told["people"]] + [one["phone"] for one in told["people"]]
    private += [one["user_id"] for one in told["people"]] + [one["text"] for one in written if len(one["text"]) >= 8]
    private += [str(told["options"]["whatsapp"][key]) for key in ("token", "app_secret", "verify_token")]
    return {
        "deliveries": report["latencies"]["whatsapp"],
        "answers": report["answers"]["whatsapp"],
        "outstanding": report["outstanding"],
        "written_back": report["accepted"],
        "inbox": status["inbox"],
        "bytes_a_message": round(float(str(status["bytes"])) / (per_s * seconds)),
        "response_ms_alone": {"turns": len(alone), "p50": statistics.median(alone)},
        "response_ms_loaded": {"turns": len(under), "p50": statistics.median(under)},
        "private_in_log": sum(one in logged for one in set(private) - {""}) + logged.count("message number"),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.chat.loaded", description="Deliveries at a high rate.")
    parser.add_argument("--per-s", type=float, default=200.0, help="deliveries a second")
    parser.add_argument("--seconds", type=float, default=60.0, help="for so long")
    parser.add_argument("--people", type=int, default=64, help="who write them in turn")
    given = parser.parse_args()
    print(json.dumps(asyncio.run(measure(given.per_s, given.seconds, given.people)), indent=1))


if __name__ == "__main__":
    main()
