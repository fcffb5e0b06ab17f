"""What the microphone's ring costs on this machine: time of a 20 ms write and read, and memory that writing asks for."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import numpy as np

from assistant.audio.ring import Ring
from assistant.types import SAMPLE_RATE, Audio, Samples, from_ms

BLOCK: Samples = from_ms(20)
"""What a sound card gives at once."""


@dataclass(frozen=True, slots=True)
class RingFigures:
    """Medians over the repeats, of one block of 20 ms."""

    write_ns: float
    read_ns: float
    """Taking the view, using none of it, and checking it."""
    kept_bytes: int
    """Memory more in use after the writes than before: 0 but for a few bytes of counters."""
    transient_bytes: int
    """Most memory in use at once during the writes; one block's copy would be 640."""


def measure(*, blocks: int = 5_000, repeats: int = 7, capacity_s: float = 60.0) -> RingFigures:
    """Write and read `blocks` blocks, `repeats` times, through a ring of `capacity_s` seconds. Takes about 0.2 s."""
    ring = Ring(round(capacity_s * SAMPLE_RATE))
    block = np.arange(BLOCK, dtype=np.int16)
    write_ns = _median_ns(lambda: _write(ring, block, blocks), blocks, repeats)
    read_ns = _median_ns(lambda: _read(ring, blocks), blocks, repeats)
    kept, transient = _allocated(lambda: _write(ring, block, blocks))
    return RingFigures(write_ns, read_ns, kept, transient)


def _write(ring: Ring, block: Audio, blocks: int) -> None:
    for _ in range(blocks):
        ring.write(block)


def _read(ring: Ring, blocks: int) -> None:
    """Read `blocks` blocks, starting again at the oldest sample whenever there are no more."""
    reader = ring.reader(ring.oldest)
    for _ in range(blocks):
        if reader.read(BLOCK) is None:
            reader.skip_to(ring.oldest)
        reader.check()


def _median_ns(work: Callable[[], None], count: int, repeats: int) -> float:
    """Nanoseconds per piece of work that does `count` pieces: median of `repeats`, after one to warm up."""
    work()
    taken = []
    for _ in range(repeats):
        begin = time.perf_counter_ns()
        work()
        taken.append((time.perf_counter_ns() - begin) / count)
    return median(taken)


def _allocated(work: Callable[[], None]) -> tuple[int, int]:
    """Bytes that `work` keeps, and the most it has at any moment, after one run to warm up."""
    was_tracing = tracemalloc.is_tracing()
    if not was_tracing:
        tracemalloc.start()
    try:
        work()
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        work()
        after, peak = tracemalloc.get_traced_memory()
    finally:
        if not was_tracing:
            tracemalloc.stop()
    return after - before, peak - before
