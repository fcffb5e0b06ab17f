"""Skill: what people tell the assistant to remember, each person's own. "Remember that my car is parked on level three", "where
is my car?", "forget that".

    statements   what can be remembered        answers   what is said

Where facts are kept, and which one answers a question, is in `brain/facts.py`: the language model is told of them, too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assistant.brain.as_said import as_said
from assistant.brain.facts import Fact, Facts, TooLong, TooMuch
from assistant.brain.second_person import told
from assistant.people import Person
from assistant.registry import Options
from assistant.skills import Call, Refusal, Reply, Unclear, World
from assistant.skills.memory.answers import forgot, kept, recited, say, which

FILE = "memory.db"
"""In the folder of the skills."""
MOST_ALOUD = 5
"""Facts that are read out; of more, the rest is counted."""
_MOST_CHOICES = 3
_MOST_FOUND = 20
_MOST_TOLD = 3
"""Facts for the language model."""


class Memory:
    """Remember (slot `fact`), Forget (`fact`, or `all`), RecallNotes (`about`, or nothing for all)."""

    intents = frozenset({"Remember", "Forget", "RecallNotes"})
    acts = intents - {"RecallNotes"}
    foreign = False

    def __init__(self, world: World, options: Options) -> None:
        """Raises `ColibriError`."""
        self._now = world.now
        self.facts = Facts(world.folder / FILE)
        self._do: Mapping[str, Callable[[Call], str]] = {
            "Remember": self._remember,
            "Forget": self._forget,
            "RecallNotes": self._recall,
        }

    async def handle(self, call: Call) -> str:
        try:
            return self._do[call.intent](call)
        except sqlite3.Error as error:
            raise Refusal(say(call.language, "disk")) from error

    async def know(self, call: Call) -> Reply | None:
        """What they told, if it clearly answers `call.text`."""
        answer = self.facts.answer(call.person.id, call.text, call.language)
        return Reply(answer) if answer else None

    async def inform(self, call: Call) -> Sequence[str]:
        """What they told that may bear on `call.text`, in the second person."""
        return [told(fact, call.language) for fact in self.facts.about(call.person.id, call.text, _MOST_TOLD)]

    def export(self, person: Person) -> Mapping[str, Any]:
        facts = self.facts.entries(person.id)
        return {"facts": [{"text": fact.text, "language": fact.language, "told": fact.told} for fact in facts]}

    def erase(self, person: Person) -> int:
        return self.facts.erase(person.id)

    def close(self) -> None:
        self.facts.close()

    def _remember(self, call: Call) -> str:
        text = as_said(str(call.slots.get("fact", "")), call.text)
        if not text:
            raise Refusal(say(call.language, "what"))
        try:
            new = self.facts.add(call.person.id, text, call.language, self._now())
        except TooLong as error:
            raise Refusal(say(call.language, "long")) from error
        except TooMuch as error:
            raise Refusal(say(call.language, "much", count=len(self.facts.all(call.person.id)))) from error
        return kept(text, call.language) if new else say(call.language, "known")

    def _forget(self, call: Call) -> str:
        if call.slots.get("all"):
            count = self.facts.erase(call.person.id)
            key = "none" if not count else "forgot_one" if count == 1 else "forgot_all"
            return say(call.language, key, count=count)
        found = self.facts.find(call.person.id, str(call.slots.get("fact", "")))
        if not found:
            raise Refusal(say(call.language, "nothing"))
        if len(found) > 1:
            nearest = found[-_MOST_CHOICES:]
            raise Unclear(which(nearest, call.language), [{"fact": fact.text} for fact in nearest])
        self.facts.remove((found[0],))
        return forgot(found[0], call.language)

    def _recall(self, call: Call) -> str:
        about = str(call.slots.get("about", ""))
        facts = self._about(call.person, about) if about else self.facts.entries(call.person.id)
        if not facts:
            name = as_said(about, call.text)
            return say(call.language, "nothing_about" if about else "none", about=name)
        return recited(facts, MOST_ALOUD, call.language, aloud=call.aloud)

    def _about(self, person: Person, text: str) -> list[Fact]:
        """In the order they were told."""
        texts = set(self.facts.about(person.id, text, _MOST_FOUND))
        return [fact for fact in self.facts.entries(person.id) if fact.text in texts]
