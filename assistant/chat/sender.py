"""Sends what is to be sent: each conversation in order, within the platforms' limits, nothing twice and nothing lost.

waiting ──> sending ──┬─> sent
   ^                  ├─> failed: the platform will never take it, or did not, as often as it was tried
   ├─── later <───────┤
   └── overdue <── unknown: it may have been sent; a status with the job's id settles that
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

import structlog

from assistant.chat import Channel, Outgoing, Refused, TryLater, Uncertain
from assistant.chat.rates import Buckets, backoff
from assistant.chat.store import Job, Lane, Store, StoreUnavailable

log = structlog.get_logger(__name__)

TRIES = 8
"""Of a message that the platform asks to send later."""
AT_ONCE = 16
"""Messages on their way at the same time."""
LONGEST_NAP_S = 1.0
"""What another process has put into the store is noticed after so long."""
LEAVE_S = 3.0
"""What is on its way when we stop is waited for so long."""


class Sender:
    """Works off the outbox. It belongs to the event loop."""

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        settle_s: float,
        clock: Callable[[], float] = time.time,
        chance: random.Random | None = None,
    ) -> None:
        """`settle_s`: what may have been sent is sent again when the platform has not confirmed it for so long."""
        self._store = store
        self._channels = channels
        self._settle_s = settle_s
        self._clock = clock
        self._chance = chance or random.Random()
        self._buckets = {name: Buckets(of.limits.account, of.limits.pair) for name, of in channels.items()}
        self._flying: dict[Lane, asyncio.Task[None]] = {}
        self._news = asyncio.Event()
        store.outbox.confirming = frozenset(name for name, of in channels.items() if of.limits.confirms)

    def wake(self) -> None:
        """Something is to be sent."""
        self._news.set()

    async def run(self) -> None:
        """Until it is cancelled; what is on its way then is waited for a little."""
        await self._recover()
        try:
            while True:
                self._news.clear()
                nap = LONGEST_NAP_S
                try:
                    nap = await self._start()
                except StoreUnavailable as error:
                    log.error("nothing can be sent; it waits", reason=str(error))
                    nap = 5.0
                with suppress(TimeoutError):
                    async with asyncio.timeout(nap):
                        await self._news.wait()
        finally:
            if flying := list(self._flying.values()):
                _, late = await asyncio.wait(flying, timeout=LEAVE_S)
                for task in late:
                    task.cancel()
                await asyncio.gather(*late, return_exceptions=True)

    async def _recover(self) -> None:
        while True:
            try:
                uncertain = await self._store.outbox.recover()
            except StoreUnavailable as error:
                log.error("nothing can be sent; it waits", reason=str(error))
                await asyncio.sleep(5.0)
                continue
            if uncertain:
                log.warning("messages were on their way when we stopped; they may have arrived", count=uncertain)
            return

    async def _start(self) -> float:
        """Start what may be sent now; the seconds until there may be more."""
        now = self._clock()
        if again := await self._store.outbox.overdue(now - self._settle_s):
            log.warning("messages were never confirmed; they are sent again", count=again)
        nap = LONGEST_NAP_S
        for job in await self._store.outbox.sendable(now):
            lane = Lane(job.channel, job.account, job.user)
            if job.channel not in self._channels or lane in self._flying:
                continue
            if len(self._flying) >= AT_ONCE:
                break
            buckets = self._buckets[job.channel]
            if (wait_s := buckets.wait_s(job.user, now)) > 0:
                nap = min(nap, wait_s)
                continue
            buckets.take(job.user, now)
            self._flying[lane] = asyncio.create_task(self._fly(lane, job))
        return nap

    async def _fly(self, lane: Lane, job: Job) -> None:
        try:
            await self._send(job, self._channels[job.channel])
        except StoreUnavailable as error:  # it stays as `sending`, and is looked after at the next start
            log.error("what became of a message could not be written down", job=job.job, reason=str(error))
        finally:
            del self._flying[lane]
            self._news.set()

    async def _send(self, job: Job, channel: Channel) -> None:
        outbox = self._store.outbox
        if not await outbox.sending(job.job):
            return
        try:
            out = Outgoing(job.job, job.user, job.address, job.text, job.voice, job.reply_to)
            message = await channel.send(out)
        except Refused as error:
            log.warning("a message was refused", channel=job.channel, job=job.job, code=error.code, reason=str(error))
            await outbox.failed(job.job, str(error), error.code)
        except TryLater as error:
            await self._later(job, error)
        except Uncertain as error:
            log.warning("a message may or may not have been sent", channel=job.channel, job=job.job, reason=str(error))
            await outbox.unknown(job.job, str(error))
        except Exception as error:  # a channel is anybody's code
            log.error(
                "a message may or may not have been sent",
                channel=job.channel,
                job=job.job,
                reason=type(error).__name__,
            )
            log.debug("why a message may not have been sent", exc_info=error)
            await outbox.unknown(job.job, type(error).__name__)
        else:
            await outbox.sent(job.job, message)
            log.info("sent", channel=job.channel, job=job.job, voice=bool(job.voice))

    async def _later(self, job: Job, error: TryLater) -> None:
        tries = job.tries + 1
        if tries >= TRIES:
            log.warning("a message was tried too often", channel=job.channel, job=job.job, code=error.code)
            await self._store.outbox.failed(job.job, f"tried {tries} times: {error}", error.code)
            return
        now = self._clock()
        wait_s = error.after_s if error.after_s is not None else backoff(tries, error.code, self._chance)
        if error.scope == "account":
            self._buckets[job.channel].hold(now + wait_s)
        await self._store.outbox.later(job.job, now + wait_s, str(error), error.code)
        log.info("a message is sent later", channel=job.channel, job=job.job, code=error.code, wait_s=round(wait_s, 1))
