"""The models run once, in tests/cli/test_bench_conversation.py; here is what needs none."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assistant.bench.run import Wanted, measure
from assistant.errors import ModelMissing
from assistant.models.store import ModelStore
from tests.bench.fakes import default_config


@pytest.mark.parametrize("wanted", [Wanted(turns=1), Wanted(turns=0, stages=True)])
def test_without_models_it_says_what_to_pull(wanted: Wanted, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="colibri models pull"):
        asyncio.run(measure(default_config(), ModelStore(tmp_path), wanted))


def test_nothing_wanted_is_a_report_of_the_board_alone(tmp_path: Path) -> None:
    report = asyncio.run(measure(default_config(), ModelStore(tmp_path), Wanted(turns=0)))
    assert report.sections == {}
    assert report.facts["board"]["cores"] >= 1
    assert report.facts["models"]["stt"] == "whisper-base"
