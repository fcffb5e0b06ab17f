from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.config.document import MAX_BYTES, parse, parse_value, read, write


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("# only a comment", None),
        ("a: no", {"a": "no"}),
        ("a: true", {"a": True}),
        ("a: 2024-01-01", {"a": "2024-01-01"}),
        ("a: 12:30", {"a": "12:30"}),
        ("a: 010", {"a": 10}),
        ("a: 0x1F", {"a": 31}),
        ("a: -1.5e3", {"a": -1500.0}),
        ("a: ~", {"a": None}),
        ("a:", {"a": None}),
        ("a: !!str 5", {"a": "5"}),
        ("a: &x [1, two]\nb: *x", {"a": [1, "two"], "b": [1, "two"]}),
        ("\ufeffa: é", {"a": "é"}),
    ],
)
def test_speaks_the_core_schema_of_yaml_1_2(text: str, value: Any, tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(text, encoding="utf-8")
    document = read(tmp_path / "c.yaml")
    assert (document.data, document.problems) == (value, [])


def test_knows_the_line_of_every_value() -> None:
    lines = parse("a: 1\nb:\n  - x\n  - y: 2\n").lines
    assert lines == {(): 1, ("a",): 1, ("b",): 2, ("b", 0): 3, ("b", 1): 4, ("b", 1, "y"): 4}


@pytest.mark.parametrize(
    ("text", "loc", "line", "words"),
    [
        ("a: 1\nb: 2\na: 3", ("a",), 3, "twice, first in line 1"),
        ("a:\n  !!python/object/apply:os.system [ls]", ("a",), 2, "!!python/object/apply:os.system"),
        ("a: !secret x", ("a",), 1, "tag '!secret'"),
        ("a: !!int x", ("a",), 1, "tag '!!int'"),
        ("a: !!map [1]", ("a",), 1, "tag '!!map'"),
        ("a: !!binary aGk=", ("a",), 1, "tag '!!binary'"),
        ("1: a", (), 1, "key that is not text"),
        ("? [a]\n: b", (), 1, "key that is not text"),
        ("a: .nan", ("a",), 1, "finite"),
        ("a: -.inf", ("a",), 1, "finite"),
        ("a: 1e999", ("a",), 1, "too large"),
        ("a: 99999999999999999999", ("a",), 1, "too large"),
        (f"a: {'9' * 100_000}", ("a",), 1, "too large"),
        ('a: "\\ud800"', ("a",), 1, "character"),
        ('a: "\\0"', ("a",), 1, "character"),
        ('a: "\\U00FFFFFF"', (), 1, "escaped character"),
        ("x: 1\na: \0", (), 2, "text file"),
        ("a: [1, 2", (), 1, "not valid YAML"),
        ("a: 1\n\tb: 2", (), 2, "not valid YAML"),
        ("a: *nobody", (), 1, "undefined alias"),
        ("a: 1\n---\nb: 2", (), 2, "single document"),
        ("[" * 100_000, (), 1, "deeper than"),
        ("a: &a [*a]", (), 1, "deeper than"),
        ("- " * 50_000, (), 1, "deeper than"),
        ("[" + "1," * 50_000 + "]", (), 1, "more than"),
    ],
)
def test_refuses(text: str, loc: tuple[str, ...], line: int, words: str) -> None:
    (problem,) = parse(text).problems
    assert problem[:2] == (loc, line)
    assert words in problem[2]


def test_keeps_what_is_right_beside_what_is_wrong() -> None:
    document = parse("a: !x 1\nb: [1, .nan, 3]\nc: 4")
    assert document.data == {"b": [1, 3], "c": 4}
    assert [problem[0] for problem in document.problems] == [("a",), ("b", 1)]


def test_a_bomb_of_anchors_is_refused_before_it_grows() -> None:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 15)]
    (problem,) = parse("\n".join(lines)).problems
    assert "aliases included" in problem[2]


def test_files_that_are_no_text(tmp_path: Path) -> None:
    file = tmp_path / "c.yaml"
    for raw, line, words in [
        (b"a: 1\nb: \xff", 2, "UTF-8"),
        ("a: 1".encode("utf-16"), 1, "UTF-8"),
        (b"#" * (MAX_BYTES + 1), 1, "larger than"),
    ]:
        file.write_bytes(raw)
        (problem,) = read(file).problems
        assert problem[1] == line
        assert words in problem[2]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.yaml", tmp_path, Path("nul\0byte")):
        (problem,) = read(path).problems
        assert "cannot be read" in problem[2]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        (" 0.5 ", 0.5),
        ("true", True),
        ("null", None),
        ("", None),
        ("You are: nice # really", "You are: nice # really"),
        ("*star", "*star"),
        ('"12"', "12"),
        ("[en, fr]", ["en", "fr"]),
        ("{en: x}", {"en": "x"}),
    ],
)
def test_one_value(text: str, value: Any) -> None:
    document = parse_value(text)
    assert (document.data, document.problems) == (value, [])


@pytest.mark.parametrize("text", ["1e999", "[", "{a: 1, a: 2}", "\0"])
def test_one_value_that_is_none(text: str) -> None:
    assert parse_value(text).problems


_PLAIN = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(-1e18, 1e18)
_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co"))) | st.sampled_from(
    ["1e3", "no", "0o7", "1_000", "12:30", "~", "null", "2024-01-01", "0x1f", "=", "<<", "- a", "a: b", ".inf", "1."]
)


@given(
    st.recursive(
        _PLAIN | _TEXT,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
        max_leaves=8,
    )
)
def test_what_is_written_reads_back(data: Any) -> None:
    document = parse(write(data))
    assert (document.data, document.problems) == (data, [])
