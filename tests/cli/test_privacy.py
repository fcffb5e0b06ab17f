"""`colibri privacy`: what is kept comes out, and goes."""

from __future__ import annotations

import json
from pathlib import Path

from assistant.brain.diary import Diary
from assistant.brain.session import Exchange
from assistant.people import OWNER
from tests.cli.command import Ended, colibri

KEPT = "privacy.transcripts_days=7"


def privacy(folder: Path, *arguments: str) -> Ended:
    return colibri("privacy", *arguments, "--set", KEPT, environ={"STATE_DIRECTORY": str(folder)})


def keep(folder: Path) -> None:
    diary = Diary(folder / "skills" / "diary.db", 7)
    diary.add(OWNER, Exchange("Hello.", "Grüß Gott."))
    diary.close()


def test_all_that_is_kept_comes_out(tmp_path: Path) -> None:
    keep(tmp_path)
    exported = json.loads(privacy(tmp_path, "export").out)
    assert exported["person"] == "owner"
    assert exported["conversations"][0]["assistant"] == "Grüß Gott."
    assert {"lists", "memory"} <= exported.keys()
    assert privacy(tmp_path, "export", "--person", "anna", "--out", str(tmp_path / "anna.json")).out == ""
    assert json.loads((tmp_path / "anna.json").read_text())["conversations"] == []


def test_all_that_is_kept_goes(tmp_path: Path) -> None:
    keep(tmp_path)
    refused = privacy(tmp_path, "erase")
    assert refused.code == 2
    assert "give --yes" in refused.err
    assert privacy(tmp_path, "erase", "--yes").out == "1 entry erased\n"
    assert json.loads(privacy(tmp_path, "export").out)["conversations"] == []
