"""What is kept about a timer, an alarm or a reminder, and how far away it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.people import OWNER
from assistant.skills.timers.clocks import Reading
from assistant.skills.timers.wall import Wall


class Kind(StrEnum):
    TIMER = "timer"
    ALARM = "alarm"
    REMINDER = "reminder"


class State(StrEnum):
    WAITING = "waiting"
    RINGING = "ringing"
    MISSED = "missed"
    """Its time went by while nobody could ring; it is to be told."""


@dataclass(frozen=True, slots=True)
class Span:
    """So long from when it was set, whatever is done to the clock meanwhile.

    `uptime_ms` is the end on the clock that counts since the board started, and decides as long as that start, `boot`, is the
    same. After another start only `utc_ms`, milliseconds of Unix time, is left to go by.
    """

    utc_ms: int
    boot: str
    uptime_ms: int

    def later(self, milliseconds: int) -> Span:
        """The same, moved."""
        return replace(self, utc_ms=self.utc_ms + milliseconds, uptime_ms=self.uptime_ms + milliseconds)


def span(reading: Reading, seconds: float) -> Span:
    """Ends `seconds` after `reading`."""
    return Span(reading.utc_ms, reading.boot, reading.uptime_ms).later(round(seconds * 1000))


@dataclass(frozen=True, slots=True)
class Appointment:
    """Something that is to ring once; or, when its `Wall` repeats, again and again."""

    id: int
    kind: Kind
    name: str
    """What it is for, as it was said; of a reminder its text. May be empty."""
    language: str
    """ISO 639-1: of who set it, and so of what is said when it rings."""
    when: Span | Wall | None
    """None: a reminder of no time, which never rings and is only listed."""
    length_s: int | None = None
    """Of a timer, as it was set: by this an unnamed one is known."""
    state: State = State.WAITING
    person: str = OWNER.id
    """Who set it: it rings in the room for all, and is written to their phone."""

    @property
    def repeats(self) -> bool:
        return isinstance(self.when, Wall) and bool(self.when.repeat)

    def left_ms(self, reading: Reading) -> int | None:
        """Milliseconds until it is due, negative after; None when it never is."""
        if self.when is None:
            return None
        if isinstance(self.when, Span) and self.when.boot == reading.boot:
            return self.when.uptime_ms - reading.uptime_ms
        return self.when.utc_ms - reading.utc_ms
