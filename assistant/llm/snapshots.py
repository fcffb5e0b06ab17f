"""Which evaluated conversations are kept when the cache turns to another one, and which of them is taken up again.

Pure: tokens in, decisions out; what a state is, and how it is copied, is the caller's affair. Copying one costs about what
evaluating one token costs, however long it is; its price is memory. So a conversation is kept when more than a few words of
it would be lost, what another snapshot has already is not kept twice, and the one not used for longest goes first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Sized
from dataclasses import dataclass
from typing import Generic, TypeVar

from assistant.llm.chat_format import common_prefix

WORTH_KEEPING = 48
"""Tokens lost that make a prompt another conversation. A dropped draft's question is shorter, a history longer."""
WORTH_RESTORING = 8
"""Tokens that take longer than a copy."""

S = TypeVar("S", bound=Sized)


@dataclass(frozen=True, slots=True)
class Snapshot(Generic[S]):
    """A cache as it was."""

    tokens: tuple[int, ...]
    """What had been evaluated."""
    state: S
    """What came of it; its length is in bytes."""


class Snapshots(Generic[S]):
    """At most `limit` bytes of states, the least recently used first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: list[Snapshot[S]] = []

    @property
    def kept(self) -> tuple[Snapshot[S], ...]:
        """What is kept, the least recently used first."""
        return tuple(self._kept)

    def find(self, shared: Callable[[Sequence[int]], int], have: int) -> Snapshot[S] | None:
        """The snapshot that begins a prompt furthest; None where it is not worth leaving the cache, which begins it with
        `have` tokens. `shared` tells how many of a snapshot's tokens begin the prompt."""
        lengths = [(shared(snapshot.tokens), i) for i, snapshot in enumerate(self._kept)]
        length, best = max(lengths, default=(0, 0))
        if length - have < WORTH_RESTORING:
            return None
        self._kept.append(self._kept.pop(best))
        return self._kept[-1]

    def wants(self, tokens: Sequence[int], have: int, prompt: Sequence[int]) -> bool:
        """Whether a cache of these tokens, of which only the first `have` stay when `prompt` is evaluated, should be kept
        first. Not where the prompt is the same conversation without its oldest turns: those never come back."""
        if not self._limit or len(tokens) - have < WORTH_KEEPING or _is_cut(tokens, prompt[have:]):
            return False
        return all(_beyond(tokens, snapshot.tokens) >= WORTH_RESTORING for snapshot in self._kept)

    def keep(self, tokens: Sequence[int], size: int, take: Callable[[], S]) -> None:
        """Keep the state of `size` bytes that `take` copies. Older ones make room before, those that it makes superfluous
        first; one that is larger than the limit is not copied at all."""
        if size > self._limit:
            return
        self._kept = [old for old in self._kept if _beyond(old.tokens, tokens) >= WORTH_KEEPING]
        while self._kept and sum(len(old.state) for old in self._kept) + size > self._limit:
            del self._kept[0]
        self._kept.append(Snapshot(tuple(tokens), take()))


def _beyond(tokens: Sequence[int], other: Sequence[int]) -> int:
    """How many of `tokens` are not shared with `other`."""
    return len(tokens) - common_prefix(tokens, other)


def _is_cut(tokens: Sequence[int], rest: Sequence[int]) -> bool:
    """Whether the rest of a prompt goes on at a later place of what was evaluated. Long enough to be more than one question,
    which two people may both ask."""
    begin = rest[:WORTH_KEEPING]
    places = range(len(tokens) - WORTH_KEEPING + 1)
    return len(begin) == WORTH_KEEPING and any(tokens[at : at + WORTH_KEEPING] == begin for at in places)
