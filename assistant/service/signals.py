"""What the outside asks of the running assistant, by signals.

    SIGTERM, SIGINT   stop; a second one ends the process at once, whatever it does
    SIGHUP            read the configuration again; stop, if it came because the terminal is gone
    SIGUSR1           microphone off, or on again
    SIGUSR2           the talk button

The handlers run between two instructions of the main thread, not in the event loop, so that a second SIGTERM ends even a
loop that hangs.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from enum import Enum
from types import FrameType


class Request(Enum):
    RELOAD = "reload"
    MUTE = "mute"
    TALK = "talk"


_REQUESTS = {signal.SIGHUP: Request.RELOAD, signal.SIGUSR1: Request.MUTE, signal.SIGUSR2: Request.TALK}
_STOPS = (signal.SIGTERM, signal.SIGINT)


class Signals:
    """While it is entered, signals become requests. In the main thread, within a running event loop only."""

    def __init__(self, leave: Callable[[int], object]) -> None:
        """`leave` ends the process with an exit code, at once."""
        self._leave = leave
        self._loop = asyncio.get_running_loop()
        self._wake = asyncio.Event()
        self._waiting: deque[Request] = deque(maxlen=16)  # of a storm of signals, the last ones count
        self._terminals = [stream for stream in (0, 1, 2) if os.isatty(stream)]
        self.stopping = False
        self.exit_code = 0
        """What a process that was asked to stop ends with."""

    def __enter__(self) -> Signals:
        self._before = {number: signal.signal(number, self._received) for number in (*_STOPS, *_REQUESTS)}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def taken(self) -> Iterator[Request]:
        """The requests that have come in, each once."""
        while self._waiting:
            yield self._waiting.popleft()

    def wake(self, *_: object) -> None:
        """End `wait`, now or the next time. From the loop's thread."""
        self._wake.set()

    async def wait(self, seconds: float) -> None:
        """Until something has happened, for `seconds` at most."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        self._wake.clear()

    def _received(self, number: int, _: FrameType | None) -> None:
        if number in _STOPS or (number == signal.SIGHUP and self._terminal_is_gone()):
            if self.stopping:
                self._leave(self.exit_code)
            self.stopping = True
            self.exit_code = 128 + number if number == signal.SIGINT else 0  # Ctrl-C is 130, as shells have it
        else:
            self._waiting.append(_REQUESTS[signal.Signals(number)])
        self._loop.call_soon_threadsafe(self._wake.set)

    def _terminal_is_gone(self) -> bool:
        return any(not os.isatty(stream) for stream in self._terminals)
