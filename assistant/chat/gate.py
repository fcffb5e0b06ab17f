"""Who may have what answered. Pure: who wrote, what, and when in; what becomes of it out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.chat import Incoming, Kind
from assistant.chat.store import Known
from assistant.chat.wording import asks_for_help, starts, stops
from assistant.people import Person, Role

_WINDOW_S = 60.0
_CODE = re.compile(r"\D*((?:\d[\s.,\-\u2010-\u2015]{0,3}){6})\D*")
"""Six digits and no other ones, as people copy them: `123456`, `123 456`, `1 2 3, 4 5 6`, `/start 123456`."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may write, and how much."""

    allowed: Mapping[str, tuple[str, Role]] = field(default_factory=dict)
    """By CHANNEL:USER, or CHANNEL:PHONE where the platform tells phone numbers, with or without a plus: the person to the
    household, and their role."""
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
    """Who that is to the household; None: a stranger. The configuration has the last word, and of it the user's id."""
    names = [known.user]
    if known.address.startswith("+"):  # a phone number, which the platform has signed; anywhere else digits are ids
        names += [known.address, known.address[1:]]
    configured = (rules.allowed.get(f"{known.channel}:{name}") for name in names)
    person, role = next((each for each in configured if each is not None), (known.person, known.role))
    return None if role is None or role is Role.STRANGER else Person(person, role)


def decide(
    known: Known, incoming: Incoming, rules: Rules, now: float, recent: Sequence[float], told: float = 0.0
) -> Verdict:
    """What becomes of a message. `recent`: when we answered them lately; `told`: when we last told them to slow down."""
    person = person_of(known, rules)
    if stops(incoming.text):  # whatever it is written under: the store has stopped already
        return Silence("a stranger wants no messages") if person is None else Stop()
    text = incoming.text if incoming.kind is Kind.TEXT else ""
    if person is None:
        return _of_stranger(known, incoming.kind, text)
    if known.stopped:
        again = starts(text) and incoming.at >= known.stop_at  # what comes late was perhaps written before
        return Start() if again else Silence("they want no messages")
    if incoming.kind is Kind.REACTION:
        return Silence("a reaction")
    if sum(_lately(at, now) for at in recent) >= rules.per_minute:
        return Silence("too many messages") if _lately(told, now) else SlowDown()
    return Help() if asks_for_help(text) else Answer(person, late=now - incoming.at > rules.late_s)


def _of_stranger(known: Known, kind: Kind, text: str) -> Verdict:
    """Six digits are looked at even when they had stopped us: whoever has a code wants to talk."""
    if (found := _CODE.fullmatch(text)) is not None:
        return Pairing("".join(str(unicodedata.decimal(char)) for char in found[1] if char.isdecimal()))
    if known.stopped:
        return Silence("they want no messages")
    if kind is Kind.REACTION:
        return Silence("a reaction")
    return Silence("a stranger") if known.refused else Refuse()


def _lately(at: float, now: float) -> bool:
    return now - _WINDOW_S < at <= now
