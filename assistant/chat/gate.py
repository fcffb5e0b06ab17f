"""Who may have what answered. Pure: who wrote, what, and when in; what becomes of it out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.chat import Incoming, Kind
from assistant.chat.store import Known
from assistant.chat.wording import asks_for_help, starts, stops
from assistant.people import Person, Role

_WINDOW_S = 60.0
_CODE = re.compile(r"\D*((?:\d[\s.\-]?){6})\D*")


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may write, and how much."""

    allowed: Mapping[str, tuple[str, Role]] = field(default_factory=dict)
    """By CHANNEL:USER: the person to the household, and their role."""
    per_minute: int = 12
    late_s: float = 900.0


@dataclass(frozen=True, slots=True)
class Answer:
    """The brain answers."""

    person: Person
    late: bool = False


@dataclass(frozen=True, slots=True)
class Pairing:
    """A stranger has written six digits."""

    code: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """A stranger is told, once, that we talk to people of this house."""


@dataclass(frozen=True, slots=True)
class Stop:
    """They want no more messages."""


@dataclass(frozen=True, slots=True)
class Start:
    """They want them again."""


@dataclass(frozen=True, slots=True)
class SlowDown:
    """They write too much, and are told so once."""


@dataclass(frozen=True, slots=True)
class Help:
    """They ask what this is."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing is said."""

    reason: str


Verdict = Answer | Pairing | Refuse | Stop | Start | SlowDown | Help | Silence


def person_of(known: Known, rules: Rules) -> Person | None:
    """Who that is to the household; None: a stranger. The configuration has the last word."""
    if (allowed := rules.allowed.get(f"{known.channel}:{known.user}")) is not None:
        return Person(*allowed)
    return None if known.role is None else Person(known.person, known.role)


def decide(known: Known, incoming: Incoming, rules: Rules, now: float, recent: Sequence[float]) -> Verdict:
    """What becomes of a message. `recent`: when we answered them lately."""
    text = incoming.text if incoming.kind is Kind.TEXT else ""
    person = person_of(known, rules)
    if stops(text):
        return Stop() if person is not None else Silence("a stranger wants no messages")
    if starts(text) and person is not None:
        return Start() if known.stopped else Help()
    if known.stopped:
        return Silence("they want no messages")
    if incoming.kind is Kind.REACTION:
        return Silence("a reaction")
    if person is None:
        if (found := _CODE.fullmatch(text)) is not None:
            return Pairing(re.sub(r"\D", "", found[1]))
        return Silence("a stranger") if known.refused else Refuse()
    if asks_for_help(text):
        return Help()
    lately = sum(now - _WINDOW_S < at <= now for at in recent)
    if lately >= rules.per_minute:
        return SlowDown() if lately == rules.per_minute else Silence("too many messages")
    return Answer(person, late=now - incoming.at > rules.late_s)
