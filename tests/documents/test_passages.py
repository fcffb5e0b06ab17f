from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.content import Block
from assistant.documents.passages import ENOUGH_WORDS, MOST_WORDS, sentences, split


def block(words: int, *headings: str, line: int = 1, page: int | None = None) -> Block:
    return Block(" ".join(["word"] * words), headings, line, page)


def test_small_blocks_are_put_together_up_to_enough() -> None:
    pieces = list(split([block(25, line=at) for at in range(1, 7)]))
    assert [(len(piece.text.split()), piece.line) for piece in pieces] == [(75, 1), (75, 4)]
    assert pieces[0].text.count("word.") == 3


def test_headings_and_pages_part_passages() -> None:
    pieces = list(split([block(5, "A"), block(5, "A", "B"), block(5, "A", page=2), block(5, "A", page=3)]))
    assert [(piece.headings, piece.page) for piece in pieces] == [
        (("A",), None),
        (("A", "B"), None),
        (("A",), 2),
        (("A",), 3),
    ]


def test_long_blocks_are_cut_between_sentences() -> None:
    sentence = " ".join(["word"] * 39) + " end."
    pieces = list(split([Block(" ".join([sentence] * 7).replace(". word", ". Word"), (), 1)]))
    assert [len(piece.text.split()) for piece in pieces] == [120, 120, 40]
    assert all(piece.text.endswith("end.") for piece in pieces)


def test_abbreviations_and_times_do_not_end_sentences() -> None:
    text = "Dr. Osei is there at 9 a.m. on Mondays. Il est tard ! Vraiment."
    assert sentences(text) == ["Dr. Osei is there at 9 a.m. on Mondays.", "Il est tard !", "Vraiment."]


@given(
    st.lists(st.lists(st.text("ab.!? ", min_size=1, max_size=300), min_size=1, max_size=60).map(" ".join), max_size=6)
)
def test_nothing_is_lost_and_no_passage_is_too_long(texts: list[str]) -> None:
    pieces = list(split(Block(" ".join(text.split()), (), 1) for text in texts if text.split()))
    assert all(len(piece.text.split()) <= MOST_WORDS for piece in pieces)
    assert ENOUGH_WORDS < MOST_WORDS
    said = "".join("".join(texts).split())
    kept = "".join("".join(piece.text.split()) for piece in pieces)
    assert [char for char in kept if char != "."] == [char for char in said if char != "."]
