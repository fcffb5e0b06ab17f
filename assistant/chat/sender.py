"""Sends what is to be sent: each conversation in order, within the platforms' limits, nothing twice and nothing lost.

waiting ──> sending ──┬─> sent
   ^                  ├─> failed: the platform will never take it, or did not, however often and long it was tried
   ├─── later <───────┤
   └── overdue <── unknown: it may have been sent; a status with the job's id settles that

While a platform cannot be reached, everything for it waits. What became of a message is written down, however long the disk is
full; until then nothing else is sent to that person.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import structlog

from assistant.chat import Channel, Outgoing, Refused, TryLater, Uncertain
from assistant.chat.rates import Buckets, backoff
from assistant.chat.rounds import LONGEST_NAP_S, Rounds
from assistant.chat.store import Job, Lane, Store, StoreUnavailable
from assistant.chat.store.outbox import MOST_TRIES
from assistant.chat.wording import say

log = structlog.get_logger(__name__)

Outcome = Callable[[], Awaitable[object]]
"""Writes down what became of a message."""

PATIENCE_S = 1800.0
"""Seconds since the message was made, before it is given up that the platform asks to send later, however often it was tried."""
OFFLINE_S = 3 * 86_400.0
"""The same where the platform cannot be reached at all, or takes nothing from anybody: that is no fault of the message."""
AT_ONCE = 16
"""Messages on their way at the same time."""
LONGEST_OFFLINE_S = 60.0
"""Between two tries to reach a platform."""
QUIET_S = 900.0
"""After the start or an outage, news of what may have been sent is waited for so long where the platform tells us nothing at all."""
CLOCK_SET_S = 2.0
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
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        """`settle_s`: what may have been sent is sent again when the platform has not confirmed it for so long. `steady`: a clock
        that nobody sets."""
        self._store = store
        self._channels = channels
        self._settle_s = settle_s
        self._clock = clock
        self._steady = steady
        self._chance = chance or random.Random()
        self._buckets = {name: Buckets(of.limits.account, of.limits.pair) for name, of in channels.items()}
        self._flying: dict[Lane, asyncio.Task[None]] = {}
        self._unreached: Counter[str] = Counter()
        self._heard: dict[str, float] = {}
        self._own_up_at = steady()
        self._reached = dict.fromkeys(channels, steady())
        """Since when we reach the platform, as far as we know."""
        self._offset = clock() - steady()
        self._rounds = Rounds()
        store.outbox.confirming = frozenset(name for name, of in channels.items() if of.limits.confirms)

    def wake(self) -> None:
        """Something is to be sent."""
        self._rounds.wake()

    def heard(self, channel: str) -> None:
        """The platform reaches us; so it would have told us what became of our messages."""
        self._heard.setdefault(channel, self._steady())

    async def run(self) -> None:
        """Until it is cancelled; what is on its way then is waited for a little."""
        await self._recover()
        try:
            await self._rounds.run(self._start, "nothing can be sent; it waits")
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
        step = now - self._steady() - self._offset
        if abs(step) > CLOCK_SET_S:
            await self._store.outbox.clock_was_set(step)
            self._offset += step
        if again := await self._store.outbox.overdue(now - self._settle_s, self._telling()):
            log.warning("messages were never confirmed; they are sent again", count=again)
        await self._own_up(now)
        nap = LONGEST_NAP_S
        if (next_at := await self._store.outbox.next_at(now)) is not None:
            nap = min(nap, next_at - now)
        for job in await self._store.outbox.sendable(now):
            lane = Lane(job.channel, job.account, job.user)
            channel = self._channels.get(job.channel)
            if channel is None or channel.account != job.account or lane in self._flying:
                continue
            if len(self._flying) >= AT_ONCE:
                break
            buckets = self._buckets[job.channel]
            if (wait_s := buckets.wait_s(job.user, now)) > 0:
                nap = min(nap, wait_s)
                continue
            buckets.take(job.user, now)
            self._flying[lane] = asyncio.create_task(self._fly(lane, job, channel))
        return nap

    async def _own_up(self, now: float) -> None:
        if self._steady() < self._own_up_at:
            return
        self._own_up_at = self._steady() + min(self._settle_s, 60.0)
        if told := await self._store.outbox.own_up(now - self._settle_s, partial(say, "doubt")):
            log.warning("messages may not have arrived; people were told", count=told)

    def _telling(self) -> list[str]:
        """The channels that would have told us by now what became of our messages: the platform has reached us for a while since it
        could not be reached last, or tells us nothing at all."""
        now = self._steady()
        quiet = {name for name, since in self._reached.items() if now - since > QUIET_S}
        return [name for name in self._channels if name in quiet or self._has_told(name, now)]

    def _has_told(self, channel: str, now: float) -> bool:
        since = self._heard.get(channel)
        return since is not None and now - since >= self._settle_s

    async def _fly(self, lane: Lane, job: Job, channel: Channel) -> None:
        wait_s = 1.0
        try:
            if not await self._store.outbox.sending(job.job):
                return
            outcome = await self._send(job, channel)
            while True:
                try:
                    await outcome()
                except StoreUnavailable as error:
                    log.error("what became of a message cannot be written down yet", job=job.job, reason=str(error))
                    await asyncio.sleep(wait_s)
                    wait_s = min(30.0, 2 * wait_s)
                else:
                    return
        except StoreUnavailable as error:
            log.error("a message cannot be sent yet; it waits", job=job.job, reason=str(error))
            await asyncio.sleep(wait_s)
        finally:
            del self._flying[lane]
            self._rounds.wake()

    async def _send(self, job: Job, channel: Channel) -> Outcome:
        outbox = self._store.outbox
        try:
            message = await channel.send(Outgoing(job.job, job.user, job.address, job.text, job.voice, job.reply_to))
        except Refused as error:
            log.warning("a message was refused", channel=job.channel, job=job.job, code=error.code, reason=str(error))
            return partial(self._refused, job, error)
        except TryLater as error:
            return self._later(job, error)
        except Uncertain as error:
            log.warning("a message may or may not have been sent", channel=job.channel, job=job.job, reason=str(error))
            return partial(outbox.unknown, job.job, str(error))
        except Exception as error:  # a channel is anybody's code
            log.error(
                "a message may or may not have been sent",
                channel=job.channel,
                job=job.job,
                reason=type(error).__name__,
            )
            log.debug("why a message may not have been sent", exc_info=error)
            return partial(outbox.unknown, job.job, type(error).__name__)
        self._unreached.pop(job.channel, None)
        log.info("sent", channel=job.channel, job=job.job, voice=bool(job.voice))
        return partial(outbox.sent, job.job, message)

    async def _refused(self, job: Job, error: Refused) -> None:
        """Who cannot be sent voice notes can be written to, perhaps."""
        if not await self._store.outbox.in_writing(job.job):
            await self._store.outbox.failed(job.job, str(error), error.code)

    def _later(self, job: Job, error: TryLater) -> Outcome:
        now, outbox, everybody = self._clock(), self._store.outbox, error.scope == "account"
        tries = job.tries + 1
        if now - job.made > (OFFLINE_S if everybody else PATIENCE_S) and (everybody or tries >= MOST_TRIES):
            log.warning("a message was tried for too long", channel=job.channel, job=job.job, code=error.code)
            return partial(outbox.failed, job.job, f"tried {tries} times: {error}", error.code)
        if everybody:
            self._unreached[job.channel] += 1
            self._reached[job.channel] = self._steady()
            self._heard.pop(job.channel, None)
            wait_s = min(backoff(self._unreached[job.channel], None, self._chance), LONGEST_OFFLINE_S)
        else:
            wait_s = backoff(tries, error.code, self._chance)
        wait_s = error.after_s or wait_s
        if everybody:
            self._buckets[job.channel].hold(now + wait_s)
        log.info("a message is sent later", channel=job.channel, job=job.job, code=error.code, wait_s=round(wait_s, 1))
        return partial(outbox.later, job.job, now + wait_s, str(error), error.code, counted=not everybody)
