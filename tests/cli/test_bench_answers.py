"""`colibri bench --answers` with the real model, whose answers are cut off early here."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.bench import answers
from tests.cli.command import colibri


@pytest.mark.models
def test_the_answers_are_counted_and_kept(tmp_path: Path) -> None:
    saved = tmp_path / "answers.json"
    ended = colibri("bench", "--answers", "--json", "--out", saved, "--set", "llm.max_tokens=8")
    assert ended.code == 0
    (report,) = ended.records
    asked = answers.load(["en"])
    assert [one["question"] for one in report["answers"]] == [question.ask for question in asked]
    assert list(report["figures"]) == ["answers, en"]
    assert report["figures"]["answers, en"]["fact_right_share"] > 0.5
    assert report["turns"] == []
    assert f"question {len(asked)} of {len(asked)}" in ended.err
    assert saved.exists()


def test_there_are_no_turns_to_draw(tmp_path: Path) -> None:
    ended = colibri("bench", "--answers", "--picture", tmp_path / "no.png")
    assert ended.code == 2
    assert "--answers alone has none" in ended.err
