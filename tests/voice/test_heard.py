"""What was heard, by samples."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.voice.heard import SpokenClause, heard_text

CLAUSES = [SpokenClause("The capital of France", 100, 1100), SpokenClause("is Paris.", 1100, 1600)]


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
        clauses.append(SpokenClause(" ".join(text.split()), at, at + length))
        at += length
    whole = heard_text(clauses, at)
    assert whole.startswith(heard_text(clauses, played))
    assert len(heard_text(clauses, played)) <= len(heard_text(clauses, played + 50))
