from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chat.parts import split, utf16

MEASURES: list[Callable[[str], int]] = [len, utf16]
CHARACTERS = (
    "a é 日 e\u0301 n\u0303\u0323 👍 👍🏽 👨\u200d👩\u200d👧\u200d👦 🏳\ufe0f\u200d🌈 🇫🇷 🇩🇪 1\ufe0f\u20e3 한 \u1112\u1161\u11ab"
    " \u0915\u094d\u0937\u093f \u0e01\u0e33 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
).split()
"""Each is one character to its reader."""
any_text = st.text(st.characters(codec=None) | st.sampled_from("\n\n  .!?\u200d\u0301🇫👍\ud83d\ude00"), max_size=120)


def black(text: str) -> str:
    """All but its white space."""
    return "".join(char for char in text if not char.isspace())


@pytest.mark.parametrize("measure", MEASURES)
@given(text=any_text, most=st.integers(2, 40))
def test_loses_nothing_but_white_space(measure: Callable[[str], int], text: str, most: int) -> None:
    parts = split(text, most, measure)
    assert black("".join(parts)) == black(text)
    assert all(part and part == part.strip() and measure(part) <= most for part in parts)


@pytest.mark.parametrize("measure", MEASURES)
@given(drawn=st.lists(st.sampled_from([*CHARACTERS, " ", "\n"]), max_size=60), most=st.integers(14, 40))
def test_no_character_is_cut(measure: Callable[[str], int], drawn: list[str], most: int) -> None:
    text, characters = "".join(drawn), [char for char in drawn if not char.isspace()]
    left = list(characters)
    for part in split(text, most, measure):
        rest = black(part)
        while rest:
            assert rest.startswith(left[0])
            rest = rest.removeprefix(left.pop(0))
    assert left == []


@given(count=st.integers(1, 30), most=st.integers(2, 20))
def test_flags_in_a_row_are_cut_between_two(count: int, most: int) -> None:
    assert all(len(part) % 2 == 0 for part in split("🇫🇷" * count, most))


def test_a_character_with_too_many_marks_is_cut_all_the_same() -> None:
    zalgo = "a" + "\u0301" * 50
    assert "".join(split(zalgo, 10)) == zalgo
    assert max(map(len, split(zalgo, 10))) == 10


def test_halves_of_a_pair_stay_together() -> None:
    assert split("\ud83d\ude00" * 3, 3) == ["\ud83d\ude00"] * 3


def test_a_character_for_which_there_is_no_room_is_a_part() -> None:
    assert split("a👍b", 1, utf16) == ["a", "👍", "b"]


def test_what_fits_is_one_part() -> None:
    assert split("  Hello.\n\nYou.  ", 12) == ["Hello.\n\nYou."]
    assert split(" \n ", 10) == []
    assert split("", 10) == []


def test_cut_at_the_last_paragraph_that_fits() -> None:
    one, two, three = "One is. It is.", "Two is.\nIt is.", "Three is. It is."
    assert split(f"{one}\n\n{two}\n \n{three}", 34) == [f"{one}\n\n{two}", three]


def test_a_heading_alone_is_no_part_where_a_sentence_ends_later() -> None:
    text = "Tea\n\nBoil the water. Take the leaves. Wait."
    assert split(text, 36) == ["Tea\n\nBoil the water.", "Take the leaves. Wait."]


def test_cut_at_the_last_sentence_that_ends() -> None:
    text = "It costs 3.50 euros at Dr. Martin's. Shall I order it? Yes or no will do."
    assert split(text, 60) == [
        "It costs 3.50 euros at Dr. Martin's. Shall I order it?",
        "Yes or no will do.",
    ]
    assert split(text, 50) == ["It costs 3.50 euros at Dr. Martin's.", "Shall I order it? Yes or no will do."]


def test_lines_of_a_list_stay_whole() -> None:
    assert split("- brown bread\n- green apples\n- milk", 30) == ["- brown bread\n- green apples", "- milk"]


def test_the_number_of_a_line_is_no_sentence() -> None:
    assert split("Here is how\n1. Take the bread\n2. Toast", 34) == ["Here is how\n1. Take the bread", "2. Toast"]


def test_full_width_stops_need_no_space() -> None:
    assert split("今日は晴れです。明日は雨が降るでしょう。", 15) == ["今日は晴れです。", "明日は雨が降るでしょう。"]


def test_else_at_a_space_but_not_one_that_joins() -> None:
    assert split("one two three four", 10) == ["one two", "three four"]
    assert split("il a dit\u00a0: non", 9) == ["il a", "dit\u00a0: non"]
    assert split("a b \u0301c", 4) == ["a", "b \u0301c"]


def test_a_word_that_is_too_long_is_cut() -> None:
    assert split("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_an_address_that_fits_is_not_cut() -> None:
    address = "https://example.org/a/very/long/way"
    assert split(f"See:{address}", 36) == ["See:", address]
    assert split(f"Read it at {address} tonight.", 36) == ["Read it at", address, "tonight."]
    assert split("https://example.org/" + "x" * 20, 30) == ["https://example.org/" + "x" * 10, "x" * 10]


@pytest.mark.parametrize(
    "text", ["." * 40_000, "\n " * 20_000 + "x", "🇫" * 40_000, "a\u0301" * 20_000, "www." * 10_000]
)
def test_strange_texts_take_no_time(text: str) -> None:
    started = time.process_time()
    assert black("".join(split(text, 4096, utf16))) == black(text)
    assert time.process_time() - started < 3


def test_utf16_counts_as_the_platforms_do() -> None:
    assert [utf16(text) for text in ("", "a", "é", "日", "👍", "👨\u200d👩\u200d👧\u200d👦", "\ud83d")] == [
        0,
        1,
        1,
        1,
        2,
        11,
        1,
    ]
