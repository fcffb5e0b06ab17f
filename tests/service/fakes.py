"""An assistant, a service manager and a clock that do as they are told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from assistant.config import Config


class FakeRunning:
    """Hears a little more each time somebody looks, unless its sound hangs; runs until `end`."""

    def __init__(self) -> None:
        self.hung = False
        self.muted = False
        self.talks = 0
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._samples = 0

    @property
    def samples(self) -> int:
        self._samples += 0 if self.hung else 320
        return self._samples

    async def run(self) -> None:
        await self.over

    def toggle_mute(self) -> None:
        self.muted = not self.muted

    def talk(self) -> None:
        self.talks += 1


class FakeStart:
    """Starts assistants: `loading` holds them back, `broken` refuses some configurations. Keeps what came and went."""

    def __init__(self) -> None:
        self.lives: list[FakeRunning] = []
        self.configs: list[Config] = []
        self.left = 0
        self.loading: asyncio.Event | None = None
        self.leaving: asyncio.Event | None = None
        self.broken: Callable[[Config], BaseException | None] = lambda config: None

    @asynccontextmanager
    async def __call__(self, config: Config) -> AsyncIterator[FakeRunning]:
        self.configs.append(config)
        try:
            if self.loading is not None:
                await self.loading.wait()
            if (error := self.broken(config)) is not None:
                raise error
            self.lives.append(FakeRunning())
            yield self.lives[-1]
        finally:
            if self.leaving is not None:
                await self.leaving.wait()
            self.left += 1


class FakeNotifier:
    """Remembers what was said, without `alive`, which is counted."""

    def __init__(self, watchdog_s: float | None = None) -> None:
        self.watchdog_s = watchdog_s
        self.said: list[str] = []
        self.statuses: list[str] = []
        self.pings = 0

    def ready(self) -> None:
        self.said.append("ready")

    def reloading(self) -> None:
        self.said.append("reloading")

    def stopping(self) -> None:
        self.said.append("stopping")

    def status(self, text: str) -> None:
        self.statuses.append(text)

    def alive(self) -> None:
        self.pings += 1


async def until(true: Callable[[], Any]) -> None:
    """Wait for something to become true; a test that waits for ever fails."""
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.005)
