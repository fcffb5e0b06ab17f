from __future__ import annotations

import tracemalloc

import pytest

from assistant.bench.ring import BLOCK, measure


def test_every_figure_is_measured() -> None:
    figures = measure(blocks=200, repeats=3, capacity_s=0.5)
    assert figures.write_ns > 0
    assert figures.read_ns > 0


def test_writing_allocates_no_copy_of_a_block() -> None:
    figures = measure(blocks=500, repeats=1, capacity_s=0.5)
    assert figures.kept_bytes < 200
    assert figures.transient_bytes < 2 * BLOCK


@pytest.mark.parametrize("tracing", [False, True])
def test_tracing_is_left_as_it_was(tracing: bool) -> None:
    if tracing:
        tracemalloc.start()
    try:
        measure(blocks=20, repeats=1, capacity_s=0.5)
        assert tracemalloc.is_tracing() == tracing
    finally:
        tracemalloc.stop()
