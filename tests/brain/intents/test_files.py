from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.brain.intents.files import read_files
from assistant.errors import UsageError
from tests.brain.intents.sentences import matcher, templates, write

GOOD = "language: en\nintents: {Do: {data: [{sentences: [do it]}]}}\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("language: en\nintnts: {}", "a.yaml:2: intnts: unknown key (did you mean intents?)"),
        ("intents:\n  Do:\n    date: []\n    data: [{sentences: [x]}]", "a.yaml:3: intents.Do.date: unknown key (did you mean data?)"),
        ("intents:\n  Do:\n    data:\n    - sentences: [x]\n      slot: {a: 1}", "a.yaml:5: intents.Do.data[0].slot: unknown key (did you mean slots?)"),
        ("intents:\n  Do:\n    data:\n    - sentences: [x]\n      response: ok", "a.yaml:5: intents.Do.data[0].response: unknown key; leave it out"),
        ("lists:\n  a:\n    vals: [x]", "a.yaml:3: lists.a.vals: unknown key (did you mean values?)"),
        ("lists:\n  a:\n    range: {from: 1, till: 3, to: 4}", "a.yaml:3: lists.a.range.till: unknown key"),
        ("lists:\n  a:\n    values:\n    - {inn: x, in: y}", "a.yaml:4: lists.a.values[0]"),
        ("intents:\n  Do:\n    data: []", "a.yaml:3: intents.Do.data: is too short; the least is 1"),
        ("intents:\n  Do: {}", "a.yaml:2: intents.Do.data: is missing; add it"),
        ("intents: [a]", "a.yaml:1: intents: must hold"),
        ("[a]", "a.yaml:1: "),
        ("intents: {Do: {data: [{sentences: [x}]}}", "a.yaml:1: is not valid YAML"),
        ("intents:\n  Do: {data: [{sentences: [x]}], action: {say: x}}", "a.yaml:2: intents.Do.action: a skill does this"),
        ("\0", "a.yaml:1: holds a character that text has not"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_file_and_line(tmp_path: Path, text: str, problem: str) -> None:
    path = write(tmp_path, "a.yaml", text)
    with pytest.raises(UsageError) as raised:
        read_files([path], ["en"], owned=False)
    assert problem in str(raised.value)


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    paths = [write(tmp_path, name, "intnts: {}\nlist: {}") for name in ("a.yaml", "b.yaml")]
    with pytest.raises(UsageError) as raised:
        read_files(paths, ["en"], owned=False)
    assert len(str(raised.value).splitlines()) == 4


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    large = write(tmp_path, "large.yaml", "# " + "x" * 300_000)
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError) as raised:
        read_files([large, binary, tmp_path / "absent.yaml", tmp_path], ["en"], owned=False)
    lines = str(raised.value).splitlines()
    assert ["split it" in lines[0], "save it as UTF-8" in lines[1]] == [True, True]
    assert all(line.startswith(str(tmp_path)) for line in lines)
    assert os.strerror(2) in lines[2]


def test_an_owner_has_to_name_the_language(tmp_path: Path) -> None:
    path = write(tmp_path, "a.yaml", "intents: {}")
    with pytest.raises(UsageError, match=r"a\.yaml:1: `language` is missing"):
        read_files([path], ["en"], owned=True)


def test_other_languages_are_left_out(tmp_path: Path) -> None:
    paths = [write(tmp_path, "a.yaml", GOOD), write(tmp_path, "b.yaml", GOOD.replace("en", "de", 1))]
    assert [file.path.name for file in read_files(paths, ["en", "fr"], owned=True)] == ["a.yaml"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (templates("ok", "turn (on"), r"skill.yaml:\d+: intents.Do.data\[0\].sentences\[1\]: '\(' is never closed"),
        (templates("ok", more="expansion_rules:\n  a: (b\n"), r"skill.yaml:\d+: expansion_rules.a: '\(' is never closed"),
        (templates("ok", more="lists:\n  a: {wildcard: true, values: [x]}"), r"skill.yaml:\d+: lists.a: needs exactly one of"),
        (templates("ok", more="lists:\n  a: {range: {from: 3, to: 1}}"), "lists.a: `from` has to be at most `to`"),
        (templates("ok", more="lists:\n  a: {values: [{in: '(a|b'}]}"), "lists.a: '\\(' is never closed"),
        (templates("ok", more="lists:\n  a: {values: [{in: '<b> c'}]}"), "lists.a: '<b> c': .*a value may use expansion rules"),
        (templates("ok", more="lists:\n  a: {values: ['(a|b|c|d)(a|b|c|d)(a|b|c|d)(a|b|c|d)(a|b|c|d)(a|b|c|d)']}"), "more than 2000 spellings"),
    ],
)  # fmt: skip
def test_templates_that_cannot_be_used(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        matcher(tmp_path, text)
