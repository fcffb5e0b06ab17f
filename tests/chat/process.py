"""The bridge as a process of its own, against the stand-in."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import yaml

from tests.chat.standin import Platform

READY_S = 60.0


@dataclass
class Bridge:
    """A running `colibri bridge run`."""

    process: asyncio.subprocess.Process
    url: str
    log: Path
    begun: int = 0
    """Where its part of the log begins."""

    def kill(self) -> None:
        """As when the power fails."""
        self.process.send_signal(signal.SIGKILL)

    @property
    def logged(self) -> str:
        return self.log.read_bytes()[self.begun :].decode()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def configuration(platform: Platform, folder: Path, port: int, **chat: object) -> Path:
    """A configuration for the stand-in's accounts, with each secret in a file of its own."""
    only = chat.pop("only", ("whatsapp",))
    channels = {
        name: apart(options, folder, name)
        for name, options in platform.options().items()
        if name in only  # type: ignore[operator]
    }
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump({"chat": {"port": port, "channels": channels, **chat}}))
    return path


def apart(options: Mapping[str, object], folder: Path, name: str) -> dict[str, object]:
    """A channel's options, its secrets in files of their own."""
    found = dict(options)
    for key in ("token", "secret", "app_secret", "verify_token"):
        if key in found:
            place = folder / f"{name}.{key}"
            place.write_text(str(found[key]))
            found[key] = f"${{file:{place}}}"
    return found


@asynccontextmanager
async def running(
    config: Path, port: int, *, quick: bool = False, environ: Mapping[str, str] | None = None
) -> AsyncIterator[Bridge]:
    """The bridge, when it answers. `quick`: without models, it says what it hears."""
    folder = config.parent
    log = folder / "bridge.log"
    given = {**os.environ, "STATE_DIRECTORY": str(folder / "state"), **(environ or {})}
    with log.open("ab") as stream:
        begun = stream.tell()
        what = ("tests.chat.quick", str(config)) if quick else ("assistant", "bridge", "run", "-c", str(config))
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            *what,
            stderr=stream,
            stdout=stream,
            env=given,
        )
    bridge = Bridge(process, f"http://127.0.0.1:{port}", log, begun)
    try:
        await _answers(bridge)
        yield bridge
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                async with asyncio.timeout(15):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()


async def _answers(bridge: Bridge) -> None:
    async with asyncio.timeout(READY_S), httpx.AsyncClient(trust_env=False) as client:
        while True:
            if bridge.process.returncode is not None:
                raise AssertionError(f"the bridge ended: {bridge.logged}")
            try:
                if "messages are polled for" in bridge.logged:
                    return
                if (await client.get(f"{bridge.url}/health")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.05)


async def colibri(config: Path, *arguments: str) -> dict[str, object]:
    """The JSON that a command prints."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "assistant",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "STATE_DIRECTORY": str(config.parent / "state")},
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    found: dict[str, object] = json.loads(output)
    return found
