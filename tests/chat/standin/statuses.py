"""What becomes of accepted messages, and when the platform tells of it."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fates:
    """How news of sent messages come. Shares are probabilities."""

    steps: tuple[str, ...] = ("sent", "delivered", "read")
    delay_s: tuple[float, float] = (0.0, 0.03)
    """Between two steps: from, to."""
    silent: float = 0.0
    """Share of the messages of which nothing is ever told."""
    skip: float = 0.0
    """Share of the steps that are left out."""
    duplicate: float = 0.0
    """Share of the steps that are told twice."""
    reorder: float = 0.0
    """Share of the messages whose steps come in any order."""
    fail: float = 0.0
    """Share of the messages that fail after they were accepted."""
    codes: tuple[int, ...] = (131026,)
    """What they fail with."""


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of news."""

    after_s: float
    state: str
    code: int | None = None


def plan(fates: Fates, rng: random.Random, *, voice: bool = False, failing: int | None = None) -> list[Step]:
    """All that will be told of one message, in the order in which it is told. `failing`: it fails with this code, for sure."""
    if failing is not None or rng.random() < fates.fail:
        return [Step(rng.uniform(*fates.delay_s), "failed", rng.choice(fates.codes) if failing is None else failing)]
    if rng.random() < fates.silent:
        return []
    states = [state for state in (*fates.steps, *(("played",) if voice else ())) if rng.random() >= fates.skip]
    states = [state for state in states for _ in range(2 if rng.random() < fates.duplicate else 1)]
    if rng.random() < fates.reorder:
        rng.shuffle(states)
    steps, at = [], 0.0
    for state in states:
        at += rng.uniform(*fates.delay_s)
        steps.append(Step(at, state))
    return steps
