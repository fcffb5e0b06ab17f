"""Phrases kept as audio, within their bound."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.voice.phrases import LONGEST_S, PhraseCache, apology


def test_what_was_kept_comes_back_and_a_long_clause_is_not_kept() -> None:
    cache = PhraseCache(1000)
    cache.keep("en", "Okay.", np.ones(500, np.int16))
    cache.keep("en", "Long.", np.ones(round(LONGEST_S * 1000) + 1, np.int16))
    kept = cache.get("en", "Okay.")
    assert kept is not None
    assert len(kept) == 500
    assert cache.get("fr", "Okay.") is None
    assert cache.get("en", "Long.") is None


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 3000)), max_size=50))
def test_it_stays_within_its_bound_and_forgets_the_longest_unused(steps: list[tuple[int, int]]) -> None:
    cache, order, sizes = PhraseCache(1000, capacity_s=6.0), list[int](), dict[int, int]()
    for name, length in steps:
        cache.keep("en", str(name), np.ones(length, np.int16))
        if name not in sizes:
            sizes[name] = length
            order.append(name)
        while sum(sizes.values()) > 6000:
            del sizes[order.pop(0)]
    assert {name for name in range(10) if cache.get("en", str(name)) is not None} == set(sizes)


def test_an_apology_in_every_language() -> None:
    assert apology("fr") != apology("en")
    assert apology("xx") == apology("en")
