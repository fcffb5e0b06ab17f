"""A turn in writing: who wrote, what they mean, what is answered; and then all of it is settled in one transaction.

    take ──> gate ──┬─> a word of the bridge itself
                    └─> burst ──> heard (voice notes) ──> brain ──> parts, spoken or written ──> finish

Whatever is asked to be done is marked before it is done. When the process ends in the middle of it, nobody knows whether it
was done: it is not done again, and whoever asked is told so. Who writes on while we think has their messages answered together.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import structlog

from assistant.brain.brain import Brain
from assistant.brain.session import Exchange
from assistant.chat import Channel, Kind, gate
from assistant.chat.listening import Listening, Nothing
from assistant.chat.pairing import Pairing
from assistant.chat.rates import backoff
from assistant.chat.replies import Replies
from assistant.chat.store import Known, Lane, Store, Waiting
from assistant.chat.talks import Talks
from assistant.chat.thinking import shown_typing
from assistant.chat.wording import language_of, say
from assistant.people import Person
from assistant.workers import Priority

log = structlog.get_logger(__name__)

MOST_TOGETHER = 8
"""Messages that are answered at once."""
RESTARTS = 3
"""How often somebody who writes on has us begin again."""


@dataclass(frozen=True, slots=True)
class TurnSettings:
    """How turns are taken."""

    languages: tuple[str, ...]
    rules: gate.Rules
    burst_s: float = 0.7
    tries: int = 4


@dataclass(slots=True)
class _Undertaking:
    """What is being done about a burst."""

    ids: tuple[int, ...]
    late: bool
    begun: bool = False
    refused: bool = False
    """Something was to be done, and came too late for that."""


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
        self._listening = listening
        self._replies = replies
        self._pairing = pairing
        self._settings = settings
        self._on_jobs = on_jobs
        self._clock = clock
        self._chance = chance or random.Random()
        self._talks = Talks(brain)
        self._recent: dict[Lane, deque[float]] = {}
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
                if known is None:
                    raise LookupError("somebody wrote who is not in the store")
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
                    await self._store.inbox.finish((first.id,), state="dropped", reason=reason)
                case _:
                    await self._word(known, first, verdict)
        except Exception as error:
            await self._failed(known, first, error)
        return True

    def _decide(self, lane: Lane, known: Known, row: Waiting) -> gate.Verdict:
        now = self._clock()
        return gate.decide(known, row.incoming, self._settings.rules, now, self._recent.get(lane, ()))

    def _together(self, lane: Lane, known: Known, rows: Sequence[Waiting]) -> list[Waiting]:
        """What is answered at once: texts in a row that are not orders by themselves."""
        burst = [rows[0]]
        if self._alone(known, rows[0]):
            return burst
        for row in rows[1:MOST_TOGETHER]:
            if self._alone(known, row) or not isinstance(self._decide(lane, known, row), gate.Answer):
                break
            burst.append(row)
        return burst

    def _alone(self, known: Known, row: Waiting) -> bool:
        if row.acting or row.tries or row.incoming.kind is not Kind.TEXT:
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
            text = say("interrupted", known.language, text=first.incoming.text)
            await self._finish(known, burst, text)
            return True
        patient = not self._alone(known, first) and restarts < RESTARTS
        if patient and await self._goes_on(event, burst):
            return False
        undertaking = _Undertaking(tuple(row.id for row in burst), late)
        work = asyncio.create_task(self._think(lane, known, person, burst, undertaking))
        news = asyncio.create_task(event.wait())
        try:
            await asyncio.wait((work, news), return_when=asyncio.FIRST_COMPLETED)
            if patient and not work.done() and not undertaking.begun:
                work.cancel()
                await asyncio.wait((work,))
                return not work.cancelled()
            await work
        finally:
            for task in (work, news):
                task.cancel()
        self._recent.setdefault(lane, deque(maxlen=64)).append(self._clock())
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

    async def _think(
        self, lane: Lane, known: Known, person: Person, burst: Sequence[Waiting], undertaking: _Undertaking
    ) -> None:
        channel = self._channels[lane.channel]
        async with shown_typing(channel, known.user, known.address, burst[-1].incoming):
            try:
                heard = await self._listening.hear(channel, burst, known.language)
            except Nothing as nothing:
                await self._finish(known, burst, nothing.text)
                return
            if heard.language != known.language:
                known = replace(known, language=heard.language)
                await self._store.people.put(known)
            session = self._talks.of(lane, person)
            answer = await self._brain.answer(
                session, heard.text, heard.language, priority=Priority.CHAT, committed=self._committed(undertaking)
            )
            reply = "".join([piece async for piece in answer]).strip()
            if undertaking.late:
                minutes = max(1, round((self._clock() - burst[0].incoming.at) / 60))
                key = "late_undone" if undertaking.refused else "late"
                reply = say(key, heard.language, minutes=minutes, text=reply)
            reply = reply or say("failed", heard.language)
            if await self._finish(known, burst, reply, spoken=heard.spoken):
                await self._brain.remember(session, Exchange(heard.text, reply), heard.language, priority=Priority.CHAT)

    def _committed(self, undertaking: _Undertaking) -> Callable[[], Awaitable[bool]]:
        async def committed() -> bool:
            if undertaking.late:
                undertaking.refused = True
                return False
            undertaking.begun = True
            return await self._store.inbox.acting(undertaking.ids)

        return committed

    async def _pair(self, lane: Lane, known: Known, row: Waiting, code: str) -> None:
        found = await self._pairing.redeem(code, lane.channel, lane.account, lane.user, self._clock())
        if found is None:
            await self._finish(known, (row,), say("wrong_code", known.language))
            return
        person, role = found
        known = replace(known, person=person, role=role, stopped=False, refused=False)
        await self._store.people.put(known)
        self._talks.forget(lane)
        log.info("a phone was paired", channel=lane.channel, role=str(role))
        await self._finish(known, (row,), say("paired", known.language))

    async def _word(self, known: Known, row: Waiting, verdict: gate.Verdict) -> None:
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
            case _:
                key = "help"
        await self._store.people.put(known)
        await self._finish(known, (row,), say(key, language))

    async def _finish(self, known: Known, burst: Sequence[Waiting], text: str, *, spoken: bool = False) -> bool:
        jobs = await self._replies.jobs(self._channels[known.channel], known, burst, text, spoken=spoken)
        done = await self._store.inbox.finish(tuple(row.id for row in burst), jobs)
        if done:
            self._on_jobs()
        return done

    async def _failed(self, known: Known, row: Waiting, error: Exception) -> None:
        tries = row.tries + 1
        last = tries >= self._settings.tries
        again = None if last else self._clock() + backoff(tries, None, self._chance)
        log.error("a message could not be answered", channel=row.channel, tries=tries, reason=type(error).__name__)
        log.debug("why a message could not be answered", exc_info=error)
        if last:  # before it is set aside: a crash between the two apologizes twice to the store, and once to them
            await self._store.outbox.post([self._replies.apology(known, row, say("failed", known.language))])
            self._on_jobs()
        await self._store.inbox.failed((row.id,), type(error).__name__, again)
