"""A model's own thread behind a bounded, closable queue.

Each model is used by one thread only. Jobs wait in a queue of at most `bound`; voice goes before chat, and equals in
order of arrival. Overload policy: a job that finds the queue full is refused with `Overloaded`, at once, so that its
caller can say so. Cancelling is cooperative: a job is given a `Cancelled` and asks it between two steps.

A stream of the voice keeps the thread until it has ended. One of the chat has it for one item at a time: between two, whatever
the voice wants goes first; and while somebody is talking in the room, `hold` keeps all of the chat waiting.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from enum import IntEnum
from typing import Generic, TypeVar

from assistant.errors import ColibriError
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


class Worker:
    """One thread. `run` gives it a call, `stream` an iterator to step through."""

    def __init__(self, name: str, bound: int = 8) -> None:
        self.name = name
        self._bound = bound
        self._jobs: list[tuple[int, int, Callable[[], None]]] = []
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
                _post(loop, settle, None, error)
            else:
                _post(loop, settle, result, None)

        self._submit(work, priority)
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
            stream: Stream[T] = _Polite(
                items, cancelled, ahead, lambda work: self._put(work, priority, order), self.urgent
            )
        else:
            stream = Stream(items, cancelled, ahead)
        self._submit(stream.work, priority)
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

    def _submit(self, work: Callable[[], None], priority: Priority) -> None:
        with self._wake:
            if self._closed:
                raise Closed(f"{self.name} has been stopped")
            if len(self._jobs) >= self._bound:
                raise Overloaded(f"{self.name} is busy: {self._bound} requests wait already; try again in a moment")
            heapq.heappush(self._jobs, (priority, next(self._order), work))
            self._wake.notify()

    def _put(self, work: Callable[[], None], priority: Priority, order: int) -> None:
        """The next step of something that was admitted before."""
        with self._wake:
            if not self._closed:
                heapq.heappush(self._jobs, (priority, order, work))
                self._wake.notify()

    def urgent(self) -> bool:
        """Whether something waits that goes before the chat, or all of the chat has to wait."""
        with self._wake:
            return self._held or self._closed or bool(self._jobs and self._jobs[0][0] < Priority.CHAT)

    def _ready(self) -> bool:
        return self._closed or bool(self._jobs and (self._jobs[0][0] < Priority.CHAT or not self._held))

    def _work(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(self._ready)
                if self._closed:
                    return
                _, _, work = heapq.heappop(self._jobs)
            work()


class _End:
    """Marks the end of a stream between its two threads."""


class Stream(Generic[T]):
    """An iterator that runs in a worker's thread and is consumed in the event loop, in step.

    The producer makes an item only when the consumer has asked for it or `ahead` allows it. So whoever consumes decides who
    has the cores: while a clause is being synthesized, nobody asks the language model for the next token.
    """

    def __init__(self, items: Callable[[], Iterator[T]], cancelled: Cancelled, ahead: int) -> None:
        self._items = items
        self._cancelled = cancelled
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[T | type[_End] | BaseException] = asyncio.Queue()
        self._credit = threading.Semaphore(ahead)
        self._closed = False

    def close(self) -> None:
        """The consumer wants no more; the producer ends at its next item."""
        self._closed = True
        self._credit.release()

    def _ask(self) -> None:
        self._credit.release()

    async def __aiter__(self) -> AsyncIterator[T]:
        try:
            while True:
                self._ask()
                item = await self._queue.get()
                if item is _End:
                    return
                if isinstance(item, BaseException):
                    raise item
                yield item  # type: ignore[misc]
        finally:
            self.close()

    def work(self) -> None:
        """The producer's side, run by the worker's thread."""
        try:
            for item in self._wanted():
                _post(self._loop, self._queue.put_nowait, item)
        except Exception as error:
            _post(self._loop, self._queue.put_nowait, error)
        else:
            _post(self._loop, self._queue.put_nowait, _End)

    def _wanted(self) -> Iterator[T]:
        iterator: Iterator[T] | None = None
        while self._may_go_on():
            iterator = iterator if iterator is not None else self._items()
            try:
                item = next(iterator)
            except StopIteration:
                return
            yield item
        if iterator is not None and hasattr(iterator, "close"):
            iterator.close()

    def _may_go_on(self) -> bool:
        while not self._credit.acquire(timeout=0.05):
            if self._closed or self._cancelled() or self._loop.is_closed():
                return False
        return not (self._closed or self._cancelled())


class _Polite(Stream[T]):
    """A stream that leaves the thread after each item that nobody has asked to be followed by another, and whenever something
    more urgent waits."""

    def __init__(
        self,
        items: Callable[[], Iterator[T]],
        cancelled: Cancelled,
        ahead: int,
        again: Callable[[Callable[[], None]], None],
        give_way: Callable[[], bool],
    ) -> None:
        """`again` has `work` called once more, in the thread; `give_way` tells whether something more urgent waits."""
        super().__init__(items, cancelled, ahead)
        self._again = again
        self._give_way = give_way
        self._lock = threading.Lock()
        self._asked = ahead
        self._queued = True
        self._iterator: Iterator[T] | None = None
        self._over = False

    def close(self) -> None:
        """The consumer wants no more."""
        self._closed = True
        self._ask()

    def work(self) -> None:
        """In the worker's thread: go on until nothing is asked for, or somebody else should go first."""
        while not self._over:
            with self._lock:
                if not self._asked:
                    self._queued = False
                    return
            if self._iterator is not None and not self._closed and self._give_way():
                self._again(self.work)
                return
            with self._lock:
                self._asked -= 1
            self._step()

    def _ask(self) -> None:
        with self._lock:
            self._asked += 1
            if self._queued or self._over:
                return
            self._queued = True
        self._again(self.work)

    def _step(self) -> None:
        try:
            if self._closed or self._cancelled():
                self._end(_End)
                return
            self._iterator = self._iterator if self._iterator is not None else self._items()
            _post(self._loop, self._queue.put_nowait, next(self._iterator))
        except StopIteration:
            self._end(_End)
        except Exception as error:
            self._end(error)

    def _end(self, last: type[_End] | Exception) -> None:
        self._over = True
        if self._iterator is not None and hasattr(self._iterator, "close"):
            self._iterator.close()
        _post(self._loop, self._queue.put_nowait, last)


def _post(loop: asyncio.AbstractEventLoop, call: Callable[..., object], *arguments: object) -> None:
    """Hand a result to the event loop; a loop that has closed wants none."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(call, *arguments)
