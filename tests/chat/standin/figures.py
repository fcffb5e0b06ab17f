"""How long answers took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figures:
    """In milliseconds."""

    count: int
    p50: float
    p95: float
    p99: float
    worst: float

    def json(self) -> dict[str, float]:
        return asdict(self)


def figures(seconds: Sequence[float]) -> Figures:
    """Of so many durations in seconds; all 0 where there are none. A percentile is one of the durations (nearest rank)."""
    found = sorted(round(1000 * one, 3) for one in seconds)

    def rank(share: float) -> float:
        return found[max(0, -int(-share * len(found) // 1) - 1)] if found else 0.0

    return Figures(len(found), rank(0.5), rank(0.95), rank(0.99), found[-1] if found else 0.0)
