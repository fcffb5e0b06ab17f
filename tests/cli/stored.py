"""A store of the bridge's, filled before a command looks at it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from assistant.chat import Incoming, Kind
from assistant.chat.store import Store

T = TypeVar("T")
NAME, ACCOUNT = "telegram", "77"


def with_store(path: Path, use: Callable[[Store], Awaitable[T]]) -> T:
    async def run() -> T:
        store = Store(path)
        try:
            return await use(store)
        finally:
            await store.close()

    return asyncio.run(run())


async def wrote(store: Store, user: str, name: str = "Ann", text: str = "hello") -> None:
    message = Incoming(id=f"m-{user}", user=user, address="1", at=1e9, kind=Kind.TEXT, text=text, name=name)
    await store.receive(NAME, ACCOUNT, b"{}", [message])
