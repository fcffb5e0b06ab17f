"""Conversations in writing: one brain session for each, with whoever it is, until it has been silent for long."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from assistant.brain.brain import Brain
from assistant.brain.session import Session
from assistant.chat.store import Lane
from assistant.people import Person

MOST = 64
"""Conversations that are remembered; the one that has been silent for longest is forgotten first."""
SILENT_S = 1800.0
"""After that, a conversation begins anew."""


@dataclass(slots=True)
class _Talk:
    session: Session
    last: float


class Talks:
    """It belongs to the event loop."""

    def __init__(self, brain: Brain, clock: Callable[[], float] = time.monotonic) -> None:
        self._brain = brain
        self._clock = clock
        self._talks: OrderedDict[Lane, _Talk] = OrderedDict()

    def of(self, lane: Lane, person: Person) -> Session:
        """The conversation in a lane. Whoever has become somebody else, by pairing, begins a new one."""
        now = self._clock()
        talk = self._talks.get(lane)
        if talk is None or talk.session.person != person or now - talk.last > SILENT_S:
            talk = self._talks[lane] = _Talk(self._brain.new_session(person, aloud=False), now)
        talk.last = now
        self._talks.move_to_end(lane)
        if len(self._talks) > MOST:
            self._talks.popitem(last=False)
        return talk.session

    def forget(self, lane: Lane) -> None:
        """Begin anew."""
        self._talks.pop(lane, None)
