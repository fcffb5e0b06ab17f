"""A thousand appointments over the end of March's short night, while the program is killed twenty times at random moments and
the board loses its power now and then: none is lost, none rings twice, each rings within half a second of its time."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time as real_time
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from assistant.skills.timers.appointment import State
from assistant.skills.timers.store import Appointments
from assistant.skills.timers.wall import local
from tests.skills.timers.fakes import PARIS, FileClock

COUNT = 1000
KILLS = 20
START = datetime(2026, 3, 29, 0, 45, tzinfo=PARIS)
SET_S = 2 * 3600
TOLERANCE_MS = 500
LONGEST_LIFE_S = 120


def plan(chance: random.Random) -> list[dict[str, Any]]:
    """Timers, and alarms and reminders, some of them daily, some in the hour that does not exist."""
    made: list[dict[str, Any]] = []
    for index in range(COUNT):
        set_s = START.timestamp() + 1 + chance.random() * SET_S
        kind = chance.choice(["timer", "alarm", "reminder"])
        one: dict[str, Any] = {"name": f"n{index}", "kind": kind, "set_s": set_s, "repeat": []}
        if kind == "timer":
            one["seconds"] = chance.randrange(5, 900)
        else:
            due = datetime.fromtimestamp(set_s, PARIS) + timedelta(minutes=chance.randrange(2, 16))
            one |= {"day": due.date().isoformat(), "time": f"{due:%H:%M}"}
            if kind == "alarm" and chance.random() < 0.2:
                one["repeat"] = list(range(7))
        made.append(one)
    return sorted(made, key=lambda one: float(one["set_s"]))


def live(folder: Path, boot_s: float, events: int, chance: random.Random) -> bool:
    """Let the program work until it has journalled some more events, then kill it. True when it came to its end before."""
    journal = folder / "journal"
    goal = journal.stat().st_size + events * 25
    deadline = real_time.monotonic() + LONGEST_LIFE_S
    with subprocess.Popen([sys.executable, "-m", "tests.skills.timers.crashing", str(folder), str(boot_s)]) as program:
        while program.poll() is None and journal.stat().st_size < goal:
            real_time.sleep(0.005)
            if real_time.monotonic() > deadline:
                program.kill()
                raise AssertionError("it rings for ever, or does nothing")
        real_time.sleep(chance.random() * 0.02)
        program.kill()
    return program.returncode == 0


def test_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    chance = random.Random(7)
    clock = tmp_path / "clock"
    FileClock.make(clock, START.timestamp())
    (tmp_path / "plan.json").write_text(json.dumps(plan(chance)))
    (tmp_path / "journal").touch()
    boot_s, downs = START.timestamp() - 500, []
    for kill in range(KILLS):
        assert not live(tmp_path, boot_s, chance.randrange(50, 150), chance), (
            "it ended before it was killed often enough"
        )
        killed_s = FileClock.at(clock)
        away_s = 4200 if kill == 17 else chance.choice([0, 0, 0.3, 5, 60, 400])
        FileClock.make(clock, killed_s + away_s)
        downs.append((killed_s * 1000, (killed_s + away_s) * 1000))
        if kill % 4 == 3:
            boot_s = killed_s + away_s - 20  # the board was started again
    assert live(tmp_path, boot_s, 10**9, chance)
    check((tmp_path / "journal").read_text().splitlines(), downs, Appointments(tmp_path / "timers.db"))


def check(journal: list[str], downs: list[tuple[float, float]], store: Appointments) -> None:
    begun: dict[tuple[str, str], int] = {}
    silenced: Counter[tuple[str, str]] = Counter()
    life = 0
    for line in journal:
        word, *rest = line.split()
        if word == "life":
            life += 1
        elif word == "ring":
            name, due, now = rest
            key = (name, due)
            assert silenced[key] == 0, f"{key} rang after it was silenced"
            assert begun.get(key) != life, f"{key} began twice"
            if key not in begun:
                assert punctual(float(due), float(now), downs), f"{key} rang at {now}"
            begun[key] = life
        elif word == "silent":
            silenced[rest[0], rest[1]] += 1
    assert life == KILLS + 1
    assert set(silenced.values()) == {1}
    missed = {a.name for a in store.all() if a.state is State.MISSED}
    assert missed, "nobody was away for more than an hour"
    rang = {name for name, _ in begun}
    assert rang | missed == {f"n{index}" for index in range(COUNT)}, "some were lost"
    assert not {name for name, _ in silenced} & missed, "some were silenced and told as missed"
    assert len(begun) == len(rang), "some rang at two times"
    waiting = [a for a in store.all() if a.state is State.WAITING]
    assert all(a.repeats for a in waiting)
    assert {local(a.when.utc_ms, "Europe/Paris").date() for a in waiting if a.when} == {date(2026, 3, 30)}


def punctual(due_ms: float, now_ms: float, downs: list[tuple[float, float]]) -> bool:
    """Within half a second of its time; or of when the program was back, when it was down then, or killed on the spot."""
    expected = due_ms
    for down, up in downs:
        if down - TOLERANCE_MS <= expected <= up:
            expected = up
    return due_ms - 1 <= now_ms <= expected + TOLERANCE_MS
