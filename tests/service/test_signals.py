"""Signals that are not the supervisor's business: lost terminals, storms, loops that hang."""

from __future__ import annotations

import asyncio
import os
import pty
import signal
import subprocess
import sys
import time

from assistant.service.signals import Request, Signals

HUNG = """
import asyncio, os, signal
from assistant.service.signals import Signals

async def main():
    with Signals(os._exit):
        print("here", flush=True)
        while True:
            pass  # the event loop never turns again

asyncio.run(main())
"""
WAITING = """
import asyncio, os
from assistant.service.signals import Signals

async def main():
    with Signals(os._exit) as signals:
        print("here", flush=True)
        while not signals.stopping and not list(signals.taken()):
            await signals.wait(10)
        return 10 + signals.stopping

os._exit(asyncio.run(main()))
"""


def test_of_a_storm_the_last_requests_count() -> None:
    async def act() -> list[Request]:
        with Signals(lambda code: None) as signals:
            for _ in range(100):
                os.kill(os.getpid(), signal.SIGUSR1)
            os.kill(os.getpid(), signal.SIGHUP)
            await signals.wait(1)
            return list(signals.taken())

    taken = asyncio.run(act())
    assert len(taken) == 16
    assert taken[-1] is Request.RELOAD


def test_a_request_ends_the_wait() -> None:
    async def act() -> None:
        with Signals(lambda code: None) as signals:
            asyncio.get_running_loop().call_soon(os.kill, os.getpid(), signal.SIGUSR2)
            async with asyncio.timeout(20):
                await signals.wait(1000)
            assert list(signals.taken()) == [Request.TALK]
            assert list(signals.taken()) == []

    asyncio.run(act())


def test_a_second_signal_ends_even_a_loop_that_hangs() -> None:
    with subprocess.Popen([sys.executable, "-c", HUNG], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"here\n"
        process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def _hung_up(*, by_the_terminal: bool) -> int:
    """Exit code of a program on a terminal of its own that gets SIGHUP: 10 if it took it for a request, 11 for a stop."""
    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", WAITING], stdin=terminal, stdout=subprocess.PIPE, stderr=terminal, start_new_session=True
    )
    os.close(terminal)
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"here\n"
        if by_the_terminal:
            os.close(controller)
        process.send_signal(signal.SIGHUP)
        code = process.wait(20)
    if not by_the_terminal:
        os.close(controller)
    return code


def test_a_closed_terminal_is_a_stop_and_no_reload() -> None:
    assert _hung_up(by_the_terminal=True) == 11
    assert _hung_up(by_the_terminal=False) == 10
