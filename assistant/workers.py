"""A model's own thread behind a bounded, closable queue.

Each model is used by one thread only. Jobs wait in a queue; voice goes before chat, and equals in order of arrival. Overload
policy: a job that finds `bound` others that go before it is refused with `Overloaded`, at once, so that its caller can say so:
the voice is never refused because of the chat. Cancelling is cooperative: a job is given a `Cancelled` and asks it between two
steps; one whose caller has left before it began is not begun.

A stream of the voice keeps the thread until it has ended. One of the chat has it for one item at a time: between two, whatever
the voice wants goes first; and while somebody is talking in the room, `hold` keeps all of the chat waiting.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeVar

from assistant.errors import ColibriError
from assistant.streams import PoliteStream, Stream, post
from assistant.types import Cancelled

T = TypeVar("T")


class Priority(IntEnum):
    """Smaller goes first."""

    VOICE = 0
    AHEAD = 1
    """What the voice will need in a moment."""
    CHAT = 2


class Overloaded(ColibriError):
    """The model's queue is full."""


class Closed(ColibriError):
    """The worker has been stopped."""


@dataclass(order=True, slots=True)
class _Job:
    priority: int
    order: int
    work: Callable[[], None] = field(compare=False)
    unwanted: Callable[[], bool] = field(compare=False)


class Worker:
    """One thread. `run` gives it a call, `stream` an iterator to step through."""

    def __init__(self, name: str, bound: int = 8) -> None:
        self.name = name
        self._bound = bound
        self._jobs: list[_Job] = []
        self._order = itertools.count()
        self._wake = threading.Condition()
        self._closed = False
        self._held = False
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    async def run(self, job: Callable[[], T], priority: Priority = Priority.VOICE) -> T:
        """The job's result, or what it raised. Raises `Overloaded`, `Closed`."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()

        def settle(result: T | None, error: BaseException | None) -> None:
            if future.cancelled():
                return
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(result)  # type: ignore[arg-type]

        def work() -> None:
            try:
                result = job()
            except Exception as error:
                post(loop, settle, None, error)
            else:
                post(loop, settle, result, None)

        self._submit(work, priority, future.cancelled)
        return await future

    def stream(
        self,
        items: Callable[[], Iterator[T]],
        cancelled: Cancelled,
        priority: Priority = Priority.VOICE,
        ahead: int = 0,
    ) -> Stream[T]:
        """Step through `items()` in the thread, never more than `ahead` items before the consumer."""
        if priority is Priority.CHAT:
            order = next(self._order)
            stream: Stream[T] = PoliteStream(
                items, cancelled, ahead, lambda work: self._put(work, priority, order), self.urgent
            )
        else:
            stream = Stream(items, cancelled, ahead)
        self._submit(stream.work, priority, lambda: stream.unwanted)
        return stream

    def hold(self, held: bool) -> None:
        """Let all of the chat wait, or no longer."""
        with self._wake:
            self._held = held
            self._wake.notify()

    def close(self, timeout: float = 10.0) -> None:
        """Stop after the running job; jobs that wait are dropped. `timeout` in seconds."""
        with self._wake:
            self._closed = True
            self._jobs.clear()
            self._wake.notify()
        self._thread.join(timeout)

    def _submit(self, work: Callable[[], None], priority: Priority, unwanted: Callable[[], bool]) -> None:
        with self._wake:
            if self._closed:
                raise Closed(f"{self.name} has been stopped")
            if any(job.unwanted() for job in self._jobs):
                self._jobs = [job for job in self._jobs if not job.unwanted()]
                heapq.heapify(self._jobs)
            if sum(job.priority <= priority for job in self._jobs) >= self._bound:
                raise Overloaded(f"{self.name} is busy: {self._bound} requests wait already; try again in a moment")
            heapq.heappush(self._jobs, _Job(priority, next(self._order), work, unwanted))
            self._wake.notify()

    def _put(self, work: Callable[[], None], priority: Priority, order: int) -> None:
        """The next step of something that was admitted before."""
        with self._wake:
            if not self._closed:
                heapq.heappush(self._jobs, _Job(priority, order, work, lambda: False))
                self._wake.notify()

    def urgent(self) -> bool:
        """Whether something waits that goes before the chat, or all of the chat has to wait."""
        with self._wake:
            return self._held or self._closed or bool(self._jobs and self._jobs[0].priority < Priority.CHAT)

    def _ready(self) -> bool:
        return self._closed or bool(self._jobs and (self._jobs[0].priority < Priority.CHAT or not self._held))

    def _work(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(self._ready)
                if self._closed:
                    return
                job = heapq.heappop(self._jobs)
            if not job.unwanted():
                job.work()
