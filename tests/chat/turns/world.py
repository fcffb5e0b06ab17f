"""A house with a bridge in memory: somebody writes, its turns are taken, and what is to be sent is looked at."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

from assistant.brain.brain import Brain, BrainSettings
from assistant.brain.errands import Errands
from assistant.brain.intents import IntentMatcher
from assistant.brain.understanding import Understanding
from assistant.chat import Event
from assistant.chat.gate import Rules
from assistant.chat.listening import Hear, Listening
from assistant.chat.pairing import Pairing
from assistant.chat.replies import Replies, Speak
from assistant.chat.store import Lane, Store
from assistant.chat.turn import Turns, TurnSettings
from assistant.chat.wording import stops
from assistant.llm import Message, OnEnding
from assistant.people import Role
from assistant.skills import Call
from assistant.types import Cancelled, never
from assistant.workers import Worker
from tests.chat.fakes import FakeChannel, wrote
from tests.fakes import ScriptedLlm

SOON_S = 10.0
"""Whatever a test waits for comes sooner, even on a busy machine."""


async def until(true: Callable[[], bool]) -> None:
    """Wait for it."""
    async with asyncio.timeout(SOON_S):
        while not true():
            await asyncio.sleep(0.005)


class Mind(ScriptedLlm):
    """A language model that can be held in thought, and fails when it is told to."""

    def __init__(self, *answers: str, trouble: Sequence[Exception] = ()) -> None:
        super().__init__(*answers)
        self.asked: list[str] = []
        """What it was asked, also in vain."""
        self.trouble = list(trouble)
        self.free = threading.Event()
        """While it is not set, the model thinks."""
        self.free.set()

    def hold(self) -> None:
        """From now on it thinks, until it may go on."""
        self.free.clear()

    def go_on(self, *, hold: bool = False) -> None:
        """It comes to an end with what it thinks about. `hold`: but not with what it is asked next."""
        free, self.free = self.free, self.free if not hold else threading.Event()
        free.set()

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        cancelled: Cancelled = never,
        on_ending: OnEnding | None = None,
        grammar: str | None = None,
    ) -> Iterator[str]:
        self.asked.append(messages[-1].content)
        self.free.wait(SOON_S)
        if self.trouble:
            raise self.trouble.pop(0)
        yield from super().stream(messages, max_tokens=max_tokens, cancelled=cancelled)


class Lamp:
    """A skill that acts when the lamp is to be lit, and only looks when it is asked whether it is on."""

    intents = frozenset({"LampOn", "LampState"})
    acts = frozenset({"LampOn"})

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.first: Callable[[], Awaitable[object]] | None = None
        """What happens before it is lit."""

    async def handle(self, call: Call) -> str:
        if call.intent == "LampState":
            return "It is on."
        if self.first is not None:
            await self.first()
        self.calls.append(call.intent)
        return "The lamp is on."

    def close(self) -> None:
        """Nothing to close."""


def lamp_errands(folder: Path, lamp: Lamp) -> Errands:
    """Whoever writes "light the lamp" has it lit."""
    sentences = {"LampOn": "light the lamp", "LampState": "is the lamp on"}
    intents = "".join(f"  {name}:\n    data: [{{sentences: ['{text}']}}]\n" for name, text in sentences.items())
    (folder / "en").mkdir(parents=True, exist_ok=True)
    (folder / "en" / "lamp.yaml").write_text(f"language: en\nintents:\n{intents}")
    (folder / "common.yaml").write_text("lists: {}\n")
    return Errands(Understanding(IntentMatcher(["lamp"], ["en"], sentences=folder), sentences), {"lamp": lamp})


class House:
    """Anna lives here; others are strangers. It is 100 s past 1970, until `now` says otherwise."""

    def __init__(
        self,
        folder: Path,
        *answers: str,
        owners: Sequence[str] = ("anna",),
        hear: Hear | None = None,
        speak: Speak | None = None,
        voice_notes: Literal["same", "text", "both"] = "text",
        burst_s: float = 0.0,
        tries: int = 4,
        per_minute: int = 100,
    ) -> None:
        self.now = 100.0
        self._file = folder / "bridge.sqlite"
        self.store = Store(self._file, self.clock)
        self.channel = FakeChannel()
        self.mind, self.lamp = Mind(*answers), Lamp()
        self.worker = Worker("llm", bound=8)
        self.brain = Brain(
            self.mind, self.worker, BrainSettings(max_sentences=50), lamp_errands(folder / "said", self.lamp)
        )
        self.pairing = Pairing(self.store.people, self.clock)
        self.woken = 0
        languages = ("en", "fr")
        self.turns = Turns(
            self.store,
            {"fake": self.channel},
            self.brain,
            Listening(languages, hear),
            Replies(speak, voice_notes),
            self.pairing,
            TurnSettings(
                languages,
                Rules({f"fake:{user}": (user, Role.OWNER) for user in owners}, per_minute),
                burst_s,
                tries,
            ),
            on_jobs=self._wake,
            clock=self.clock,
        )

    def clock(self) -> float:
        return self.now

    def _wake(self) -> None:
        self.woken += 1

    async def gets(self, *events: Event, user: str = "anna") -> None:
        """The channel brings this."""
        await self.store.receive("fake", "bot", repr(events).encode(), events, stops=stops)
        self.turns.wrote(Lane("fake", "bot", user))

    async def hears(self, *texts: str, user: str = "anna", **more: object) -> None:
        """Somebody writes these, one after another."""
        before = len(self.rows("SELECT id FROM inbox"))
        for number, text in enumerate(texts, before):
            await self.gets(wrote(text, number, user, **{"at": self.now, **more}), user=user)  # type: ignore[arg-type]

    async def works(self, user: str = "anna") -> None:
        """All that may be done now for somebody."""
        async with asyncio.timeout(SOON_S):
            await self.turns.work(Lane("fake", "bot", user))

    async def writes_on(self, *texts: str) -> None:
        """Anna writes while the model thinks, which notices that before it goes on."""
        await self.hears(*texts)
        for _ in range(20):
            await asyncio.sleep(0)

    def working(self, user: str = "anna") -> asyncio.Task[None]:
        return asyncio.create_task(self.works(user))

    async def thinks(self, times: int = 1) -> None:
        """Wait until the model was asked so often."""
        await until(lambda: len(self.mind.asked) >= times)

    @property
    def quotes(self) -> list[str]:
        """What the answers name, in the same order."""
        return [reply_to for (reply_to,) in self.rows("SELECT reply_to FROM outbox ORDER BY seq")]

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the store's file says."""
        db = sqlite3.connect(self._file)
        try:
            return db.execute(query, values).fetchall()
        finally:
            db.close()

    @property
    def answers(self) -> list[str]:
        """All that was ever to be sent, in order."""
        return [text for (text,) in self.rows("SELECT text FROM outbox ORDER BY seq")]

    @property
    def states(self) -> list[str]:
        """Of the messages that have come."""
        return [state for (state,) in self.rows("SELECT state FROM inbox WHERE what = 'incoming' ORDER BY id")]

    async def close(self) -> None:
        self.mind.free.set()
        await self.store.close()
        await asyncio.to_thread(self.worker.close)


@asynccontextmanager
async def housed(folder: Path, *answers: str, **more: Any) -> AsyncIterator[House]:
    """A house, until the end of the test."""
    house = House(folder, *answers, **more)
    try:
        yield house
    finally:
        await house.close()


def lived(folder: Path, story: Callable[[House], Awaitable[None]], *answers: str, **more: Any) -> None:
    """Play a story in a house."""

    async def play() -> None:
        async with housed(folder, *answers, **more) as house:
            await story(house)

    asyncio.run(play())
