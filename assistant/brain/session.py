"""A conversation as both sides remember it: what was said, and of the answers what was heard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.brain.intents import Match
from assistant.llm import Message
from assistant.people import OWNER, Person


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn each."""

    user: str
    assistant: str
    """What was heard of the answer; empty when it was interrupted before its first word."""

    def messages(self) -> list[Message]:
        answer = self.assistant or "..."
        return [Message("user", self.user), Message("assistant", answer)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What we asked to choose from."""

    readings: tuple[Match, ...]
    at_s: float
    """When, on the clock of whoever asked."""
    turn: int
    """How many turns had been remembered then."""


class Session:
    """History within a token budget. The oldest exchanges leave, always whole.

    Leaving is rare and generous: once the history exceeds `budget`, it is cut to half of it, so that the prompt's
    beginning stays the same over many turns and what the model has evaluated of it stays valid.
    """

    def __init__(
        self,
        budget: int,
        count: Callable[[Sequence[Message]], int],
        person: Person = OWNER,
        *,
        aloud: bool = True,
    ) -> None:
        """`budget` in tokens; `count` measures messages in tokens. `person`: with whom; `aloud`: whether answers are spoken."""
        self.person = person
        self.aloud = aloud
        self.asked: Asked | None = None
        """Our question that waits for an answer."""
        self._budget = budget
        self._count = count
        self._exchanges: list[Exchange] = []
        self.turns = 0
        """Exchanges that were ever remembered."""

    def add(self, exchange: Exchange) -> None:
        """Remember one exchange."""
        self._exchanges.append(exchange)
        self.turns += 1
        if self._length() > self._budget:
            self._shrink(self._budget // 2)

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """What is remembered, oldest first."""
        return tuple(self._exchanges)

    @property
    def previous(self) -> str:
        """What was last heard from us; empty when nothing is remembered."""
        return self._exchanges[-1].assistant if self._exchanges else ""

    def messages(self) -> list[Message]:
        """The history as messages, oldest first."""
        return [message for exchange in self._exchanges for message in exchange.messages()]

    def clear(self) -> None:
        """Forget everything."""
        self._exchanges.clear()

    def _length(self) -> int:
        return self._count(self.messages()) if self._exchanges else 0

    def _shrink(self, target: int) -> None:
        while self._exchanges and self._length() > target:
            del self._exchanges[0]
