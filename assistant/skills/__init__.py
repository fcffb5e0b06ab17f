"""Port: what the assistant can do. A skill is one file with its class, and one file of sentence templates a language in
`sentences/LANGUAGE/NAME.yaml`, in the format of Home Assistant's intents.

A template's slots arrive as values: see `brain/slots.py`. What an intent does to the world happens once, and only when the
user's turn is over; what only looks something up may be asked for earlier, in a draft that nobody will hear.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

from assistant.errors import ColibriError
from assistant.people import OWNER, Person

SKILLS = {
    "clock": "assistant.skills.clock:Clock",
    "sums": "assistant.skills.sums:Sums",
    "units": "assistant.skills.units:Units",
    "timers": "assistant.skills.timers:Timers",
    "volume": "assistant.skills.volume:Volume",
    "announce": "assistant.skills.announce:Announce",
    "phone": "assistant.skills.phone:Phone",
    "language": "assistant.skills.language:SwitchLanguage",
    "lists": "assistant.skills.lists:Lists",
    "memory": "assistant.skills.memory:Memory",
    "documents": "assistant.skills.documents:Documents",
    "device": "assistant.skills.device:Device",
    "weather": "assistant.skills.weather:Weather",
    "mqtt": "assistant.skills.mqtt:Mqtt",
    "home": "assistant.skills.home:Home",
    "mcp": "assistant.skills.mcp:Mcp",
}
READERS = {
    "expression": "assistant.skills.sums:parse_expression",
    "statement": "assistant.skills.memory.statements:statement",
}
"""Kinds of slots that skills bring: what reads a text in a language as a value, or as None."""

Value = str | int | float | bool
"""Of a slot."""


class Refusal(ColibriError):
    """The skill cannot do that; the message is spoken, in the language of the call."""


class Unclear(Refusal):
    """Several things may be meant, and the message asks which one."""

    def __init__(self, question: str, readings: Sequence[Mapping[str, Value]]) -> None:
        """`readings`: the slots that would have been clear, of each; the call is made again with those that are chosen."""
        super().__init__(question)
        self.readings = tuple(readings)


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody asks for something."""

    intent: str
    language: str
    """ISO 639-1."""
    text: str
    """As it was said."""
    slots: Mapping[str, Value] = field(default_factory=dict)
    person: Person = OWNER
    """Who asks."""
    aloud: bool = True
    """Whether the answer is spoken; else it is read, and may hold links."""
    previous: str = ""
    """What they last heard from us in this conversation."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of which more is to be said than its text."""

    text: str
    obvious: bool = False
    """Whoever is in the room sees or hears that it is done: a short sound does instead of the words."""
    links: tuple[str, ...] = ()
    """Where it comes from, for whoever reads the answer."""


class Clockwork(Protocol):
    """The time of day, which tests may set."""

    def __call__(self) -> datetime:
        """Now, with the zone of the place where we are."""
        ...


class Loudspeaker(Protocol):
    """Where it listens and speaks aloud, as far as skills may touch that. Called in the event loop."""

    volume: int
    """Of what it plays, in percent, 0 to 100."""
    deaf: bool
    """Whether the microphone is off."""
    language: str
    """ISO 639-1: what it expects to hear, and answers in when it is not sure."""

    def announce(self, text: str, language: str) -> None:
        """Say something to everybody in the room, as soon as nobody is talking."""
        ...


class Phones(Protocol):
    """People's phones, as far as skills may touch them: whoever has paired one can be written to."""

    async def offer(self, person: Person) -> str:
        """Six digits; the phone that writes them to us within ten minutes is `person`'s."""
        ...

    async def send(self, person: Person, text: str, key: str = "") -> bool:
        """Write to the phone that they used last; what has the same `key` only once. False: they have none."""
        ...


@dataclass(slots=True)
class Place:
    """Where the assistant runs. The loudspeaker is there once it serves a room; without one, people only write. The phones are
    there once a messenger is configured."""

    loudspeaker: Loudspeaker | None = None
    phones: Phones | None = None


