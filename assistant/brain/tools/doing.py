"""A call is done: checked, waited for, handed to its skill; what comes of it is data, bounded and without control characters."""

from __future__ import annotations

import asyncio
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from assistant.brain.errands import Committed
from assistant.brain.tools import Offer
from assistant.brain.tools.calls import Wanted, slots
from assistant.llm import Message
from assistant.people import OWNER, Person
from assistant.skills import Call, Refusal, Reply, Value
from assistant.types import Cancelled

log = structlog.get_logger(__name__)

LONGEST = 600
"""Characters of a result that the model gets to read."""
_LOOK_S = 0.05
"""So often it is asked whether anybody still wants what is being looked up."""
_TEXTS = {
    "en": {
        "failed": "Sorry, that did not work.",
        "forbidden": "Sorry, I am not allowed to do that.",
        "malformed": "I did not understand exactly what to do.",
    },
    "fr": {
        "failed": "Désolé, cela n'a pas marché.",
        "forbidden": "Désolé, je n'ai pas le droit de faire cela.",
        "malformed": "Je n'ai pas compris exactement ce qu'il faut faire.",
    },
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody said, which the model answers. As in a `Call`."""

    text: str
    language: str
    person: Person = OWNER
    aloud: bool = True
    previous: str = ""

    def call(self, intent: str, slots: Mapping[str, Value]) -> Call:
        """The same, understood."""
        return Call(intent, self.language, self.text, slots, self.person, self.aloud, self.previous)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a call. `text` can be spoken, in the language of the question."""

    text: str
    failed: bool = False
    links: tuple[str, ...] = ()

    def message(self) -> Message:
        """For the model to read: a JSON string, in which nothing stands for anything but itself."""
        return Message("tool", json.dumps({"error" if self.failed else "result": self.text}, ensure_ascii=False))


async def do(
    wanted: Wanted, offers: Mapping[str, Offer], asked: Asked, committed: Committed, cancelled: Cancelled
) -> Result | None:
    """Do it, if it is offered and called as it should be. None: it was not done, because that was not what the user said
    after all, or because nobody waits for it any more. What changes something is not broken off once it has begun."""
    offer = offers.get(wanted.name)
    if offer is None:
        return Result(say("forbidden", asked.language), failed=True)
    arguments = slots(offer.tool, wanted.arguments)
    if arguments is None:
        return Result(say("malformed", asked.language), failed=True)
    if offer.acts and not await committed():
        return None
    call = asked.call(wanted.name, arguments)
    return await (_handled(offer, call) if offer.acts else _while_wanted(offer, call, cancelled))


async def _handled(offer: Offer, call: Call) -> Result:
    try:
        reply = await offer.skill.handle(call)
    except Refusal as refusal:
        return Result(cleaned(str(refusal)), failed=True)
    except Exception as error:  # a skill is anybody's code; the conversation goes on
        log.error("a skill failed", intent=call.intent, reason=str(error), exc_info=error)
        return Result(say("failed", call.language), failed=True)
    reply = Reply(reply) if isinstance(reply, str) else reply
    return Result(cleaned(reply.text), links=reply.links)


async def _while_wanted(offer: Offer, call: Call, cancelled: Cancelled) -> Result | None:
    task = asyncio.ensure_future(_handled(offer, call))
    try:
        while not cancelled():
            if (await asyncio.wait({task}, timeout=_LOOK_S))[0]:
                return task.result()
        return None
    finally:
        task.cancel()


def cleaned(text: str) -> str:
    """A result on one line, no longer than `LONGEST`, without what cannot be seen. What a chat format takes for a mark of its
    own is left to the language model's engine, which breaks it up wherever it stands."""
    visible = "".join(char if unicodedata.category(char)[0] != "C" else " " for char in text[: 4 * LONGEST])
    line = re.sub(r"\s+", " ", visible).strip()
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"


def say(key: str, language: str) -> str:
    """ "failed", "forbidden" or "malformed", in the language; English in those that are not known."""
    return _TEXTS.get(language, _TEXTS["en"])[key]
