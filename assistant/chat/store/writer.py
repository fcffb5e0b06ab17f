"""One thread owns the connection; what waits for it shares a commit, because a commit costs a flush of the disk.

Each function runs in a savepoint of its own: one that fails takes back only what it did itself. Nobody is told that something is
done before the commit has returned. The queue is bounded; who finds it full is refused at once.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from assistant.chat.store.schema import open_database
from assistant.chat.store.unavailable import StoreUnavailable
from assistant.database import Database

T = TypeVar("T")

_FEW_LOG_PAGES = 500
"""Of the write-ahead log, which is then moved into the file as soon as nobody waits."""
_MOST_LOG_PAGES = 4000
"""So many more: then it is moved though somebody waits."""
_PAGE_BYTES = 4096
_PATIENCE_S = 2.0
_PAUSE_S = 0.02


@dataclass(slots=True)
class _Task:
    work: Callable[[Database], Any]
    writes: bool
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    result: Any = None
    error: Exception | None = None


class Writer:
    """Reads and writes of one file, for any number of event loops. Other processes may use the file as well."""

    def __init__(self, path: Path, bound: int = 1000, together: int = 64) -> None:
        """`bound`: how many may wait; `together`: how many share a commit, at most. Raises `StoreUnavailable`."""
        self.path = path
        self._bound = bound
        self._together = together
        self._database = open_database(path)
        self._database.execute("PRAGMA wal_autocheckpoint=0")  # `_shorten_log` does that, when nobody waits
        self._tasks: deque[_Task] = deque()
        self._wake = threading.Condition()
        self._closed = False
        self._clean = False
        self._log_limit = _FEW_LOG_PAGES
        self._thread = threading.Thread(target=self._run, name="store", daemon=True)
        self._thread.start()

    async def write(self, work: Callable[[Database], T]) -> T:
        """What `work` returns, once all it wrote is on the disk. Raises what `work` raises, and `StoreUnavailable`."""
        return await self._submit(work, writes=True)

    async def read(self, work: Callable[[Database], T]) -> T:
        """What `work` returns, which sees one state of the file and writes nothing. Raises `StoreUnavailable`."""
        return await self._submit(work, writes=False)

    def clean(self) -> None:
        """Something was erased, and shall be gone from the write-ahead log soon. Called in the thread, by what erases."""
        self._clean = True

    async def close(self) -> None:
        """Do what waits, and no more."""
        with self._wake:
            self._closed = True
            self._wake.notify()
        await asyncio.to_thread(self._thread.join)

    async def _submit(self, work: Callable[[Database], T], writes: bool) -> T:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        with self._wake:
            if self._closed:
                raise StoreUnavailable(f"{self.path} has been closed; start again")
            if len(self._tasks) >= self._bound:
                raise StoreUnavailable(
                    f"{self.path}: {self._bound} requests wait for the disk already; try again later"
                )
            self._tasks.append(_Task(work, writes, loop, future))
            self._wake.notify()
        return await future

    def _run(self) -> None:
        while tasks := self._next():
            reads = [task for task in tasks if not task.writes]
            for task in reads:
                self._read(task)
            _settle(reads)
            if writes := [task for task in tasks if task.writes]:
                self._write(writes)
                _settle(writes)
            self._shorten_log()
        self._clean_up()
        self._database.close()

    def _next(self) -> list[_Task]:
        """What waits; nothing: there will be no more."""
        with self._wake:
            self._wake.wait_for(lambda: self._tasks or self._closed)
            return [self._tasks.popleft() for _ in range(min(len(self._tasks), self._together))]

    def _read(self, task: _Task) -> None:
        try:
            with self._database.reading():
                task.result = task.work(self._database)
        except sqlite3.Error as error:
            task.error = self._unavailable(error)
        except Exception as error:
            task.error = error

    def _write(self, tasks: list[_Task]) -> None:
        try:
            with self._database.transaction():
                for task in tasks:
                    self._try(task)
        except sqlite3.Error as error:
            for task in tasks:
                task.error = task.error or self._unavailable(error)

    def _try(self, task: _Task) -> None:
        """Raises `sqlite3.Error` when the whole transaction is lost."""
        try:
            with self._database.savepoint():
                task.result = task.work(self._database)
        except sqlite3.Error as error:
            task.error = self._unavailable(error)
            if not self._database.in_transaction:
                raise
        except Exception as error:
            task.error = error

    def _unavailable(self, error: sqlite3.Error) -> StoreUnavailable:
        unavailable = StoreUnavailable(f"{self.path}: {error}; free space, or mend the disk or its permissions")
        unavailable.__cause__ = error
        return unavailable

    def _shorten_log(self) -> None:
        """A disk that fails here fails again at the next commit, which has somebody to tell."""
        pages = self._log_pages()
        idle = not self._tasks
        if not (pages > self._log_limit + _MOST_LOG_PAGES or (idle and (self._clean or pages > self._log_limit))):
            return
        try:
            done = self._database.shorten_log()
        except sqlite3.Error:
            done = False
        self._clean = self._clean and not done
        self._log_limit = _FEW_LOG_PAGES + (0 if done else pages)

    def _clean_up(self) -> None:
        """Nobody else may be here later to do it: another process that uses the log just now is waited for."""
        deadline = time.monotonic() + _PATIENCE_S
        while self._clean and time.monotonic() < deadline:
            time.sleep(_PAUSE_S)
            self._shorten_log()

    def _log_pages(self) -> int:
        try:
            return self.path.with_name(f"{self.path.name}-wal").stat().st_size // _PAGE_BYTES
        except OSError:
            return 0


def _settle(tasks: Iterable[_Task]) -> None:
    """Tell the event loops, each once."""
    of_loop: dict[asyncio.AbstractEventLoop, list[_Task]] = defaultdict(list)
    for task in tasks:
        of_loop[task.loop].append(task)
    for loop, settled in of_loop.items():
        try:
            loop.call_soon_threadsafe(_tell, settled)
        except RuntimeError:  # the loop has closed, and wants to know nothing
            continue


def _tell(tasks: Iterable[_Task]) -> None:
    for task in tasks:
        if task.future.cancelled():
            continue
        if task.error is not None:
            task.future.set_exception(task.error)
        else:
            task.future.set_result(task.result)
