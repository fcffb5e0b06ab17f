"""Killed at any moment: what was acknowledged is there, whole."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from tests.chat.store.given import rows

KILLS = 20
CHILD = """
import asyncio, os, sys
from pathlib import Path
from tests.chat.store.given import LANE, message, new_job, opened, receive

async def one(store, name):
    await receive(store, message(name, at=float(name.rpartition(".")[2])), body=name.encode() * 50)
    os.write(1, f"received {name}\\n".encode())

async def answer(store):
    while True:
        for row in await store.inbox.take(LANE, 2000.0):
            if await store.inbox.finish([row.id], [new_job(f"{row.incoming.id}.{part}") for part in "xy"]):
                os.write(1, f"answered {row.incoming.id}\\n".encode())

async def run():
    async with opened(Path(sys.argv[1])) as store:
        answering = asyncio.create_task(answer(store))
        os.write(1, b"ready\\n")
        for start in range(0, 100000, 20):
            await asyncio.gather(*[one(store, f"{sys.argv[2]}.{number}") for number in range(start, start + 20)])

asyncio.run(run())
"""


def test_what_was_acknowledged_is_there(tmp_path: Path) -> None:
    path, chance = tmp_path / "chat.db", random.Random(7)
    received: set[str] = set()
    answered: set[str] = set()
    for number in range(KILLS):
        said = tmp_path / f"{number}.txt"
        with said.open("wb") as file:
            child = subprocess.Popen([sys.executable, "-c", CHILD, str(path), str(number)], stdout=file)
        deadline = time.monotonic() + 20.0
        while b"ready" not in said.read_bytes() and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(chance.uniform(0.0, 0.08))
        child.kill()
        child.wait()
        lines = [line for line in said.read_text().splitlines(keepends=True) if line.endswith("\n")]
        received |= {line.split()[1] for line in lines if line.startswith("received")}
        answered |= {line.split()[1] for line in lines if line.startswith("answered")}
    assert len(received) > KILLS
    assert answered
    kept = {str(event): state for event, state in rows(path, "SELECT event, state FROM inbox")}
    assert received <= kept.keys()
    assert all(kept[name] == "done" for name in answered)
    done = {name for name, state in kept.items() if state == "done"}
    keys = {str(key) for (key,) in rows(path, "SELECT key FROM outbox")}
    assert keys == {f"{name}.{part}" for name in done for part in "xy"}
    assert rows(path, "SELECT COUNT(*) FROM inbox WHERE body NOT IN (SELECT id FROM bodies)") == [(0,)]
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
