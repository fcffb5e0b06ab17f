from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.bench.report import Change, Figure, Report, changes, read
from assistant.bench.statistics import Spread
from assistant.errors import UsageError
from tests.bench.records import record

SPREAD = Spread(400, 800, 300, 900)


def report(*figures: Figure) -> Report:
    return Report({"colibri": "1"}, {"colibri": figures}, [record()])


def test_it_is_one_line_that_can_be_read_again(tmp_path: Path) -> None:
    made = report(Figure("response_ms", SPREAD), Figure("memory_mb", 600.0), Figure("missing", None))
    assert "\n" not in made.json()
    found = json.loads(made.json())
    assert found["colibri"] == "1"
    assert found["turns"][0]["transcript"] == "One"
    (tmp_path / "before.json").write_text(made.json())
    assert read(tmp_path / "before.json") == {
        "colibri": {
            "response_ms": {"p50": 400, "p95": 800, "min": 300, "max": 900},
            "memory_mb": 600,
            "missing": None,
        }
    }


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"figures": 1}', '{"figures": {"a": 1}}', "{"])
def test_what_is_no_report_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "no.json").write_text(text)
    with pytest.raises(UsageError, match="no report of colibri bench"):
        read(tmp_path / "no.json")


def test_bytes_and_absent_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "no.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="no report"):
        read(tmp_path / "no.json")
    with pytest.raises(UsageError, match="--out"):
        read(tmp_path / "absent.json")


def test_every_number_that_both_have_is_compared() -> None:
    before = {"colibri": {"response_ms": {"p50": 200, "p95": 800}, "memory_mb": 600, "old": 1, "kind": "x"}}
    after = report(Figure("response_ms", SPREAD), Figure("memory_mb", 500.0), Figure("new", 1.0), Figure("kind", 1.0))
    assert [(change.name, change.ratio, change.worse) for change in changes(before, after)] == [
        ("response_ms p50", 2.0, True),
        ("response_ms p95", 1.0, False),
        ("memory_mb", 0.833, False),
    ]


@pytest.mark.parametrize(
    ("better", "before", "after", "worse"),
    [
        ("less", 100, 110, False),
        ("less", 100, 111, True),
        ("less", 0, 1, True),
        ("more", 111, 100, True),
        ("more", 110, 100, False),
        ("more", 1, 0, True),
        ("neither", 1, 100, False),
        ("less", 1, None, False),
    ],
)
def test_more_than_a_tenth_worse_is_marked(better: str, before: float, after: float | None, worse: bool) -> None:
    assert Change("colibri", "x", before, after, better).worse is worse  # type: ignore[arg-type]
