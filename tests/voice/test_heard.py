"""What was heard, by samples."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.voice.heard import SpokenClause, heard_text, spoken_clause

CLAUSES = [
    SpokenClause("The capital of France", 100, 1100, 100, 1100),
    SpokenClause("is Paris.", 1100, 1600, 1100, 1600),
]


def test_nothing_all_and_a_part() -> None:
    assert heard_text(CLAUSES, 100) == ""
    assert heard_text(CLAUSES, 1600) == "The capital of France is Paris."
    assert heard_text(CLAUSES, 1100) == "The capital of France"


def test_a_clause_is_cut_at_whole_words_in_proportion() -> None:
    assert heard_text(CLAUSES, 100 + 1000 * 12 // 21) == "The capital"
    assert heard_text(CLAUSES, 100 + 1000 * 10 // 21) == "The"


@given(st.lists(st.tuples(st.text("abc ", min_size=1), st.integers(1, 500)), max_size=8), st.integers(0, 5000))
def test_more_played_is_never_less_heard(parts: list[tuple[str, int]], played: int) -> None:
    clauses, at = [], 0
    for text, length in parts:
        clauses.append(SpokenClause(" ".join(text.split()), at, at + length, at, at + length))
        at += length
    whole = heard_text(clauses, at)
    assert whole.startswith(heard_text(clauses, played))
    assert len(heard_text(clauses, played)) <= len(heard_text(clauses, played + 50))


def test_silence_around_a_clause_is_no_part_of_its_words() -> None:
    quiet, loud = np.full(500, 20, np.int16), np.full(1000, 5000, np.int16)
    clause = spoken_clause("one two", np.concatenate([quiet, loud, quiet]), 100)
    assert (clause.start, clause.speech_start, clause.speech_stop, clause.stop) == (100, 600, 1600, 2100)
    assert heard_text([clause], 600) == ""
    assert heard_text([clause], 1100) == "one"
    assert heard_text([clause], 1600) == "one two"


def test_a_clause_without_sound_is_heard_when_it_has_passed() -> None:
    clause = spoken_clause("hush", np.zeros(100, np.int16), 0)
    assert heard_text([clause], 99) == ""
    assert heard_text([clause], 100) == "hush"
