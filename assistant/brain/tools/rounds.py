"""The language model with tools: it writes words, which pass through as they come, or a call. Then the skill does that, the
model reads the result and goes on, a few times at most.

Only what the model itself writes, and nothing but that, can be a call: what people say, what documents and results hold is
never looked at for one. Whatever the model was talked into, a call is done only if the person may have it done; and once it
has read what others wrote, nothing that changes something is done any more in that answer.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass

import structlog

from assistant.brain.errands import Committed, at_once
from assistant.brain.tools import Offer, Toolbox
from assistant.brain.tools.calls import OPENERS, Wanted, read
from assistant.brain.tools.doing import Asked, do, say
from assistant.brain.tools.grammar import grammar
from assistant.brain.tools.listing import with_tools
from assistant.errors import EngineError
from assistant.llm import LanguageModel, Message, OnEnding
from assistant.people import Person
from assistant.types import Cancelled, never
from assistant.workers import Priority, Worker

log = structlog.get_logger(__name__)

MOST_CALLS = 3
"""In one answer."""
Prompt = Callable[[], Sequence[Message]]
"""The messages that end with the question; called in the model's thread, once for an answer."""


class ToolTalk:
    """Answers with tools. One serves every conversation; it belongs to the event loop."""

    def __init__(self, llm: LanguageModel, worker: Worker, toolbox: Toolbox) -> None:
        self._llm = llm
        self._worker = worker
        self._toolbox = toolbox

    def opening(self, messages: Sequence[Message], person: Person, language: str) -> list[Message]:
        """What a prompt begins with, and the tools that `person` may use: to be evaluated ahead, and the beginning of what is
        given to `answer`."""
        return with_tools(messages, (offer.tool for offer in self._toolbox.offers(person).values()), language)

    def answer(
        self,
        prompt: Prompt,
        asked: Asked,
        *,
        max_tokens: int,
        committed: Committed = at_once,
        cancelled: Cancelled = never,
        priority: Priority = Priority.VOICE,
        on_ending: OnEnding | None = None,
        foreign: bool = False,
    ) -> Talk:
        """The answer, as the model writes it. `prompt`: `opening`, the history, and what was asked as the last message. What
        changes something waits for `committed`. `max_tokens`: of every round. `on_ending` is called in the model's thread. `foreign`: whether
        the prompt holds what others wrote, such as passages of documents; then nothing can be changed."""
        asking = _Asking(self._llm, self._worker, max_tokens, cancelled, priority)
        offers = self._toolbox.offers(asked.person)
        return Talk(asking, prompt, asked, _harmless(offers) if foreign else offers, committed, on_ending)


@dataclass(frozen=True, slots=True)
class _Asking:
    """How the model is asked, round after round."""

    llm: LanguageModel
    worker: Worker
    max_tokens: int
    cancelled: Cancelled
    priority: Priority

    async def pieces(self, prompt: Prompt, bound: str | None, on_ending: OnEnding | None) -> AsyncGenerator[str, None]:
        """What the model writes, within the grammar `bound`."""
        if self.priority is Priority.CHAT:
            await self._read(prompt)

        def tokens() -> Iterator[str]:
            return self.llm.stream(
                prompt(),
                max_tokens=self.max_tokens,
                cancelled=self.cancelled,
                on_ending=on_ending,
                grammar=bound,
            )

        stream = self.worker.stream(tokens, self.cancelled, self.priority)
        try:
            async for piece in stream:
                yield piece
        finally:
            stream.close()

    async def _read(self, prompt: Prompt) -> None:
        """Evaluate the prompt, in as many goes as what is more urgent leaves; each goes on where the last one stopped."""
        interrupted = True

        def stop() -> bool:
            nonlocal interrupted
            interrupted = self.worker.urgent()
            return interrupted or self.cancelled()

        def job() -> None:
            nonlocal interrupted
            interrupted = False
            self.llm.prefill(prompt(), cancelled=stop)

        while interrupted and not self.cancelled():
            await self.worker.run(job, self.priority)


class Talk:
    """One answer. Iterate over it once."""

    def __init__(
        self,
        asking: _Asking,
        prompt: Prompt,
        asked: Asked,
        offers: Mapping[str, Offer],
        committed: Committed,
        on_ending: OnEnding | None,
    ) -> None:
        self.source = "llm"
        """Who knows the answer: `llm`, or `tool:NAME`, the last that was used."""
        self.acted = False
        """Whether it has changed something."""
        self.links: tuple[str, ...] = ()
        """Where results come from, for whoever reads the answer."""
        self._asking = asking
        self._prompt = prompt
        self._asked = asked
        self._offers = offers
        self._committed = committed
        self._on_ending = on_ending
        self._messages: list[Message] = []
        self._calls: list[Wanted] = []
        self._result = ""
        self._held = ""
        self._spoken = False

    async def __aiter__(self) -> AsyncGenerator[str, None]:
        while True:
            try:
                async with aclosing(self._round()) as pieces:
                    async for piece in pieces:
                        yield piece
            except EngineError as error:
                if self._spoken or not self._result:
                    raise
                # What was done is told even if the model, out of room maybe, can say nothing about it.
                log.warning("no answer to a tool's result", reason=str(error))
                self._held = ""
            if self._spoken or self._asking.cancelled():
                return
            wanted = read(self._held)
            if wanted is None or wanted in self._calls or len(self._calls) == MOST_CALLS:
                yield self._left(wanted)
                return
            if not await self._did(wanted):
                return

    async def _round(self) -> AsyncGenerator[str, None]:
        """Words, as they come. What may be a call is held until it is whole."""
        self._held = ""
        on_ending = None if self._calls else self._on_ending
        async with aclosing(self._asking.pieces(self._whole, self._bound(), on_ending)) as pieces:
            async for piece in pieces:
                if not self._spoken:
                    self._held += piece
                    if self._held.lstrip()[:1] in ("", *OPENERS):
                        continue
                    self._spoken, piece = True, self._held
                yield piece

    def _whole(self) -> Sequence[Message]:
        self._messages = self._messages or list(self._prompt())
        return self._messages

    def _bound(self) -> str | None:
        if not self._offers and not self._calls:
            return None
        may_call = bool(self._offers) and len(self._calls) < MOST_CALLS
        return grammar((offer.tool for offer in self._offers.values()), may_call=may_call)

    async def _did(self, wanted: Wanted) -> bool:
        """Whether there is a result, which is then part of the conversation."""
        result = await do(wanted, self._offers, self._asked, self._committed, self._asking.cancelled)
        if result is None:
            return False
        if not result.failed:
            self.source = f"tool:{wanted.name}"
            self.acted = self.acted or self._offers[wanted.name].acts
            self.links += result.links
        if wanted.name in self._offers and self._offers[wanted.name].tool.foreign:
            self._offers = _harmless(self._offers)
        self._calls.append(wanted)
        self._result = result.text
        self._messages += [Message("assistant", str(wanted)), result.message()]
        return not self._asking.cancelled()

    def _left(self, wanted: Wanted | None) -> str:
        """What is said when the model has no words: the last result, or what was no call after all; never a call."""
        if self._result or not self._held.strip():
            return self._result
        if wanted is None and not self._offers:
            return self._held
        return say("malformed", self._asked.language)


def _harmless(offers: Mapping[str, Offer]) -> dict[str, Offer]:
    """Those that change nothing."""
    return {name: offer for name, offer in offers.items() if not offer.acts}
