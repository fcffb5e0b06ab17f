"""The latency picture is a picture, whatever the turns are like."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from assistant.observe import waterfall
from assistant.observe.turns import TurnRecord
from tests.observe.test_turns import record


@pytest.mark.parametrize(
    "records",
    [
        [],
        [record()],
        [record(1, None)],
        [record(n, 100 * n) for n in range(1, 30)],
        [replace(record(), transcript="word " * 90)],
    ],
)
def test_it_has_a_row_for_every_answered_turn(tmp_path: Path, records: list[TurnRecord]) -> None:
    path = tmp_path / "latency.png"
    waterfall.draw(records, path)
    with Image.open(path) as image:
        rows = max(1, sum(each.response_ms is not None for each in records))
        assert image.size == (1200, 96 + 58 * rows + 60)


def test_stages_that_were_done_before_the_end_of_turn_are_drawn_before_it(tmp_path: Path) -> None:
    early = replace(record(), draft_s=2.14, stages_ms={"stt": 50, "llm_first_clause": 50, "tts_first_audio": 50})
    spans = waterfall.spans(early)
    assert [(round(start), round(stop)) for start, stop, _ in spans] == [(160, 210), (210, 260), (260, 310)]
