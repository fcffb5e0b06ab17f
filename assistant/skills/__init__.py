"""Port: what the assistant can do. A skill is one file with its class, and one file of sentence templates a language in
`sentences/LANGUAGE/NAME.yaml`, in the format of Home Assistant's intents.

A template's slots arrive as values: see `brain/slots.py`. What an intent does to the world happens once, and only when the
user's turn is over; what only looks something up may be asked for earlier, in a draft that nobody will hear.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from assistant.errors import ColibriError

SKILLS = {
    "clock": "assistant.skills.clock:Clock",
    "sums": "assistant.skills.sums:Sums",
    "units": "assistant.skills.units:Units",
    "timers": "assistant.skills.timers:Timers",
}
READERS = {
    "expression": "assistant.skills.sums:parse_expression",
}
"""Kinds of slots that skills bring: what reads a text in a language as a value, or as None."""

Value = str | int | float | bool
"""Of a slot."""


class Refusal(ColibriError):
    """The skill cannot do that; the message is spoken, in the language of the call."""


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody asks for something."""

    intent: str
    language: str
    """ISO 639-1."""
    text: str
    """As it was said."""
    slots: Mapping[str, Value] = field(default_factory=dict)
    person: str = "owner"
    """Who asks."""


class Clockwork(Protocol):
    """The time of day, which tests may set."""

    def __call__(self) -> datetime:
        """Now, with the zone of the place where we are."""
        ...


@dataclass(frozen=True, slots=True)
class World:
    """What skills share: the time, and a folder of their own for what has to be kept."""

    folder: Path
    now: Clockwork


class Skill(Protocol):
    """Built as `Class(world)`."""

    intents: frozenset[str]
    """What it can be asked for."""
    acts: frozenset[str]
    """Those of its intents that change something: they wait for the end of the turn."""

    async def handle(self, call: Call) -> str:
        """Do it; the answer, to be spoken, in the language of the call. Raises `Refusal`."""
        ...

    def close(self) -> None:
        """Nobody asks any more."""
        ...
