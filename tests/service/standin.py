"""Runs inside the test machine: the real supervisor around an assistant without models, which obeys files in /run/colibri."""

from __future__ import annotations

import asyncio
import ctypes
import errno
import json
import mmap
import os
import socket
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from assistant.cli.config import configuration
from assistant.config import Config
from assistant.errors import ColibriError
from assistant.observe import log
from assistant.service.notify import SystemdNotifier
from assistant.service.supervisor import supervise

RUNTIME = Path("/run/colibri")
LOAD_S = 1.0
SILENT_S = 0.5


class Sound:
    """Samples come a while after the models, until a file says `hang`."""

    def __init__(self) -> None:
        self._began = time.monotonic() + SILENT_S
        self._samples = 0

    @property
    def samples(self) -> int:
        if not (RUNTIME / "hang").exists():
            self._samples = max(0, round((time.monotonic() - self._began) * 16_000))
        return self._samples

    async def run(self) -> None:
        await asyncio.get_running_loop().create_future()

    def toggle_mute(self) -> None:
        print("the microphone was toggled", file=sys.stderr)

    def talk(self) -> None:
        print("the talk button was pressed", file=sys.stderr)


@asynccontextmanager
async def start(config: Config) -> AsyncIterator[Sound]:
    # A model that loads cannot be interrupted; its thread is left behind.
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    await asyncio.sleep(LOAD_S)
    print(f"started with {config.languages[0]}", file=sys.stderr)
    try:
        yield Sound()
    finally:
        print("left in good order", file=sys.stderr)


def outcome(attempt: Callable[[], object]) -> str:
    """What came of an attempt: `ok`, or the name of the error."""
    try:
        attempt()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, str(error))
    return "ok"


def real_time_thread() -> None:
    """What a thread of the sound device may do."""
    os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(10))
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def code_of_our_own() -> None:
    """What oneDNN and cffi do."""
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()


def facts() -> dict[str, object]:
    """What the service may and may not do here."""
    secrets = Path(os.environ.get("CREDENTIALS_DIRECTORY", "/nowhere"))
    return {
        "uid": os.getuid(),
        "secrets": {path.name: path.read_text() for path in secrets.iterdir()} if secrets.is_dir() else None,
        "sound device": outcome(lambda: Path("/opt/device").read_text()),
        "own state": outcome(lambda: Path("/var/lib/colibri/probe").write_text("x")),
        "own cache": outcome(lambda: Path(os.environ["XDG_CACHE_HOME"], "probe").write_text("x")),
        "real time": outcome(real_time_thread),
        "own code": outcome(code_of_our_own),
        "local socket": outcome(lambda: socket.socket(socket.AF_UNIX).close()),
        "system": outcome(lambda: Path("/etc/probe").write_text("x")),
        "program": outcome(lambda: Path("/opt/colibri/probe").write_text("x")),
        "homes": outcome(lambda: os.listdir("/root")),  # noqa: PTH208
        "devices": outcome(lambda: Path("/dev/kmsg").read_bytes()),
        "raw socket": outcome(lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close()),
        "namespaces": "ok" if ctypes.CDLL(None).unshare(0x10000000) == 0 else "refused",
    }


def main() -> None:
    log.configure("info", "json")
    print("facts", json.dumps(facts()), file=sys.stderr)
    try:
        code = asyncio.run(supervise(lambda: configuration(Path("/etc/colibri/config.yaml")), start, SystemdNotifier()))
    except ColibriError as error:
        print(error, file=sys.stderr)
        code = error.exit_code
    sys.exit(code)


if __name__ == "__main__":
    main()
