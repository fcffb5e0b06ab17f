"""Port: the language model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.types import Cancelled, never

ENGINES = {"llama-cpp": "assistant.llm.llama_cpp:LlamaCpp"}


OnEnding = Callable[[float], None]
"""Told how likely a message is to end where it does."""


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of a conversation."""

    role: Literal["system", "user", "assistant", "tool"]
    """A `tool` tells what came of the call that the assistant has just written."""
    content: str


class LanguageModel(Protocol):
    """Built as `Engine(model: LocalModel, options)`. Called by one thread at a time."""

    context_tokens: int
    """How many tokens prompt and answer may have together."""

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Length of these messages as a prompt, in tokens, template included."""
        ...

    def prefill(self, messages: Sequence[Message], *, cancelled: Cancelled = never) -> None:
        """Evaluate a prompt's beginning ahead of time, so that the next `stream` which starts alike begins at once."""
        ...

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        cancelled: Cancelled = never,
        on_ending: OnEnding | None = None,
        grammar: str | None = None,
    ) -> Iterator[str]:
        """Pieces of the answer as they are written. Stops within one token of `cancelled()` turning True.
        `on_ending` is called, before the first piece, with the probability in [0, 1] that the last message ends where its
        last word does: that a mark which ends a sentence, or the end of the message, comes next.
        `grammar`: all that it can write, in llama.cpp's GBNF with the rule `root`; it may be cut short by `max_tokens`.
        Raises `EngineError` when the prompt does not fit into `context_tokens`."""
        ...
