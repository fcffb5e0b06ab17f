"""How often each conversation was answered lately."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.chat.store import Lane

MOST = 1000
"""Conversations that are remembered; the one that has been silent for longest is forgotten first."""


@dataclass(slots=True)
class _Lately:
    answers: deque[float]
    told: float = field(default=0.0)


class Pace:
    """It belongs to the event loop. Times are seconds since 1970."""

    def __init__(self, per_minute: int) -> None:
        """`per_minute`: as many answers need to be remembered."""
        self._per_minute = per_minute
        self._lately: OrderedDict[Lane, _Lately] = OrderedDict()

    def answers(self, lane: Lane) -> Sequence[float]:
        """When they were answered."""
        return self._of(lane).answers

    def told(self, lane: Lane) -> float:
        """When they were last told to slow down; 0: never."""
        return self._of(lane).told

    def answered(self, lane: Lane, now: float) -> None:
        """They are answered."""
        self._of(lane).answers.append(now)

    def tell(self, lane: Lane, now: float) -> None:
        """They are told to slow down."""
        self._of(lane).told = now

    def _of(self, lane: Lane) -> _Lately:
        found = self._lately.setdefault(lane, _Lately(deque(maxlen=self._per_minute)))
        self._lately.move_to_end(lane)
        if len(self._lately) > MOST:
            self._lately.popitem(last=False)
        return found
