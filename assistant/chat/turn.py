"""A turn in writing: who wrote, what they mean, what is answered; and then all of it is settled in one transaction.

    take ──> gate ──┬─> a word of the bridge itself
                    └─> burst ──> heard (voice notes) ──> brain ──> parts, spoken or written ──> finish

Who writes on while we think has their messages answered together.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import structlog

from assistant.brain.brain import Brain
from assistant.chat import Channel, Kind, MediaTrouble, gate
from assistant.chat.answering import Answering, Undertaking
from assistant.chat.listening import Listening
from assistant.chat.pace import Pace
from assistant.chat.pairing import Pairing
from assistant.chat.rates import backoff
from assistant.chat.replies import Replies
from assistant.chat.store import Known, Lane, Store, Waiting
from assistant.chat.wording import language_of, say
from assistant.people import Person
from assistant.workers import Overloaded

log = structlog.get_logger(__name__)

MOST_TOGETHER = 8
"""Messages that are answered at once."""
MOST_CHARACTERS = 4000
"""The same, in all."""
PATIENCE_S = 600.0
"""A message is not given up before, where what is in the way will pass."""
RESTARTS = 3
"""How often somebody who writes on has us begin again."""


@dataclass(frozen=True, slots=True)
class TurnSettings:
    """How turns are taken."""

    languages: tuple[str, ...]
    rules: gate.Rules
    burst_s: float = 0.7
    tries: int = 4


class Turns:
    """Works off what waits in a lane. It belongs to the event loop."""

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        brain: Brain,
        listening: Listening,
        replies: Replies,
        pairing: Pairing,
        settings: TurnSettings,
        *,
        on_jobs: Callable[[], object] = lambda: None,
        clock: Callable[[], float] = time.time,
        chance: random.Random | None = None,
    ) -> None:
        """`on_jobs` is called when there is something to send."""
        self._store = store
        self._channels = channels
        self._brain = brain
        self._replies = replies
        self._pairing = pairing
        self._settings = settings
        self._on_jobs = on_jobs
        self._clock = clock
        self._chance = chance or random.Random()
        self._answering = Answering(store, channels, brain, listening, self._finish, clock)
        self._pace = Pace(settings.rules.per_minute)
        self._written: dict[Lane, asyncio.Event] = {}

    def wrote(self, lane: Lane) -> None:
        """Something new has come in a lane."""
        if (event := self._written.get(lane)) is not None:
            event.set()

    async def work(self, lane: Lane) -> None:
        """Until nothing waits in the lane that may be tried now."""
        self._written[lane] = asyncio.Event()
        restarts = 0
        try:
            while rows := await self._store.inbox.take(lane, self._clock()):
                known = await self._store.people.find(*lane)
                if known is None:  # the owner has just removed them
                    await self._store.inbox.finish(tuple(row.id for row in rows), state="dropped", reason="removed")
                    continue
                restarts = 0 if await self._turn(lane, known, rows, restarts) else restarts + 1
        finally:
            del self._written[lane]

    async def _turn(self, lane: Lane, known: Known, rows: Sequence[Waiting], restarts: int) -> bool:
        """One turn; False: somebody wrote on, and it has to begin again."""
        first = rows[0]
        verdict = self._decide(lane, known, first)
        try:
            match verdict:
                case gate.Answer(person=person, late=late):
                    return await self._answer(lane, known, person, self._together(lane, known, rows), late, restarts)
                case gate.Pairing(code=code):
                    await self._pair(lane, known, first, code)
                case gate.Silence(reason=reason):
                    await self._drop(known, first, reason)
                case _:
                    await self._word(lane, known, first, verdict)
        except Exception as error:
            await self._failed(known, first, error)
        return True

    def _decide(self, lane: Lane, known: Known, row: Waiting) -> gate.Verdict:
        pace, now = self._pace, self._clock()
        return gate.decide(known, row.incoming, self._settings.rules, now, pace.answers(lane), pace.told(lane))

    def _together(self, lane: Lane, known: Known, rows: Sequence[Waiting]) -> list[Waiting]:
        """What is answered at once: texts in a row that are not orders by themselves."""
        burst, characters = [rows[0]], len(rows[0].incoming.text)
        for row in () if self._alone(known, rows[0]) else rows[1:MOST_TOGETHER]:
            characters += len(row.incoming.text)
            if characters > MOST_CHARACTERS or self._alone(known, row):
                break
            if not isinstance(self._decide(lane, known, row), gate.Answer):
                break
            burst.append(row)
        return burst

    def _alone(self, known: Known, row: Waiting) -> bool:
        if row.acting or row.tries or row.incoming.kind is not Kind.TEXT or row.incoming.forwarded:
            return True
        understanding = self._brain.understanding
        language = language_of(row.incoming.text, self._settings.languages, known.language)
        return understanding is not None and understanding.exactly(row.incoming.text, language) is not None

    async def _answer(
        self, lane: Lane, known: Known, person: Person, burst: Sequence[Waiting], late: bool, restarts: int
    ) -> bool:
        event = self._written[lane]
        event.clear()
        first = burst[0]
        if first.acting:
            await self._finish(known, burst, say("interrupted", known.language, text=first.incoming.text))
            return True
        patient = not self._alone(known, first) and restarts < RESTARTS
        if patient and await self._goes_on(event, burst):
            return False
        undertaking = Undertaking(burst, late)
        work = asyncio.create_task(self._answering.think(lane, known, person, undertaking))
        news = asyncio.create_task(event.wait())
        try:
            await asyncio.wait((work, news), return_when=asyncio.FIRST_COMPLETED)
            if patient and not work.done() and not undertaking.begun:
                work.cancel()
                await asyncio.wait((work,))
                if work.cancelled():
                    return False
            await work
        finally:
            for task in (work, news):
                task.cancel()
        self._pace.answered(lane, self._clock())
        return True

    async def _goes_on(self, event: asyncio.Event, burst: Sequence[Waiting]) -> bool:
        """Whether somebody writes on at once."""
        wait_s = burst[-1].received + self._settings.burst_s - self._clock()
        if wait_s <= 0:
            return False
        try:
            async with asyncio.timeout(min(wait_s, self._settings.burst_s)):
                await event.wait()
        except TimeoutError:
            return False
        return True

    async def _pair(self, lane: Lane, known: Known, row: Waiting, code: str) -> None:
        if not await self._pairing.listens(*lane, self._clock()):
            await self._drop(known, row, "too many wrong codes")
            return
        language = language_of(row.incoming.text, self._settings.languages, known.language)
        found = await self._pairing.redeem(code, *lane, self._clock())
        if found is None and known.stopped:
            await self._drop(known, row, "a wrong code of somebody who wants no messages")
        elif found is None:
            await self._finish(known, (row,), say("wrong_code", language))
        else:
            person, role = found
            known = replace(known, person=person, role=role, stopped=False, refused=False, language=language)
            self._answering.talks.forget(lane)
            log.info("a phone was paired", channel=lane.channel, role=str(role))
            await self._finish(known, (row,), say("paired", language), changed=True)

    async def _drop(self, known: Known, row: Waiting, reason: str) -> None:
        """It gets no answer; what a stranger says is not even kept."""
        stranger = gate.person_of(known, self._settings.rules) is None
        await self._store.inbox.finish((row.id,), state="dropped", reason=reason, forget=stranger)

    async def _word(self, lane: Lane, known: Known, row: Waiting, verdict: gate.Verdict) -> None:
        """What the bridge itself has to say."""
        language = language_of(row.incoming.text, self._settings.languages, known.language)
        known = replace(known, language=language)
        match verdict:
            case gate.Refuse():
                known, key = replace(known, refused=True), "refused"
            case gate.Stop():
                known, key = replace(known, stopped=True), "stopped"
            case gate.Start():
                known, key = replace(known, stopped=False), "started"
            case gate.SlowDown():
                key = "slow_down"
                self._pace.tell(lane, self._clock())
            case _:
                key = "help"
                self._pace.answered(lane, self._clock())
        await self._finish(known, (row,), say(key, language), forget=key == "refused", changed=True)

    async def _finish(
        self,
        known: Known,
        burst: Sequence[Waiting],
        text: str,
        *,
        spoken: bool = False,
        forget: bool = False,
        changed: bool = False,
    ) -> bool:
        """Settle a burst. `changed`: `known` is not as it was."""
        written = self._written.get(Lane(known.channel, known.account, known.user))
        channel, quote = self._channels[known.channel], written is not None and written.is_set()
        jobs = await self._replies.jobs(channel, known, burst, text, spoken=spoken, quote=quote)
        ids = tuple(row.id for row in burst)
        done = await self._store.inbox.finish(ids, jobs, forget=forget, known=known if changed else None)
        if done:
            self._on_jobs()
        return done

    async def _failed(self, known: Known, row: Waiting, error: Exception) -> None:
        tries = row.tries + 1
        passing = isinstance(error, Overloaded | MediaTrouble) and self._clock() - row.received < PATIENCE_S
        last = tries >= self._settings.tries and not passing
        again = None if last else self._clock() + backoff(tries, None, self._chance)
        log.error("a message could not be answered", channel=row.channel, tries=tries, reason=type(error).__name__)
        log.debug("why a message could not be answered", exc_info=error)
        apology = [self._replies.apology(known, row, say("failed", known.language))] if last else []
        if await self._store.inbox.failed(row.id, type(error).__name__, again, apology) and last:
            self._on_jobs()
