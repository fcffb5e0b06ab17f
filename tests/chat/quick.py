"""The bridge in a process of its own without any model: it answers each text with the same text. `python -m tests.chat.quick CONFIG`."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.abilities import state_folder
from assistant.brain.brain import Brain, BrainSettings
from assistant.chat.bridge import Bridge, BridgeSettings
from assistant.chat.listening import Listening
from assistant.chat.pairing import Pairing
from assistant.chat.replies import Replies
from assistant.chat.sender import Sender
from assistant.chat.store import BridgeLock, Store
from assistant.chat.turn import Turns, TurnSettings
from assistant.config import load
from assistant.engines import ENGINES
from assistant.llm import Message, OnEnding
from assistant.messaging import FILE, build_channels, rules
from assistant.observe import log
from assistant.types import Cancelled, never
from assistant.workers import Worker


class Echo:
    """A language model that says what it hears."""

    context_tokens = 100_000

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return sum(len(message.content) for message in messages) // 4

    def prefill(self, messages: Sequence[Message], *, cancelled: Cancelled = never) -> None:
        """Nothing to do."""

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        cancelled: Cancelled = never,
        on_ending: OnEnding | None = None,
        grammar: str | None = None,
    ) -> Iterator[str]:
        for word in messages[-1].content.split():
            yield f"{word} "


async def serve(path: Path) -> None:
    """Until it is killed."""
    config = load(path, engines=ENGINES, overrides=[], environ=dict(os.environ))
    log.configure("info", "json")
    folder, section = state_folder(), config.chat
    with BridgeLock(folder / FILE):
        store = Store(folder / FILE)
        channels = build_channels(config)
        sender = Sender(store, channels, section.settle_s)
        brain = Brain(Echo(), Worker("llm", bound=64), BrainSettings(max_sentences=50))
        turns = Turns(
            store,
            channels,
            brain,
            Listening(config.languages, None),
            Replies(None, "text"),
            Pairing(store.people),
            TurnSettings(config.languages, rules(section), section.burst_ms / 1000, section.tries),
            on_jobs=sender.wake,
        )
        settings = BridgeSettings(section.host, section.port, 86_400.0)
        await Bridge(store, channels, turns, sender, settings).run()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
