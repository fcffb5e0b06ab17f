"""Keeps one assistant running: start, tell the service manager, serve signals, change the configuration, stop.

An assistant lives in a task of its own and is stopped by cancelling that task, whatever it is doing: loading models,
listening, talking. Its context managers take it apart, and the one loop here goes on turning meanwhile.

    begin ──> loading ──> READY once microphone samples advance ──> serving ──┬─ it ends ──> done, 0
      ^                                                                       ├─ it fails ─> the error, for the command line
      └── SIGHUP and the configuration is good: stop it, begin the next <─────┴─ SIGTERM ──> stop it, done, 0
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from typing import Protocol

import structlog

from assistant.config import Config
from assistant.errors import ColibriError
from assistant.service.notify import Notifier
from assistant.service.signals import Request, Signals
from assistant.service.watchdog import Watchdog
from assistant.types import Samples

LAP_S = 0.25
"""The longest that the loop sleeps: how late READY is said, how often samples are looked at."""
LEAVE_S = 1.5
"""After a stop was asked for, nobody waits longer for a model that is at work."""

log = structlog.get_logger()


class Running(Protocol):
    """An assistant whose models are loaded."""

    @property
    def samples(self) -> Samples:
        """Microphone samples so far. They advance while it is muted, too, and stand still when its sound device hangs."""
        ...

    async def run(self) -> None:
        """Until it ends by itself, fails or is cancelled."""
        ...

    def toggle_mute(self) -> None:
        """Turn the microphone off, or on again."""
        ...

    def talk(self) -> None:
        """The talk button was pressed."""
        ...


Load = Callable[[], Config]
"""Reads and checks the configuration. Raises `ConfigError`."""
Start = Callable[[Config], AbstractAsyncContextManager[Running]]
"""The assistant with this configuration: entering loads its models, leaving stops everything that it started."""


def _leave(code: int) -> None:
    """End the process at once, once all output is out."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):  # a signal may have come in the middle of a flush
            stream.flush()
    os._exit(code)


async def supervise(
    load: Load,
    start: Start,
    notifier: Notifier,
    *,
    clock: Callable[[], float] = time.monotonic,
    leave: Callable[[int], object] = _leave,
) -> int:
    """Run until it ends, and return 0, or until a signal stops it. Raises what `load` and `start` raise, and what made the
    assistant fail. In the main thread only.

    After a signal the process ends here, by `leave` with its exit code. A model may still be at work in its thread, and would
    crash if the interpreter were taken apart around it."""
    with Signals(leave) as signals:
        code = await _Supervisor(load, start, notifier, signals, clock).run()
        if signals.stopping:
            leave(code)
        return code


class _Life:
    """One assistant with one configuration, from loading its models to its end."""

    def __init__(self, config: Config, start: Start, watchdog: Watchdog) -> None:
        self.config = config
        self.watchdog = watchdog
        self.running: Running | None = None
        self.ready = False
        self.task = asyncio.create_task(self._live(start))

    async def _live(self, start: Start) -> None:
        async with start(self.config) as self.running:
            await self.running.run()


def _note_failure(life: _Life) -> None:
    """What went wrong in a life that was stopped stops nothing else."""
    if not life.task.cancelled() and (error := life.task.exception()) is not None:
        log.warning("the assistant failed while it was stopped", error=repr(error))


class _Supervisor:
    def __init__(
        self, load: Load, start: Start, notifier: Notifier, signals: Signals, clock: Callable[[], float]
    ) -> None:
        self._load, self._start, self._clock = load, start, clock
        self._notifier, self._signals = notifier, signals
        self._next: Config | None = None
        """What the present life is stopped for."""
        self._proven: Config | None = None
        """The configuration that worked last."""

    async def run(self) -> int:
        life = self._begin(self._load())
        try:
            while not self._signals.stopping:
                if life.task.done():
                    follower = self._follower(life)
                    if follower is None:
                        return 0
                    life = self._begin(follower)
                for request in self._signals.taken():
                    self._serve(request, life)
                self._report(life)
                await self._signals.wait(LAP_S)
        finally:
            self._notifier.stopping()
            life.task.cancel()
        await asyncio.wait({life.task}, timeout=LEAVE_S)
        if life.task.done():
            _note_failure(life)
        else:
            log.warning("something is still at work; it is not waited for")
        return self._signals.exit_code

    def _begin(self, config: Config) -> _Life:
        self._notifier.status("loading the models")
        life = _Life(config, self._start, Watchdog(self._notifier.watchdog_s, self._clock()))
        life.task.add_done_callback(self._signals.wake)
        return life

    def _follower(self, life: _Life) -> Config | None:
        """What runs after a life that is over; None: nothing. Raises what ended it."""
        if self._next is not None:
            _note_failure(life)
            follower, self._next = self._next, None
            return follower
        try:
            life.task.result()
        except ColibriError as error:
            if life.ready or self._proven is None:
                raise
            log.error("the new configuration does not start; the earlier one goes on", error=str(error))
            follower, self._proven = self._proven, None
            return follower
        return None

    def _serve(self, request: Request, life: _Life) -> None:
        if request is Request.RELOAD:
            self._reload(life)
        elif life.running is None:
            log.info("still loading; the signal is ignored", request=request.value)
        elif request is Request.MUTE:
            life.running.toggle_mute()
        else:
            life.running.talk()

    def _reload(self, life: _Life) -> None:
        """Only a configuration that is right as a whole stops the one that runs."""
        self._notifier.reloading()
        try:
            self._next = self._load()
        except ColibriError as error:
            for problem in str(error).splitlines():
                log.error("the new configuration is wrong; the earlier one goes on", problem=problem)
            self._notifier.status(f"listening with the earlier configuration; the new one is wrong: {error}")
            if life.ready:
                self._notifier.ready()
            return
        log.info("changing to the new configuration")
        life.task.cancel()

    def _report(self, life: _Life) -> None:
        """Tell the service manager how it is."""
        samples = life.running.samples if life.running is not None else None
        if life.watchdog.turned(samples, self._clock()):
            self._notifier.alive()
        if life.watchdog.flowing and not life.ready and self._next is None:
            life.ready = True
            self._proven = life.config
            self._notifier.status("listening")
            self._notifier.ready()
            log.info("listening")
