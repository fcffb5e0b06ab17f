"""`colibri memory`: list, add, forget."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import Ended, colibri


@pytest.fixture(autouse=True)
def own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path))


def memory(*arguments: str) -> Ended:
    return colibri("memory", *arguments)


def test_what_is_added_is_listed() -> None:
    assert memory("list").out == ""
    assert memory("add", "my car is red").code == 0
    assert memory("add", "My car is red!").out == "That is remembered already.\n"
    memory("add", "I like tea", "--person", "ann")
    assert memory("list").out == "my car is red\n"
    (record,) = memory("list", "--person", "ann", "--json").records
    assert (record["person"], record["text"], record["language"]) == ("ann", "I like tea", "en")


def test_forgetting() -> None:
    for fact in ("the gate code is 1", "the garage code is 2", "my car is red"):
        memory("add", fact)
    refused = memory("forget", "code")
    assert refused.code == 2
    assert "add --yes" in refused.err
    assert refused.out.splitlines() == ["the gate code is 1", "the garage code is 2"]
    assert memory("forget", "gate code", "--yes").out.splitlines()[-1] == "Forgotten: 1"
    assert memory("forget", "submarine", "--yes").code == 1
    assert memory("forget", "--all", "--yes").out.splitlines()[-1] == "Forgotten: 2"
    assert memory("forget", "--all", "--yes").out == "Nothing is remembered.\n"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("forget",), "say what to forget"),
        (("forget", "x", "--all"), "say what to forget"),
        (("add", " "), "nothing to remember"),
        (("add", "my car is red", "--language", "de"), "not configured"),
    ],
)
def test_bad_usage_says_how_to_mend_it(arguments: tuple[str, ...], reason: str) -> None:
    ended = memory(*arguments)
    assert ended.code == 2
    assert reason in ended.err


def test_too_long_is_refused() -> None:
    ended = memory("add", "a" * 501)
    assert ended.code == 1
    assert "say it shorter" in ended.err
