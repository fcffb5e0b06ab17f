"""Looks again and again whether there is something to do: at once when it is told so, else after a while."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from assistant.chat.store import StoreUnavailable

log = structlog.get_logger(__name__)

LONGEST_NAP_S = 1.0
"""What another process has put into the store is noticed after so long."""
_UNAVAILABLE_S = 5.0


class Rounds:
    """It belongs to the event loop."""

    def __init__(self) -> None:
        self._news = asyncio.Event()

    def wake(self) -> None:
        """There is something to do."""
        self._news.set()

    async def run(self, look: Callable[[], Awaitable[float]], trouble: str) -> None:
        """Until it is cancelled. `look` does what there is to do, and says after how many seconds to look again at the latest.
        `trouble`: what is logged when the store is unavailable; then it waits."""
        while True:
            self._news.clear()
            try:
                nap = min(LONGEST_NAP_S, await look())
            except StoreUnavailable as error:
                log.error(trouble, reason=str(error))
                nap = _UNAVAILABLE_S
            with suppress(TimeoutError):
                async with asyncio.timeout(nap):
                    await self._news.wait()
