"""A worker that remembers how urgent its jobs were."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from assistant.workers import Priority, Worker

T = TypeVar("T")


class Watched(Worker):
    def __init__(self) -> None:
        super().__init__("watched")
        self.priorities: list[Priority] = []

    async def run(self, job: Callable[[], T], priority: Priority = Priority.VOICE) -> T:
        self.priorities.append(priority)
        return await super().run(job, priority)
