"""A house with a few tools, and language models that write what they are told to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from assistant.brain.tools import Toolbox
from assistant.brain.tools.doing import Asked
from assistant.brain.tools.rounds import Talk, ToolTalk
from assistant.llm import Message, OnEnding
from assistant.people import OWNER, Permissions, Person, Role
from assistant.skills import Call, Parameter, Refusal, Reply, Tool
from assistant.types import Cancelled, never
from assistant.workers import Worker

GUEST = Person("anna", Role.GUEST)
STRANGER = Person("x", Role.STRANGER)
PERMISSIONS = Permissions({Role.GUEST: ["papers", "tools"]})


class House:
    """Lamps and a door."""

    intents = frozenset({"TurnOff", "OpenDoor", "Burst"})
    acts = frozenset({"TurnOff", "OpenDoor"})
    tools = (
        Tool("TurnOff", "Turns a lamp off.", (Parameter("lamp", "string", choices=("kitchen", "hall")),)),
        Tool("OpenDoor", "Opens the door."),
        Tool("Burst", "Fails."),
    )

    def __init__(self) -> None:
        self.calls: list[Call] = []

    async def handle(self, call: Call) -> str:
        self.calls.append(call)
        if call.intent == "Burst":
            raise RuntimeError("bang")
        if call.intent == "OpenDoor":
            raise Refusal("The door is locked.")
        return f"The {call.slots['lamp']} lamp is off."

    def close(self) -> None:
        """Nothing to close."""


class Papers:
    """What others have written."""

    intents = frozenset({"ReadLetter", "Wait"})
    acts: frozenset[str] = frozenset()
    tools = (Tool("ReadLetter", "Reads the letter.", foreign=True), Tool("Wait", "Takes its time."))

    def __init__(self, letter: str = "Dear Anna, all is well.") -> None:
        self.letter = letter
        self.calls: list[Call] = []
        self.given_up = 0

    async def handle(self, call: Call) -> Reply:
        self.calls.append(call)
        if call.intent == "Wait":
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                self.given_up += 1
                raise
        return Reply(self.letter, links=("https://post.example/1",))

    def close(self) -> None:
        """Nothing to close."""


def call(name: str, **arguments: Any) -> str:
    return json.dumps({"name": name, "arguments": arguments})


class Scripted:
    """Writes these answers one after another, a few characters a piece, and keeps what it was given."""

    context_tokens = 2048

    def __init__(self, *answers: str | Exception) -> None:
        self.answers = iter(answers)
        self.prompts: list[list[Message]] = []
        self.grammars: list[str | None] = []
        self.written = 0

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return len(messages)

    def prefill(self, messages: Sequence[Message], *, cancelled: Cancelled = never) -> None:
        """Nothing to prepare."""

    def answer(self, messages: Sequence[Message]) -> str | Exception:
        return next(self.answers, "Nothing.")

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        cancelled: Cancelled = never,
        on_ending: OnEnding | None = None,
        grammar: str | None = None,
    ) -> Iterator[str]:
        self.prompts.append(list(messages))
        self.grammars.append(grammar)
        if on_ending is not None:
            on_ending(0.5)
        answer = self.answer(messages)
        if isinstance(answer, Exception):
            raise answer
        for start in range(0, len(answer), 5):
            if cancelled():
                return
            self.written += 1
            yield answer[start : start + 5]


class Obedient(Scripted):
    """Does whatever anybody tells it to in the last thing it has read, as long as it has not done it."""

    def __init__(self, orders: Mapping[str, str]) -> None:
        super().__init__()
        self._orders = orders

    def answer(self, messages: Sequence[Message]) -> str:
        done = {message.content for message in messages if message.role == "assistant"}
        for words, order in self._orders.items():
            if words in messages[-1].content and order not in done:
                return order
        return "I have done all that I was told to."


class Talked:
    """What came of one answer."""

    def __init__(self, llm: Scripted, talk: Talk, pieces: list[str]) -> None:
        self.llm, self.talk, self.pieces = llm, talk, pieces

    @property
    def text(self) -> str:
        return "".join(self.pieces)


def ask(
    llm: Scripted,
    house: House,
    papers: Papers | None = None,
    *,
    text: str = "Please.",
    person: Person = OWNER,
    history: Sequence[Message] = (),
    language: str = "en",
    listen: Callable[[str], object] = len,
    **options: Any,
) -> Talked:
    """Answer `text`; `listen` gets each piece as it comes."""
    worker = Worker("llm")

    async def run() -> Talked:
        toolbox = Toolbox({"house": house, "papers": papers or Papers()}, PERMISSIONS)
        tools = ToolTalk(llm, worker, toolbox)
        opening = tools.opening([Message("system", "You are Colibri."), *history], person, language)
        question = Message("user", text)
        talk = tools.answer(lambda: [*opening, question], Asked(text, language, person), max_tokens=50, **options)
        pieces = []
        async for piece in talk:
            listen(piece)
            pieces.append(piece)
        return Talked(llm, talk, pieces)

    try:
        return asyncio.run(run())
    finally:
        worker.close()
