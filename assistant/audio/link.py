"""Whether sound flows, and what to do when it does not. Pure: counters and monotonic seconds in, what to do out.

    state    | what happens                                             | what to do | next
    ---------+----------------------------------------------------------+------------+--------
    FLOWING  | a stream ended, or nothing came for a while              | LOST       | WAITING
    WAITING  | both sides move again by themselves                      | BACK       | FLOWING
             | the pause is over                                        | REOPEN     | OPENING
    OPENING  | `opened`                                                 |            | PROVING
             | `failed`                                                 |            | WAITING
    PROVING  | both sides move                                          | BACK       | FLOWING
             | a stream ended, or nothing came for a while              |            | WAITING

The pause before opening again is half a second, twice as long after every failure, ten seconds at most, and short again
after a time without failures. LOST and BACK come in turns, so what is said at each is said once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

SHORTEST_S = 0.5
"""First pause before the streams are opened again."""
LONGEST_S = 10.0
"""Longest pause."""
SILENT_S = 1.0
"""Without a call of the sound card for so long, a stream that was flowing has stalled, whatever it says of itself."""
STARTING_S = 3.0
"""The same for a stream that has just been started."""
STEADY_S = 30.0
"""After flowing for so long, earlier failures are forgotten."""


class State(Enum):
    FLOWING = auto()
    WAITING = auto()
    OPENING = auto()
    PROVING = auto()


class Step(Enum):
    """What to do now."""

    LOST = auto()
    """Say so; nothing else yet."""
    REOPEN = auto()
    """Close what is open, open it again, and say `opened` or `failed`."""
    BACK = auto()
    """Say so; the streams were interrupted."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """How often the card asked each side since it was opened, and whether one of them has ended."""

    captured: int
    played: int
    ended: bool = False


class Link:
    """`now` is always in monotonic seconds and never goes back."""

    def __init__(self, now: float) -> None:
        self.state = State.FLOWING
        self._pause = SHORTEST_S
        self._due = now
        self._start(now)

    @property
    def lost(self) -> bool:
        """Whether sound does not flow."""
        return self.state is not State.FLOWING

    def beat(self, now: float, pulse: Pulse) -> Step | None:
        """Look at the streams, several times a second."""
        both = self._both_moved(now, pulse)
        match self.state:
            case State.FLOWING:
                if self._dead(now, pulse):
                    if now - self._since > STEADY_S:
                        self._pause = SHORTEST_S
                    self._wait(now)
                    return Step.LOST
            case State.WAITING:
                if both and not pulse.ended:
                    return self._flow(now)
                if now >= self._due:
                    self.state = State.OPENING
                    return Step.REOPEN
            case State.PROVING:
                if both and not pulse.ended:
                    return self._flow(now)
                if self._dead(now, pulse):
                    self._wait(now)
            case State.OPENING:
                pass
        return None

    def opened(self, now: float) -> None:
        """The streams are open and started."""
        self.state = State.PROVING
        self._start(now)

    def failed(self, now: float) -> None:
        """They could not be opened."""
        self._wait(now)

    def _start(self, now: float) -> None:
        self._since = now
        self._captured_at = self._played_at = now + STARTING_S - SILENT_S  # as if something came then
        self._last = Pulse(0, 0)
        self._moved = (False, False)

    def _flow(self, now: float) -> Step:
        self.state = State.FLOWING
        self._since = now
        return Step.BACK

    def _wait(self, now: float) -> None:
        self.state = State.WAITING
        self._due = now + self._pause
        self._pause = min(2 * self._pause, LONGEST_S)
        self._moved = (False, False)

    def _both_moved(self, now: float, pulse: Pulse) -> bool:
        """Whether each side has moved since the state began."""
        captured, played = self._moved
        if pulse.captured != self._last.captured:
            self._captured_at, captured = now, True
        if pulse.played != self._last.played:
            self._played_at, played = now, True
        self._last, self._moved = pulse, (captured, played)
        return captured and played

    def _dead(self, now: float, pulse: Pulse) -> bool:
        return pulse.ended or now - min(self._captured_at, self._played_at) > SILENT_S
