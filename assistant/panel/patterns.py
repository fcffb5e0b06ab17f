"""What each state looks like: a colour, and how its brightness moves. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from assistant.panel import Light

Colour = tuple[float, float, float]
"""Red, green and blue, each in [0, 1]."""

_BREATH_S = 2.0
_BREATH_FRAMES = 40
_DIMMEST = 0.05
_BLINK_S = 0.4


@dataclass(frozen=True, slots=True)
class Frame:
    """A brightness in [0, 1], and for how many seconds; None: for as long as the state lasts."""

    level: float
    seconds: float | None


class Motion(Enum):
    """How the brightness moves."""

    STEADY = "steady"
    BREATHING = "breathing"
    BLINKING = "blinking"


@dataclass(frozen=True, slots=True)
class Pattern:
    colour: Colour
    motion: Motion = Motion.STEADY


PATTERNS: Mapping[Light, Pattern] = {
    Light.ASLEEP: Pattern((0, 0, 0)),
    Light.LISTENING: Pattern((0, 0.3, 1)),
    Light.THINKING: Pattern((0.3, 0.1, 1), Motion.BREATHING),
    Light.SPEAKING: Pattern((0, 1, 0.2)),
    Light.MUTED: Pattern((1, 0, 0)),
    Light.ERROR: Pattern((1, 0, 0), Motion.BLINKING),
}
"""Muted and failed are told apart by the motion, for whoever sees no colours or has one lamp."""


def _breath(part: float) -> float:
    """Brightness at a part of the period in [0, 1): squared, as the eye sees evenly what grows faster and faster."""
    return _DIMMEST + (1 - _DIMMEST) * (0.5 - 0.5 * math.cos(2 * math.pi * part)) ** 2


FRAMES: Mapping[Motion, Sequence[Frame]] = {
    Motion.STEADY: (Frame(1, None),),
    Motion.BREATHING: tuple(
        Frame(_breath(i / _BREATH_FRAMES), _BREATH_S / _BREATH_FRAMES) for i in range(_BREATH_FRAMES)
    ),
    Motion.BLINKING: (Frame(1, _BLINK_S), Frame(0, _BLINK_S)),
}
"""One period of each motion, to be repeated."""
