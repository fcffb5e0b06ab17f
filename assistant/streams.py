"""Iterators that run in a worker's thread and are consumed in the event loop, in step."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Generic, TypeVar

from assistant.types import Cancelled

T = TypeVar("T")


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

    @property
    def unwanted(self) -> bool:
        """Whether the consumer has left before anything was made."""
        return self._closed

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
                post(self._loop, self._queue.put_nowait, item)
        except Exception as error:
            post(self._loop, self._queue.put_nowait, error)
        else:
            post(self._loop, self._queue.put_nowait, _End)

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


class PoliteStream(Stream[T]):
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

    @property
    def unwanted(self) -> bool:
        """Whether the consumer has left before anything was made."""
        return self._closed and self._iterator is None

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
            post(self._loop, self._queue.put_nowait, next(self._iterator))
        except StopIteration:
            self._end(_End)
        except Exception as error:
            self._end(error)

    def _end(self, last: type[_End] | Exception) -> None:
        self._over = True
        if self._iterator is not None and hasattr(self._iterator, "close"):
            self._iterator.close()
        post(self._loop, self._queue.put_nowait, last)


def post(loop: asyncio.AbstractEventLoop, call: Callable[..., object], *arguments: object) -> None:
    """Hand a result to the event loop; a loop that has closed wants none."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(call, *arguments)
