"""Rate limits that are enforced."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """So many messages a second, of which `burst` may come at once."""

    per_s: float
    burst: int


@dataclass(frozen=True, slots=True)
class Rates:
    """Of an account, and to one person. None: no limit."""

    account: Rate | None = None
    pair: Rate | None = None


class Buckets:
    """One bucket for each key. `slack`: how many more are let pass than are told, for a network that bunches what was sent evenly."""

    def __init__(self, rate: Rate | None, slack: int = 2, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self.slack = slack
        self._clock = clock
        self._full_at: dict[str, float] = {}
        """When the bucket will be full again."""

    def wait_s(self, key: str = "") -> float:
        """How long until one more may pass; 0: now."""
        if self.rate is None:
            return 0.0
        missing_s = self._full_at.get(key, 0.0) - self._clock()
        return max(0.0, missing_s - (self.rate.burst + self.slack - 1) / self.rate.per_s)

    def take(self, key: str = "") -> None:
        """One passes."""
        if self.rate is not None:
            self._full_at[key] = max(self._full_at.get(key, 0.0), self._clock()) + 1 / self.rate.per_s
