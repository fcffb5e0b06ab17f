"""`colibri bench`: a short conversation with the real models, saved and compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.bench.report import Figure, Report
from tests.cli.command import colibri


@pytest.mark.models
def test_a_conversation_is_measured_saved_drawn_and_compared(tmp_path: Path) -> None:
    before, saved, picture = (tmp_path / name for name in ("before.json", "saved.json", "turns.png"))
    before.write_text(Report({}, {"colibri": [Figure("peak_memory_mb", 1.0)]}).json())
    ended = colibri(
        "bench", "--turns", "2", "--fast", "--json", "--out", saved, "--picture", picture, "--compare", before
    )
    assert ended.code == 0
    (report,) = ended.records
    assert json.loads(saved.read_text()) == report
    assert picture.read_bytes().startswith(b"\x89PNG")
    figures = report["figures"]["colibri"]
    assert figures["unanswered"] == 0
    assert figures["response_ms"]["p50"] > 0
    assert figures["word_match_share"] > 0.5
    assert -100 < figures["speech_end_late_ms"]["p50"] < 150
    assert figures["startup_s"] > 0
    assert [turn["turn"] for turn in report["turns"]] == [1, 2]
    assert "turn 2 of 2" in ended.err
    assert "1 of 1 are more than 10 % worse" in ended.err


def test_an_earlier_report_that_is_none_is_refused_before_anything_is_measured(tmp_path: Path) -> None:
    (tmp_path / "no.json").write_text("{}")
    ended = colibri("bench", "--compare", tmp_path / "no.json")
    assert ended.code == 2
    assert "no report of colibri bench" in ended.err
    assert ended.out == ""


def test_a_picture_needs_turns() -> None:
    ended = colibri("bench", "--stages", "--picture", "turns.png")
    assert ended.code == 2
    assert "--naive" in ended.err


def test_models_that_are_missing_are_named(tmp_path: Path) -> None:
    ended = colibri("bench", environ={"COLIBRI_MODELS": str(tmp_path)})
    assert ended.code == 3
    assert "colibri models pull" in ended.err
