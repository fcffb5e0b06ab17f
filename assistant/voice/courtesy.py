"""While somebody talks in the room, or is answered, those who write wait."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from assistant.observe.turns import TurnRecord
from assistant.turns.states import State
from assistant.voice.loop import Observer
from assistant.workers import Worker

LONGEST_S = 20.0
"""A room in which somebody talks all the time does not keep the others waiting for ever."""

_QUIET = (State.ASLEEP, State.LISTENING)


class Courtesy:
    """An observer that passes everything on. Needs a running event loop."""

    def __init__(self, observer: Observer, workers: Sequence[Worker]) -> None:
        """`workers`: of the models that voice and chat share."""
        self._observer = observer
        self._workers = workers
        self._busy = False
        self._patience: asyncio.TimerHandle | None = None
        self.transcript = observer.transcript

    def state(self, state: State) -> None:
        busy = state not in _QUIET
        if busy is not self._busy:
            self._busy = busy
            self._hold(busy)
            if self._patience is not None:
                self._patience.cancel()
            self._patience = asyncio.get_running_loop().call_later(LONGEST_S, self._hold, False) if busy else None
        self._observer.state(state)

    def turn(self, record: TurnRecord) -> None:
        self._observer.turn(record)

    def close(self) -> None:
        """Nobody talks any more."""
        if self._patience is not None:
            self._patience.cancel()
        self._hold(False)

    def _hold(self, held: bool) -> None:
        for worker in self._workers:
            worker.hold(held)
