"""One lane a conversation: what somebody writes is worked off in order, and no conversation waits for another's turn to end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog

from assistant.chat.rounds import LONGEST_NAP_S, Rounds
from assistant.chat.store import Lane, Store

log = structlog.get_logger(__name__)

AT_ONCE = 4
"""Conversations that are worked on at the same time. The models take turns anyway; more would only take memory."""
_REST_S = 5.0

Work = Callable[[Lane], Awaitable[None]]
"""Works off what waits in a lane. What it raises is logged, and the lane is taken up again a little later."""


class Lanes:
    """Starts the work on each lane in which something waits. It belongs to the event loop."""

    def __init__(
        self,
        store: Store,
        work: Work,
        clock: Callable[[], float] = time.time,
        serves: Callable[[Lane], bool] = lambda lane: True,
    ) -> None:
        """`serves`: whether a lane is one of ours; what is in others waits."""
        self._store = store
        self._work = work
        self._clock = clock
        self._serves = serves
        self._running: dict[Lane, asyncio.Task[None]] = {}
        self._resting: dict[Lane, float] = {}
        """Until when, on the loop's clock, which nobody sets."""
        self._rounds = Rounds()

    def wake(self) -> None:
        """Something has come."""
        self._rounds.wake()

    async def run(self) -> None:
        """Until it is cancelled; then what is being worked on is cancelled, too."""
        try:
            await self._rounds.run(self._start, "messages cannot be read; they wait")
        finally:
            running = list(self._running.values())
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _start(self) -> float:
        """Start what may be worked on now; the seconds until to look again."""
        if len(self._running) >= AT_ONCE:
            return LONGEST_NAP_S
        now = asyncio.get_running_loop().time()
        self._resting = {lane: until for lane, until in self._resting.items() if until > now}
        for lane in await self._store.inbox.lanes(self._clock()):
            if len(self._running) >= AT_ONCE:
                break
            if lane not in self._running and lane not in self._resting and self._serves(lane):
                task = asyncio.create_task(self._serve(lane))
                self._running[lane] = task
        return LONGEST_NAP_S

    async def _serve(self, lane: Lane) -> None:
        try:
            await self._work(lane)
        except Exception as error:  # one conversation's trouble is not another's
            log.error(
                "a conversation could not go on; it is tried again", channel=lane.channel, reason=type(error).__name__
            )
            log.debug("why a conversation could not go on", exc_info=error)
            self._resting[lane] = asyncio.get_running_loop().time() + _REST_S
        finally:
            del self._running[lane]
            self._rounds.wake()
