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


def test_the_legend_explains_everything_that_is_drawn(tmp_path: Path) -> None:
    """Each colour of a row, the line of the end of turn among them, stands in the legend too."""
    path = tmp_path / "latency.png"
    early = replace(record(), draft_s=2.14, stages_ms={"stt": 50, "llm_first_clause": 50, "tts_first_audio": 50})
    waterfall.draw([early], path)
    with Image.open(path).convert("RGB") as image:
        legend, row = image.crop((0, 56, 1200, 71)), image.crop((470, 102, 1000, 133))
        above_legend, above_row = image.crop((0, 51, 1200, 54)), image.crop((470, 97, 1000, 101))
        areas = (legend, row, above_legend, above_row)
        found = [{colour for _, colour in area.getcolors(100_000) or []} for area in areas]
    drawn = {(0xDF, 0xE5, 0xEC), (0xE0, 0x80, 0x3A), (0x3F, 0x7F, 0xBF), (0x5B, 0xA5, 0x6B), (0xB0, 0x5A, 0x9C)}
    assert drawn <= found[0]
    assert drawn <= found[1]
    line = (0x1D, 0x27, 0x33)  # taller than the text beside it and than the bars
    assert line in found[2]
    assert line in found[3]
