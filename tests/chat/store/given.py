"""What the store's tests have in common: messages, and a store in a new file."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from assistant.chat import Delivery, Incoming, Kind, Status
from assistant.chat.store import Job, Known, Lane, NewJob, Store

T = TypeVar("T")
NAME, ACCOUNT, USER = "telegram", "77", "ann"
LANE = Lane(NAME, ACCOUNT, USER)


class Clock:
    """Stands still until it is set."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def opened(path: Path, clock: Callable[[], float] | None = None) -> AsyncIterator[Store]:
    store = Store(path, clock or Clock())
    try:
        yield store
    finally:
        await store.close()


def with_store(folder: Path, test: Callable[[Store, Clock], Awaitable[T]]) -> T:
    """Run `test` with a store in `folder`."""

    async def run() -> T:
        clock = Clock()
        async with opened(folder / "chat.db", clock) as store:
            return await test(store, clock)

    return asyncio.run(run())


def message(id_: str = "m1", text: str = "hello", at: float = 1.0, user: str = USER) -> Incoming:
    return Incoming(id=id_, user=user, address=f"to {user}", at=at, kind=Kind.TEXT, text=text, name="Ann")


async def receive(store: Store, *events: object, body: bytes = b"{}", stops: str = "STOP") -> tuple[int, int]:
    """New and repeated."""
    received = await store.receive(NAME, ACCOUNT, body, events, stops=lambda text: text == stops)  # type: ignore[arg-type]
    return received.new, received.repeated


async def there(store: Store, known: Known) -> None:
    """Somebody who is known."""
    await store.people.touch(known.channel, known.account, known.user, known.address, known.name, known.last)
    await store.people.put(known)


async def texts(store: Store, now: float = 1000.0) -> list[str]:
    return [row.incoming.text for row in await store.inbox.take(LANE, now)]


def new_job(key: str = "k", text: str = "hi", user: str = USER, inbox: int | None = None) -> NewJob:
    return NewJob(NAME, ACCOUNT, user, f"to {user}", key, text=text, inbox=inbox)


async def posted(store: Store, key: str = "k") -> Job:
    """A job that is being sent."""
    await store.outbox.post([new_job(key)])
    job = (await store.outbox.sendable(1000.0))[-1]
    assert await store.outbox.sending(job.job)
    return job


def status(state: Delivery, message: str = "w1", job: str = "", code: int | None = None, later: bool = False) -> Status:
    return Status(message, state, 5.0, job, code, later, "why" if state is Delivery.FAILED else "")


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    """What another connection sees."""
    with sqlite3.connect(path) as db:
        return db.execute(query).fetchall()
