"""A program that keeps things is killed again and again: what it said it kept is there, once, and no half of anything."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from assistant.brain.facts import Facts
from assistant.skills.lists.store import Entries

KILLS = 4
LONGEST_LIFE_S = 60


def lived(folder: Path, life: int) -> None:
    """Let it work until it has written some lines more, then kill it."""
    journal = folder / "journal"
    goal = (journal.stat().st_size if journal.exists() else 0) + 150 + life * 37
    deadline = time.monotonic() + LONGEST_LIFE_S
    with subprocess.Popen(
        [sys.executable, "-m", "tests.skills.crashing_keeper", str(folder), str(life * 10_000)]
    ) as program:
        while not journal.exists() or journal.stat().st_size < goal:
            assert program.poll() is None, "it ended by itself"
            assert time.monotonic() < deadline, "it does nothing"
            time.sleep(0.003)
        program.kill()


def test_nothing_is_lost_doubled_or_halved(tmp_path: Path) -> None:
    for life in range(KILLS):
        lived(tmp_path, life)
    written = [line.split() for line in (tmp_path / "journal").read_text().splitlines()]
    listed = Counter(entry.text for entry in Entries(tmp_path / "lists.db").on("shopping"))
    facts = Counter(Facts(tmp_path / "memory.db").all("owner"))
    assert {*listed.values(), *facts.values()} == {1}
    things = {number for kind, number in written if kind == "list"}
    assert {f"thing {number}" for number in things} <= listed.keys()
    assert {f"box {number} is in the cellar" for kind, number in written if kind == "fact"} <= facts.keys()
    halves = {
        text.split()[1] for text in listed if listed[f"thing {text.split()[1]}"] != listed[f"other {text.split()[1]}"]
    }
    assert not halves
    assert len(listed) <= 2 * (len(things) + KILLS), "only what each life was at when it ended may be there besides"
