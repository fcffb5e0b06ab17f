"""What is understood is done: from a sentence to a skill, without the language model."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

import structlog

from assistant.brain import clarify
from assistant.brain.intents import Ambiguous, Match
from assistant.brain.session import Asked, Session
from assistant.brain.understanding import Reading, Understanding, Unsure
from assistant.brain.unknowable import Unknowable
from assistant.people import Permissions
from assistant.skills import Call, Informer, Knower, Refusal, Reply, Skill, Unclear

log = structlog.get_logger(__name__)

Committed = Callable[[], Awaitable[bool]]
"""Waits until it is certain that the user has finished. False: it was not what they meant to say, nothing may happen."""

_ASKED_S = 30.0
"""A question waits so long for its answer."""
_TEXTS = {
    "en": {
        "failed": "Sorry, that did not work.",
        "forbidden": "Sorry, only the people of this house may have me do that.",
        "dropped": "All right.",
    },
    "fr": {
        "failed": "Désolé, cela n'a pas marché.",
        "forbidden": "Désolé, seules les personnes de cette maison peuvent me demander cela.",
        "dropped": "D'accord.",
    },
}
"""What is said, by language; English in all others."""


async def at_once() -> bool:
    """Of somebody who writes, it is certain that they have finished."""
    return True


@dataclass(slots=True)
class Errand:
    """Something to be done, or known already. `source` says by whom: `intent:NAME`, or `skill:NAME`."""

    source: str
    acts: bool
    """Whether it changes something, in the world or in the conversation, and so waits for the end of the turn."""
    call: Call | None = None
    reply: Reply | None = None
    """The answer, where it is known already."""
    readings: tuple[Match, ...] = ()
    """What the answer asks to choose from."""
    obvious: bool = field(default=False, init=False)
    """Once it is done: whether a short sound does instead of words."""


@dataclass(frozen=True, slots=True)
class Notes:
    """What skills know that may bear on a question."""

    texts: tuple[str, ...] = ()
    foreign: bool = False
    """Whether some of it was written by others, who may have written orders into it."""


class Errands:
    """Sentences that are understood, and the skills that do what they ask for. It belongs to the event loop."""

    def __init__(
        self,
        understanding: Understanding,
        skills: Mapping[str, Skill],
        permissions: Permissions | None = None,
        unknowable: Unknowable | None = None,
        sounds: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`skills` by name, by which `permissions` know them, too; without permissions, only owners may use any.
        `unknowable`: recognises what a language model could only make up. `sounds`: whether a sound may do instead
        of words."""
        self._unknowable = unknowable
        self._sounds = sounds
        self._understanding = understanding
        self._named = skills
        self._skills = {intent: skill for skill in self._named.values() for intent in skill.intents}
        self._names = {intent: name for name, skill in self._named.items() for intent in skill.intents}
        self._permissions = permissions or Permissions({})
        self._clock = clock

    @property
    def understanding(self) -> Understanding:
        """How it reads."""
        return self._understanding

    async def understand(self, session: Session, text: str, language: str) -> Errand | None:
        """What there is to be done, if it was said in words that are known, or nearly; or the answer, if a skill knows it."""
        if (errand := self._answered(session, text, language)) is not None:
            return errand
        found: Reading | None = self._understanding.exactly(text, language)
        if found is None:
            found = (await asyncio.to_thread(self._understanding.nearly, text, language))[0]
        match found:
            case Match(intent=intent) if intent in self._skills:
                return self._errand(session, found, text, language)
            case Ambiguous(readings=readings):
                mine = tuple(match for match in readings if self._may(session, match))
                if len(mine) == 1:
                    return self._errand(session, mine[0], text, language)
                if mine:
                    return _question(clarify.question(mine, language), mine)
            case Unsure(match=match) if self._may(session, match):
                return _question(clarify.question((match,), language), (match,))
        return await self._known(session, text, language) or self._not_known(session, text, language)

    async def run(self, session: Session, errand: Errand, committed: Committed) -> AsyncIterator[str]:
        """Do it, and tell. What changes something waits for `committed`."""
        if errand.acts and not await committed():
            return
        if errand.acts:  # and so it is certain; a draft that is dropped leaves our question as it was
            session.asked = self._ask(session, errand.readings) if errand.readings else None
        reply = errand.reply if errand.call is None else await self._done(session, errand.call)
        if reply is None or (reply.obvious and session.aloud and self._sounds):
            errand.obvious = reply is not None
            return
        yield reply.text if session.aloud else "\n".join((reply.text, *reply.links))

    async def notes(self, call: Call) -> Notes:
        """What the skills that `call.person` may use know about `call.text`; for a language model that can make use of it."""
        texts: list[str] = []
        foreign = False
        for name, skill in self._named.items():
            if isinstance(skill, Informer) and self._permissions.allow(call.person, name):
                try:
                    found = await skill.inform(call)
                except Exception as error:  # a skill is anybody's code
                    log.error("a skill failed", skill=name, reason=str(error), exc_info=error)
                    continue
                texts += found
                foreign = foreign or (skill.foreign and bool(found))
        return Notes(tuple(texts), foreign)

    async def _done(self, session: Session, call: Call) -> Reply:
        if not self._permissions.allow(call.person, self._names[call.intent]):
            return Reply(_say("forbidden", call.language))
        try:
            reply = await self._skills[call.intent].handle(call)
        except Unclear as unclear:
            readings = tuple(Match(call.intent, slots, call.text) for slots in unclear.readings)
            session.asked = self._ask(session, readings)
            return Reply(str(unclear))
        except Refusal as refusal:
            return Reply(str(refusal))
        except Exception as error:  # a skill is anybody's code; the conversation goes on
            log.error("a skill failed", intent=call.intent, reason=str(error), exc_info=error)
            return Reply(_say("failed", call.language))
        return Reply(reply) if isinstance(reply, str) else reply

    def _may(self, session: Session, match: Match) -> bool:
        return match.intent in self._skills and self._permissions.allow(session.person, self._names[match.intent])

    def _ask(self, session: Session, readings: tuple[Match, ...]) -> Asked:
        return Asked(readings, self._clock(), session.turns)

    def _errand(self, session: Session, match: Match, text: str, language: str) -> Errand:
        call = Call(match.intent, language, text, match.slots, session.person, session.aloud, session.previous)
        return Errand(f"intent:{match.intent}", match.intent in self._skills[match.intent].acts, call)

    def _answered(self, session: Session, text: str, language: str) -> Errand | None:
        """What there is to be done, if `text` answers our last question."""
        asked = session.asked
        if asked is None or session.turns > asked.turn + 1 or self._clock() - asked.at_s > _ASKED_S:
            return None  # somebody has gone on to something else, or it was long ago
        chosen = clarify.choose(asked.readings, text, language)
        if isinstance(chosen, Match):
            return replace(self._errand(session, chosen, chosen.text or text, language), acts=True)
        return _told("clarify", Reply(_say("dropped", language))) if chosen is clarify.NONE else None

    def _not_known(self, session: Session, text: str, language: str) -> Errand | None:
        said = (exchange.user for exchange in session.exchanges)
        answer = self._unknowable and self._unknowable.answer(text, language, said)
        return Errand("skill:unknowable", acts=False, reply=Reply(answer)) if answer else None

    async def _known(self, session: Session, text: str, language: str) -> Errand | None:
        call = Call("", language, text, {}, session.person, session.aloud, session.previous)
        for name, skill in self._named.items():
            if not isinstance(skill, Knower) or not self._permissions.allow(session.person, name):
                continue
            try:
                reply = await skill.know(call)
            except Exception as error:
                log.error("a skill failed", skill=name, reason=str(error), exc_info=error)
                continue
            if reply is not None:
                return Errand(f"skill:{name}", acts=False, reply=reply)
        return None


def _question(text: str, readings: tuple[Match, ...]) -> Errand:
    return Errand("intent:Clarify", acts=True, reply=Reply(text), readings=readings)


def _told(source: str, reply: Reply) -> Errand:
    return Errand(f"intent:{source}", acts=True, reply=reply)


def _say(key: str, language: str) -> str:
    return _TEXTS.get(language, _TEXTS["en"])[key]