@dataclass(frozen=True, slots=True)
class World:
    """What skills share: the time, a folder of their own for what has to be kept, and the room."""

    folder: Path
    now: Clockwork
    languages: tuple[str, ...] = ("en", "fr")
    """Those that are configured, the first one the one it starts with."""
    place: Place = field(default_factory=Place)
    facts: Mapping[str, str] = field(default_factory=dict)
    """About the assistant itself, such as `llm`: the name of its language model."""

    @property
    def loudspeaker(self) -> Loudspeaker | None:
        """Of the place, once there is one."""
        return self.place.loudspeaker


class Skill(Protocol):
    """Built as `Class(world, options)`; `options` is an instance of its own `Options`, if it has such a class, as engines have,
    else of `registry.Options`."""

    intents: frozenset[str]
    """What it can be asked for."""
    acts: frozenset[str]
    """Those of its intents that change something: they wait for the end of the turn."""

    async def handle(self, call: Call) -> str | Reply:
        """Do it; the answer, to be spoken, in the language of the call. Raises `Refusal`."""
        ...

    def close(self) -> None:
        """Nobody asks any more."""
        ...


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument of a tool: as much of JSON Schema as a small model can be held to."""

    name: str
    type: Literal["string", "integer", "number", "boolean", "time"]
    """A `time` is a string, "HH:MM" on 24 hours."""
    required: bool = True
    choices: tuple[str, ...] = ()
    """All that a string can be; empty: anything."""
    least: int = 0
    """Of an integer or a number."""
    most: int = 999_999_999


@dataclass(frozen=True, slots=True)
class Tool:
    """An intent that the language model may ask for by itself; its arguments are the slots of the call."""

    name: str
    """The intent."""
    description: str
    """What it does, for the model: a short sentence."""
    parameters: tuple[Parameter, ...] = ()
    example: tuple[str, Mapping[str, Value]] | None = None
    """What somebody may say, and the arguments then: small models follow examples better than descriptions."""
    foreign: bool = False
    """Its results hold what others have written, outside this house or in documents: once the model has read such a result, it
    can change nothing any more before it is spoken to again."""


@runtime_checkable
class Tools(Protocol):
    """A skill that the language model may use, too."""

    tools: Sequence[Tool]
    """Each is one of its intents."""


@runtime_checkable
class Background(Protocol):
    """A skill that has something to do besides: to stay connected, to watch a folder."""

    async def run(self) -> None:
        """Until it is cancelled. Started once, by whoever serves people for long; what fails is said once and tried again."""
        ...


@runtime_checkable
class Names(Protocol):
    """A skill that learns names while it runs, such as those of rooms and lamps."""

    def names(self, language: str) -> Mapping[str, Sequence[str]]:
        """Values of its lists, by the name of the list: `{home_area}` in its templates can be any of `names()["home_area"]`."""
        ...

    on_names: Callable[[], object]
    """To be called when they have changed."""


@runtime_checkable
class Knower(Protocol):
    """A skill that knows the answers to some questions that no template foresees."""

    async def know(self, call: Call) -> Reply | None:
        """The answer to `call.text`, if it is sure to have one; `call.intent` is empty. Asked in drafts, too: it changes nothing."""
        ...


@runtime_checkable
class Informer(Protocol):
    """A skill that knows something which may bear on a question, for a language model to make use of."""

    foreign: bool
    """Whether it was written by others, who may have written orders into it."""

    async def inform(self, call: Call) -> Sequence[str]:
        """A few short texts, the most telling first; often none. Asked in drafts, too: it changes nothing."""
        ...


@runtime_checkable
class Keeper(Protocol):
    """A skill that keeps something for people."""

    def export(self, person: Person) -> Mapping[str, Any]:
        """All that is kept for them, ready for JSON."""
        ...

    def erase(self, person: Person) -> int:
        """Erase all that is kept for them, for good; how much it was."""
        ...
