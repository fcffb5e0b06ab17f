from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.brain.clauses import Clause, ClauseSplitter

TEXTS = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="aB1,.!?… —-«»\"'\n", max_size=80),
    st.lists(
        st.sampled_from("the The capital of France is and but 5 km, Dr. Paris. « » ... ! — que est".split()),
        max_size=80,
    ).map(" ".join),
)


def split(text: str, language: str = "en") -> list[Clause]:
    splitter = ClauseSplitter(language)
    return splitter.feed(text) + splitter.finish()


CASES = [
    ("en", "The capital of France is Paris.", ["The capital of France is Paris."]),
    (
        "en",
        "The capital of France is the beautiful city of Paris. It has 2.1 million inhabitants, and it lies on the Seine.",
        [
            "The capital of France",
            "is the beautiful city of Paris.",
            "It has 2.1 million inhabitants,",
            "and it lies on the Seine.",
        ],
    ),
    ("en", "Sure, I can help. Ask away.", ["Sure,", "I can help.", "Ask away."]),
    ("en", "Dr. Smith lives in New York City today", ["Dr. Smith lives", "in New York City today"]),
    ("en", "Water boils at 100 degrees Celsius at sea level.", ["Water boils", "at 100 degrees Celsius at sea level."]),
    ("en", "March 3, 2024 was a Sunday.", ["March 3, 2024 was a Sunday."]),
    ("en", "I like tea because it is warm.", ["I like tea", "because it is warm."]),
    ("en", "To make a cup of tea you need water.", ["To make a cup of tea", "you need water."]),
    (
        "fr",
        "Le ciel est bleu parce que la lumière est diffusée.",
        ["Le ciel est bleu", "parce que la lumière est diffusée."],
    ),
    ("fr", "Bonjour ! « Oui. » Il fait beau.", ["Bonjour !", "« Oui. »", "Il fait beau."]),
    ("en", "... — !", []),
]


@pytest.mark.parametrize(("language", "text", "clauses"), CASES)
def test_clauses(language: str, text: str, clauses: list[str]) -> None:
    assert [clause.text for clause in split(text, language)] == clauses


def test_sentence_ends_are_marked() -> None:
    assert [clause.is_sentence_end for clause in split("Sure, I can. And then")] == [False, True, False]


def test_long_sentence_is_split_at_its_commas() -> None:
    text = "Yes. Red, " + "red green blue and some other colours, " * 8 + "done."
    clauses = [clause.text for clause in split(text)]
    assert max(len(clause.split()) for clause in clauses) <= 25
    assert all(clause.endswith((",", ".")) for clause in clauses)


def test_endless_sentence_without_commas_is_split_all_the_same() -> None:
    assert max(len(clause.text.split()) for clause in split("go " * 300)) <= 40


@given(text=TEXTS, language=st.sampled_from(["en", "fr", "de"]))
def test_nothing_is_lost_and_every_clause_can_be_spoken(text: str, language: str) -> None:
    clauses = split(text, language)
    if any(char.isalnum() for char in text):
        assert " ".join(clause.text for clause in clauses) == " ".join(text.split())
    assert all(any(char.isalnum() for char in clause.text) for clause in clauses)


@given(text=TEXTS, cuts=st.lists(st.integers(0, 200)))
def test_the_cut_of_the_stream_does_not_matter(text: str, cuts: list[int]) -> None:
    splitter = ClauseSplitter("en")
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    clauses = [clause for a, b in pairwise(edges) for clause in splitter.feed(text[a:b])]
    assert clauses + splitter.finish() == split(text)


@pytest.mark.parametrize(
    ("pieces", "clauses"),
    [
        (["Sure", ",", " I"], [[], [], ["Sure,"]]),
        (["It is Paris", ".", " T"], [[], [], ["It is Paris."]]),
        (["I like", " tea", " but", " n"], [[], [], [], ["I like tea"]]),
        (["one red bird flew past trees", " t"], [[], ["one red bird flew past trees"]]),
    ],
)
def test_a_clause_comes_with_the_piece_that_decides_it(pieces: list[str], clauses: list[list[str]]) -> None:
    splitter = ClauseSplitter("en")
    assert [[clause.text for clause in splitter.feed(piece)] for piece in pieces] == clauses


@given(words=st.lists(st.sampled_from("bird tree river quickly green jumps".split()), min_size=12, max_size=30))
def test_the_first_clause_never_exceeds_its_words(words: list[str]) -> None:
    assert len(split(" ".join(words))[0].text.split()) <= 6


def test_where_nobody_waits_the_first_sentence_is_whole_like_any_other() -> None:
    text = "Well, it rains today because of the wind from the sea. Take a coat, and an umbrella!"
    assert [clause.text for clause in ClauseSplitter("en", early_words=0).whole(text)] == [
        "Well, it rains today because of the wind from the sea.",
        "Take a coat, and an umbrella!",
    ]
