"""A language model whose words are counted: those that were heard, and those of drafts that were dropped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.llm import LanguageModel, Message, OnEnding
from assistant.types import Cancelled, never


@dataclass(slots=True)
class _Answer:
    pieces: int = 0


class Counted:
    """Passes everything on to a language model; counts the pieces that it writes, about one a token."""

    def __init__(self, llm: LanguageModel) -> None:
        self._llm = llm
        self._answers: list[_Answer] = []
        self._kept: list[_Answer] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._llm, name)

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        cancelled: Cancelled = never,
        on_ending: OnEnding | None = None,
        grammar: str | None = None,
    ) -> Iterator[str]:
        """As the port says."""
        answer = _Answer()
        self._answers.append(answer)
        pieces = self._llm.stream(
            messages, max_tokens=max_tokens, cancelled=cancelled, on_ending=on_ending, grammar=grammar
        )
        for piece in pieces:
            answer.pieces += 1
            yield piece

    def given(self) -> None:
        """A reply has been given: the one that was begun last."""
        self._kept += self._answers[-1:]

    @property
    def kept(self) -> int:
        """Pieces of replies that were given."""
        return sum(answer.pieces for answer in self._kept)

    @property
    def wasted(self) -> int:
        """Pieces that were written for nothing."""
        return sum(answer.pieces for answer in self._answers) - self.kept
