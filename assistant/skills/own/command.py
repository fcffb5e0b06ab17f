"""The way of an owner's intent through a program: started without a shell, with nothing of ours, and stopped when it takes long."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import PurePath

import structlog

from assistant.brain.intents.actions import Command
from assistant.skills.own.words import brief, refusal

log = structlog.get_logger(__name__)

PATIENCE_S = 10.0

_MOST_BYTES = 64 * 1024


async def run(command: Command, language: str, *, patience_s: float = PATIENCE_S) -> str:
    """What it printed, as one line of at most 300 characters. Raises `Refusal`, also when it ends with another code than 0."""
    program = PurePath(command.arguments[0]).name
    output = _Output()
    try:
        process = await _started(command, output)
        try:
            async with asyncio.timeout(patience_s):
                code = await process.wait()
        except TimeoutError as error:
            raise refusal("slow_program", language, program) from error
        finally:
            await _stopped(process)
    except (OSError, ValueError) as error:
        log.debug("a program could not be started", arguments=command.arguments, reason=str(error))
        raise refusal("no_program", language, program) from error
    finally:
        printed = output.close()
    log.debug("a program ended", arguments=command.arguments, code=code, printed=printed)
    if code:
        raise refusal("failed_program", language, program, code)
    return printed


async def _started(command: Command, output: _Output) -> asyncio.subprocess.Process:
    try:
        return await asyncio.create_subprocess_exec(
            *command.arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output.inlet,
            stderr=asyncio.subprocess.DEVNULL,
            env=_environment(),
            cwd="/",
            start_new_session=True,
        )
    finally:
        output.started()


async def _stopped(process: asyncio.subprocess.Process) -> None:
    """Kills it with all that it started, if it still runs. What it left behind when it ended by itself stays."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _environment() -> dict[str, str]:
    """No secrets: those of the configuration are often in the environment."""
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": os.environ.get("HOME", "/")}


class _Output:
    """What a program prints; of much of it, the beginning. It does not wait for the end of the pipe, which whatever the
    program left behind holds open."""

    def __init__(self) -> None:
        self._outlet, self.inlet = os.pipe()
        os.set_blocking(self._outlet, False)
        self._found = b""
        asyncio.get_running_loop().add_reader(self._outlet, self._read)

    def started(self) -> None:
        """The program has its own copy of the inlet."""
        os.close(self.inlet)

    def close(self) -> str:
        """What was printed so far."""
        while len(self._found) < _MOST_BYTES and self._read():
            pass
        asyncio.get_running_loop().remove_reader(self._outlet)
        os.close(self._outlet)
        return brief(self._found[:_MOST_BYTES].decode("utf-8", "replace"))

    def _read(self) -> bool:
        """Whether there was something."""
        try:
            chunk = os.read(self._outlet, _MOST_BYTES)
        except BlockingIOError:
            return False
        self._found += chunk[: max(0, _MOST_BYTES - len(self._found))]
        if not chunk:  # its end; it would be reported again and again
            asyncio.get_running_loop().remove_reader(self._outlet)
        return bool(chunk)
