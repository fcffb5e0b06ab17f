"""Skill: the household's lists. What is to be bought, what is to be done, and any list that somebody gives a name.

Everybody who may use them shares them.

    items     what was said, as single things; which thing was meant        store     where they are kept: SQLite
    answers   what is said
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.brain.tokens import words
from assistant.people import Person
from assistant.registry import Options
from assistant.skills import Call, Refusal, Reply, Unclear, World
from assistant.skills.lists.answers import SHOPPING, TODO, called, choice, recited, say, together, written
from assistant.skills.lists.items import alike, key, things
from assistant.skills.lists.store import Entries, Entry

MOST_ALOUD = 10
"""Things that are read out; of more, the rest is counted."""
MOST_ENTRIES = 2000
MOST_LETTERS = 200
"""Of a thing."""
_ASKS = (
    r"^(?:what|is there anything|read|show|tell)\b.* (?:the|my|our) {name} list$",
    r"^(?:qu' |que |quoi |(?:il )?y a quoi |lis |dis |montre ).*\bliste (?:d' |des? |du |pour (?:les? |la |l' )?)?{name}$",
)


class Lists:
    """AddToList, RemoveFromList, ReadList, ClearList, UndoList. The slot `list` is "shopping", "todo" or any name."""

    intents = frozenset({"AddToList", "RemoveFromList", "ReadList", "ClearList", "UndoList"})
    acts = intents - {"ReadList"}

    def __init__(self, world: World, options: Options) -> None:
        """Raises `ColibriError`."""
        self._now = world.now
        self._entries = Entries(world.folder / "lists.db")
        self._do: Mapping[str, Callable[[Call], str]] = {
            "AddToList": self._add,
            "RemoveFromList": self._remove,
            "ReadList": self._read,
            "ClearList": self._clear,
            "UndoList": self._undo,
        }

    async def handle(self, call: Call) -> str:
        try:
            return self._do[call.intent](call)
        except sqlite3.Error as error:
            raise Refusal(say(call.language, "disk")) from error

    async def know(self, call: Call) -> Reply | None:
        """What is on a list, if `call.text` asks for it by a name that somebody gave it; for what is on other people's lists is
        no question for us."""
        asked = " ".join(words(call.text))
        for name in self._lists():
            if any(re.search(form.format(name=re.escape(" ".join(words(name)))), asked) for form in _ASKS):
                return Reply(self._read(replace(call, slots={"list": name})))
        return None

    def export(self, person: Person) -> Mapping[str, Any]:
        return {
            "lists": [
                {"list": entry.list, "thing": entry.text, "added": entry.added, "removed": entry.state == "removed"}
                for entry in self._entries.of(person.id)
            ]
        }

    def erase(self, person: Person) -> int:
        return self._entries.erase(person.id)

    def close(self) -> None:
        self._entries.close()

    def _add(self, call: Call) -> str:
        name = self._named(call) or SHOPPING
        wanted = _things(call, name)
        if not wanted:
            raise Refusal(say(call.language, "what", list=called(name, call.language)))
        if any(len(thing) > MOST_LETTERS for thing in wanted):
            raise Refusal(say(call.language, "long"))
        known = self._lists()
        if sum(map(len, known.values())) + len(wanted) > MOST_ENTRIES:
            raise Refusal(say(call.language, "full", count=sum(map(len, known.values()))))
        keyed = [(thing, key(thing, call.language)) for thing in wanted]
        added = self._entries.add(name, keyed, call.person.id, self._now())
        there = [thing for thing in wanted if thing not in added]
        told = [_told(call, "added", name, added)] if added else []
        if there:
            told.append(_told(call, "theres" if len(there) > 1 else "there", name, there))
        return " ".join(told)

    def _remove(self, call: Call) -> str:
        name = self._named(call)
        entries = self._entries.on(name) if name else self._entries.all()
        found: list[Entry] = []
        missing: list[str] = []
        for thing in _things(call, name):
            fitting = alike(entries, thing, call.language)
            if len(fitting) > 1:
                raise _which(fitting, call.language)
            found += fitting
            missing += [] if fitting else [thing]
        if not found:
            raise Refusal(_missing(call, name, missing))
        self._entries.remove(found)
        told = [_told(call, "removed", each, things) for each, things in _by_list(found).items()]
        return " ".join([*told, *([_missing(call, name, missing)] if missing else [])])

    def _read(self, call: Call) -> str:
        lists = self._lists()
        name = self._named(call) or (next(iter(lists)) if len(lists) == 1 else SHOPPING)
        texts = [entry.text for entry in lists.get(name, ())]
        if asked := _things(call, name):
            found = alike(lists.get(name, ()), asked[0], call.language)
            return _told(call, "yes" if found else "no", name, [entry.text for entry in found] or asked)
        if not texts and name not in (SHOPPING, TODO):
            raise Refusal(say(call.language, "unknown", name=name))
        if not texts:
            return say(call.language, "empty", list=called(name, call.language))
        if not call.aloud:
            return written(name, texts, call.language)
        return say(
            call.language, "on", list=called(name, call.language), things=recited(texts, MOST_ALOUD, call.language)
        )

    def _clear(self, call: Call) -> str:
        lists = self._lists()
        name = self._named(call)
        if not name and len(lists) > 1:
            names = [called(each, call.language) for each in lists]
            question = say(call.language, "which_list", things=choice(names, call.language))
            raise Unclear(question, [{"list": each} for each in lists])
        name = name or next(iter(lists), SHOPPING)
        if name not in lists:
            return say(call.language, "empty", list=called(name, call.language))
        self._entries.remove(lists[name])
        count = len(lists[name])
        return say(
            call.language, "cleared" if count > 1 else "cleared_one", list=called(name, call.language), count=count
        )

    def _undo(self, call: Call) -> str:
        undone = self._entries.undo(additions=not call.slots.get("back"))
        told = [_told(call, "dropped", name, each) for name, each in _by_list(undone.dropped).items()]
        for name, each in _by_list(undone.restored).items():
            many = len(each) > MOST_ALOUD
            told.append(_told(call, "restored_many" if many else "restored", name, each))
        if not told:
            raise Refusal(say(call.language, "nothing"))
        return " ".join(told)

    def _named(self, call: Call) -> str:
        """The list's name, as it is kept; empty if none was said."""
        said = str(call.slots.get("list", ""))
        return next((name for name in self._lists() if words(name) == words(said)), said)

    def _lists(self) -> dict[str, list[Entry]]:
        """What is on each list on which there is something."""
        found: dict[str, list[Entry]] = {}
        for entry in self._entries.all():
            found.setdefault(entry.list, []).append(entry)
        return found


def _things(call: Call, name: str) -> tuple[str, ...]:
    return things(str(call.slots.get("item", "")), call.text, call.language, tasks=name == TODO)


def _by_list(entries: Sequence[Entry]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in entries:
        found.setdefault(entry.list, []).append(entry.text)
    return found


def _told(call: Call, text: str, name: str, which: Sequence[str]) -> str:
    return say(
        call.language,
        text,
        things=together(which, call.language),
        list=called(name, call.language),
        count=len(which),
    )


def _missing(call: Call, name: str, which: Sequence[str]) -> str:
    return _told(call, "missing" if name else "anywhere", name or SHOPPING, which)


def _which(entries: Sequence[Entry], language: str) -> Unclear:
    """Asks for one: by what they are, or by their lists where they are the same."""
    texts = [entry.text for entry in entries]
    if len(set(texts)) < len(texts):
        texts = [called(entry.list, language) for entry in entries]
    question = say(language, "which", things=choice(texts, language))
    return Unclear(question, [{"item": entry.text, "list": entry.list} for entry in entries])
