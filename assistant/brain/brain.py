"""The brain: text in, text for the ear out. One brain serves every front end."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

import structlog

from assistant.brain.diary import Diary
from assistant.brain.errands import Committed, Errand, Errands, Notes, at_once
from assistant.brain.plain import PlainText, SpokenBudget
from assistant.brain.prompt import Style, opening, with_notes
from assistant.brain.session import Exchange, Session
from assistant.brain.tools import Toolbox
from assistant.brain.tools.doing import Asked
from assistant.brain.tools.rounds import Talk, ToolTalk
from assistant.brain.understanding import Understanding
from assistant.llm import LanguageModel, Message, OnEnding
from assistant.people import OWNER, Permissions, Person
from assistant.types import Cancelled, never
from assistant.workers import Priority, Worker

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class BrainSettings:
    """How answers are made."""

    system_prompt: str | None = None
    """Replaces the built-in one of the language."""
    history_tokens: int = 384
    max_tokens: int = 120
    max_sentences: int = 3
    style: Style = "few_shot"
    """How the model is told what it is."""


class Answer:
    """An answer that is being written. Iterate over it once."""

    def __init__(self, pieces: AsyncIterator[str], writer: Errand | Talk) -> None:
        self._pieces = pieces
        self._writer = writer

    def __aiter__(self) -> AsyncIterator[str]:
        return self._pieces

    @property
    def source(self) -> str:
        """Who knows the answer: `llm`, `intent:NAME`, `skill:NAME`; and once a tool was used, `tool:NAME`."""
        return self._writer.source

    @property
    def acts(self) -> bool:
        """Whether it is certain to change something in the world, once it is committed."""
        return isinstance(self._writer, Errand) and self._writer.acts

    @property
    def done_sound(self) -> bool:
        """Once it was iterated over: whether a short sound says all there is to say."""
        return isinstance(self._writer, Errand) and self._writer.obvious


class Brain:
    """Answers a sentence within a session. The session remembers only what the front end reports as heard.

    Sessions are touched in the language model's thread only, in the order of the calls.
    """

    def __init__(
        self,
        llm: LanguageModel,
        worker: Worker,
        settings: BrainSettings,
        errands: Errands | None = None,
        diary: Diary | None = None,
        toolbox: Toolbox | None = None,
    ) -> None:
        """`errands`: what is done without the language model. `diary`: where conversations are kept in writing. `toolbox`: what
        the language model may use, if it is able to use tools."""
        self._able = toolbox is not None
        self._talking = ToolTalk(llm, worker, toolbox or Toolbox({}, Permissions({})))
        self._diary = diary
        self._writing = asyncio.Lock()
        self._errands = errands
        self._llm = llm
        self._worker = worker
        self._settings = settings

    def new_session(self, person: Person = OWNER, *, aloud: bool = True) -> Session:
        """An empty conversation with somebody. `aloud`: whether answers are spoken."""
        return Session(self._settings.history_tokens, self._llm.count_tokens, person, aloud=aloud)

    @property
    def understanding(self) -> Understanding | None:
        """How sentences are read that need no language model; None when all do."""
        return None if self._errands is None else self._errands.understanding

    async def warm(self, session: Session, language: str, *, cancelled: Cancelled = never) -> None:
        """Evaluate the part of the next prompt that is known already."""

        def job() -> None:
            self._llm.prefill(self._prompt(session, language), cancelled=cancelled)

        await self._worker.run(job, Priority.AHEAD)

    async def read(self, session: Session, text: str, language: str, *, cancelled: Cancelled = never) -> None:
        """Evaluate a question that is not finished yet. Its last word may still change, so it is left out."""
        words = text.split()[:-1]
        if not words:
            return

        def job() -> None:
            messages = [*self._prompt(session, language), Message("user", " ".join(words))]
            self._llm.prefill(messages, cancelled=cancelled)

        await self._worker.run(job, Priority.AHEAD)

    async def remember(
        self,
        session: Session,
        exchange: Exchange,
        language: str,
        *,
        cancelled: Cancelled = never,
        priority: Priority = Priority.VOICE,
    ) -> None:
        """Add an exchange to the session, then, for the voice, evaluate the prompt's new beginning while nobody waits."""
        await self._worker.run(lambda: session.add(exchange), priority)
        await self._write(session.person, exchange)
        if priority is not Priority.CHAT:
            await self.warm(session, language, cancelled=cancelled)

    async def answer(
        self,
        session: Session,
        text: str,
        language: str,
        *,
        cancelled: Cancelled = never,
        priority: Priority = Priority.VOICE,
        on_ending: OnEnding | None = None,
        committed: Committed = at_once,
    ) -> Answer:
        """The answer to `text`, as pieces that can be read aloud as they come: no markup, at most `max_sentences`. What is
        understood exactly is done by a skill; what changes something waits for `committed`.
        The language model writes a piece only when it is asked for the next one. `on_ending` is called in the event loop with
        the probability that `text` is complete, as the language model sees it."""
        errand = None if self._errands is None else await self._errands.understand(session, text, language)
        if self._errands is not None and errand is not None:
            return Answer(self._errands.run(session, errand, committed), errand)
        asked = Asked(text, language, session.person, session.aloud, session.previous)
        notes = Notes() if self._errands is None or not self._able else await self._errands.notes(asked.call("", {}))
        question = Message("user", with_notes(text, notes.texts, language))
        loop = asyncio.get_running_loop()

        def tell(probability: float) -> None:
            if on_ending is not None:
                loop.call_soon_threadsafe(on_ending, probability)

        talk = self._talking.answer(
            lambda: [*self._prompt(session, language), question],
            asked,
            max_tokens=self._settings.max_tokens,
            committed=committed,
            cancelled=cancelled,
            priority=priority,
            on_ending=tell if on_ending else None,
            foreign=notes.foreign,
        )
        return Answer(self._written(talk), talk)

    async def _write(self, person: Person, exchange: Exchange) -> None:
        if self._diary is None:
            return
        async with self._writing:
            try:
                await asyncio.to_thread(self._diary.add, person, exchange)
            except sqlite3.Error as error:
                log.error("a conversation could not be kept; free space on the disk", reason=str(error))

    def _prompt(self, session: Session, language: str) -> list[Message]:
        beginning = opening(language, self._settings.system_prompt, self._settings.style)
        return [*self._talking.opening(beginning, session.person, language), *session.messages()]

    async def _written(self, talk: Talk) -> AsyncIterator[str]:
        plain, budget = PlainText(), SpokenBudget(self._settings.max_sentences)
        async with aclosing(talk.__aiter__()) as tokens:
            async for token in tokens:
                piece = budget.feed(plain.feed(token))
                if piece:
                    yield piece
                if budget.done:
                    return
        rest = budget.feed(plain.finish())
        if rest:
            yield rest
