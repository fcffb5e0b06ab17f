"""How soon a pause is worth a draft. Pure.

A draft that is begun early makes a fast answer; a draft that is dropped cost processor time for nothing. So the silence that a
draft needs grows with every draft of this turn that was dropped, and more gently with the share of recent turns that
dropped many. Under pressure (a hot or busy board) there are no drafts: work begins at the end of the turn.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.types import Samples, from_ms


@dataclass(frozen=True, slots=True)
class EagernessSettings:
    """Lengths in samples at 16 kHz."""

    soonest: Samples = from_ms(32)
    """Silence after which the first draft of a turn begins."""
    latest: Samples = from_ms(320)
    """Silence after which a draft begins however many were dropped."""
    growth: float = 1.5
    """By how much each dropped draft of a turn lengthens that silence."""
    memory: float = 0.8
    """Weight of the turns before this one in the average of dropped drafts a turn."""
    tolerated: float = 1.0
    """Dropped drafts a turn, on average, that cost no eagerness."""
    most: int = 8
    """Drafts of one turn that may be begun before its end."""


class Eagerness:
    """Ask `pause` for the silence that the next draft needs; report what became of drafts."""

    def __init__(self, settings: EagernessSettings) -> None:
        self._settings = settings
        self._dropped = 0
        self._average = 0.0
        self.pressed = False
        """Whether the board is under pressure."""

    @property
    def pause(self) -> Samples | None:
        """Silence in samples after which a draft may begin; None: not before the end of the turn."""
        settings = self._settings
        if self.pressed or self._dropped >= settings.most:
            return None
        habit = max(0.0, self._average - settings.tolerated)
        wanted: float = settings.soonest * settings.growth ** (self._dropped + habit)
        return min(settings.latest, round(wanted))

    def dropped(self) -> None:
        """A draft of this turn was dropped."""
        self._dropped += 1

    def turn_over(self) -> None:
        """The turn has ended; the next one begins afresh, with what was learned."""
        memory = self._settings.memory
        self._average = memory * self._average + (1 - memory) * self._dropped
        self._dropped = 0
