"""What rings now, what was missed, and when to look again. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from assistant.skills.timers.appointment import Appointment, State
from assistant.skills.timers.clocks import Reading
from assistant.skills.timers.wall import Wall, again

LATEST_MS = 3_600_000
"""What is overdue by as much as this does not ring any more, it is told."""

_FAR = timedelta(days=8)
"""No repeated time waits for a day so far after its next one, unless the clock was wrong: a week, when one was skipped."""

_SET_BACK_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Decision:
    """Each appointment as it is due: of one that repeats, the last occurrence until now."""

    ring: tuple[Appointment, ...] = ()
    """The one that has waited longest first."""
    missed: tuple[Appointment, ...] = ()
    sleep_ms: int | None = None
    """Until the next one is due; None when there is none."""


def decide(appointments: Iterable[Appointment], reading: Reading) -> Decision:
    """Judge everything that waits."""
    ring: list[tuple[int, Appointment]] = []
    missed: list[tuple[int, Appointment]] = []
    ahead: list[int] = []
    for appointment in appointments:
        left = appointment.left_ms(reading)
        if appointment.state is not State.WAITING or left is None:
            continue
        if left > 0:
            ahead.append(left)
            continue
        due = _last(appointment, reading)
        late = -(due.left_ms(reading) or 0)
        (ring if late < LATEST_MS else missed).append((late, due))
    return Decision(_longest_first(ring), _longest_first(missed), min(ahead, default=None))


def astray(
    appointments: Iterable[Appointment], reading: Reading, stepped_ms: int = 0
) -> list[tuple[Appointment, Wall]]:
    """Repeated times that wait for a day which only a wrong clock can have given them, each with its right one.

    `stepped_ms`: how far the clock was just set; after a small step back nothing is changed, so that nothing rings again.
    """
    found = []
    for appointment in appointments:
        wall = appointment.when
        if isinstance(wall, Wall) and wall.repeat and appointment.state is State.WAITING:
            right = again(wall, reading.utc_ms)
            if wall.day - right.day > (timedelta() if stepped_ms <= -_SET_BACK_MS else _FAR):
                found.append((appointment, right))
    return found


def _last(appointment: Appointment, reading: Reading) -> Appointment:
    if isinstance(appointment.when, Wall) and appointment.when.repeat:
        return replace(appointment, when=appointment.when.latest(reading.utc_ms))
    return appointment


def _longest_first(found: list[tuple[int, Appointment]]) -> tuple[Appointment, ...]:
    return tuple(appointment for _, appointment in sorted(found, key=lambda pair: -pair[0]))
