"""Port: the language model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.types import Cancelled, never

ENGINES = {"llama-cpp": "assistant.llm.llama_cpp:LlamaCpp"}


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of a conversation."""

    role: Literal["system", "user", "assistant"]
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

    def ending(self, messages: Sequence[Message], *, cancelled: Cancelled = never) -> float:
        """Probability in [0, 1] that the last message, given without its last punctuation mark, ends here: that a mark which
        ends a sentence, or the end of the message, comes next. Evaluates the prompt up to there, so that a `stream` which
        starts alike goes on from it. 0 when it was cancelled."""
        ...

    def stream(self, messages: Sequence[Message], *, max_tokens: int, cancelled: Cancelled = never) -> Iterator[str]:
        """Pieces of the answer as they are written. Stops within one token of `cancelled()` turning True.
        Raises `EngineError` when the prompt does not fit into `context_tokens`."""
        ...
