"""An answer of the brain to what somebody wrote or said: heard, thought about, done, and put into words.

Whatever is asked to be done is marked before it is done. When the process ends in the middle of it, nobody knows whether it
was done: it is not done again, and whoever asked is told so. What came too late, or is somebody else's words, is not done at all.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import structlog

from assistant.brain.brain import Brain
from assistant.brain.session import Exchange, Session
from assistant.chat import Channel
from assistant.chat.listening import Heard, Listening, Nothing
from assistant.chat.store import Known, Lane, Store, Waiting
from assistant.chat.talks import Talks
from assistant.chat.thinking import shown_typing
from assistant.chat.wording import say
from assistant.people import Person
from assistant.workers import Priority

log = structlog.get_logger(__name__)

Finish = Callable[..., Awaitable[bool]]
"""Settles a burst with a text: `finish(known, burst, text, spoken=False)`."""


@dataclass(slots=True)
class Undertaking:
    """What is being done about a burst."""

    burst: Sequence[Waiting]
    late: bool = False
    begun: bool = False
    """Something is being done that must not be done twice."""
    refused: bool = False
    """Something was to be done, and is not."""
    ids: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.ids = tuple(row.id for row in self.burst)

    @property
    def undone(self) -> Literal["late", "forwarded", ""]:
        """Why nothing of it may be done."""
        if self.late:
            return "late"
        return "forwarded" if any(row.incoming.forwarded for row in self.burst) else ""


class Answering:
    """Has the brain answer. It belongs to the event loop."""

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        brain: Brain,
        listening: Listening,
        finish: Finish,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._channels = channels
        self._brain = brain
        self._listening = listening
        self._finish = finish
        self._clock = clock
        self.talks = Talks(brain)

    async def think(self, lane: Lane, known: Known, person: Person, undertaking: Undertaking) -> None:
        """Answer a burst, and settle it. May be cancelled until something has been begun. Raises what the models raise."""
        channel, burst = self._channels[lane.channel], undertaking.burst
        async with shown_typing(channel, known.user, known.address, burst[-1].incoming):
            try:
                heard = await self._listening.hear(channel, burst, known.language)
            except Nothing as nothing:
                await self._finish(known, burst, nothing.text)
                return
            if heard.language != known.language:
                known = replace(known, language=heard.language)
                await self._store.people.put(known)
            session = self.talks.of(lane, person)
            answer = await self._brain.answer(
                session, heard.text, heard.language, priority=Priority.CHAT, committed=self._committed(undertaking)
            )
            reply = "".join([piece async for piece in answer]).strip()
            reply = self._with_excuses(reply, heard, undertaking) or say("failed", heard.language)
            if await self._finish(known, burst, reply, spoken=heard.spoken):
                exchange = Exchange(heard.text, reply)
                await self._remember(session, exchange, heard.language)

    async def _remember(self, session: Session, exchange: Exchange, language: str) -> None:
        """They are answered already; what goes wrong now is no reason to try that again."""
        try:
            await self._brain.remember(session, exchange, language, priority=Priority.CHAT)
        except Exception as error:
            log.error("what was said could not be remembered", reason=type(error).__name__)
            log.debug("why what was said could not be remembered", exc_info=error)

    def _with_excuses(self, reply: str, heard: Heard, undertaking: Undertaking) -> str:
        minutes = max(1, round((self._clock() - undertaking.burst[0].incoming.at) / 60))
        if undertaking.refused:
            return say(f"{undertaking.undone}_undone", heard.language, minutes=minutes)
        return say("late", heard.language, minutes=minutes, text=reply) if undertaking.late and reply else reply

    def _committed(self, undertaking: Undertaking) -> Callable[[], Awaitable[bool]]:
        async def committed() -> bool:
            if undertaking.undone:
                undertaking.refused = True
                return False
            if undertaking.begun:
                return True
            undertaking.begun = True
            return await self._store.inbox.acting(undertaking.ids)

        return committed
