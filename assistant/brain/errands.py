"""What is understood exactly is done exactly: from a sentence to a skill, without the language model."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

import structlog

from assistant.brain.intents import IntentMatcher, Match
from assistant.skills import Call, Refusal, Skill

log = structlog.get_logger(__name__)

Committed = Callable[[], Awaitable[bool]]
"""Waits until it is certain that the user has finished. False: it was not what they meant to say, nothing may happen."""

_FAILED = {"en": "Sorry, that did not work.", "fr": "Désolé, cela n'a pas marché."}


async def at_once() -> bool:
    """Of somebody who writes, it is certain that they have finished."""
    return True


class Errands:
    """Sentences that the `matcher` understands, and the skills that do what they ask for."""

    def __init__(self, matcher: IntentMatcher, skills: Iterable[Skill]) -> None:
        self._matcher = matcher
        self._skills = {intent: skill for skill in skills for intent in skill.intents}

    def understand(self, text: str, language: str) -> Call | None:
        """What is asked for, if it is asked for in words that are known and have one meaning."""
        found = self._matcher.match(text, language)
        if not isinstance(found, Match) or found.intent not in self._skills:
            return None
        return Call(found.intent, language, text, found.slots)

    def acts(self, call: Call) -> bool:
        """Whether it changes something in the world."""
        return call.intent in self._skills[call.intent].acts

    async def run(self, call: Call, committed: Committed) -> AsyncIterator[str]:
        """Do it, and tell. What changes something waits for `committed`."""
        if self.acts(call) and not await committed():
            return
        try:
            yield await self._skills[call.intent].handle(call)
        except Refusal as refusal:
            yield str(refusal)
        except Exception as error:  # a skill is anybody's code; the conversation goes on
            log.error("a skill failed", intent=call.intent, reason=str(error), exc_info=error)
            yield _FAILED.get(call.language, _FAILED["en"])
