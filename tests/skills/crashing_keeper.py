"""A program that puts numbers on a list and into memory, and writes each down in a journal when that is done, until it is killed.
`test_keeping_crashes.py` runs it.

    python -m tests.skills.crashing_keeper FOLDER FIRST_NUMBER
"""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from assistant.registry import Options
from assistant.skills import Call, World
from assistant.skills.lists import Lists
from assistant.skills.memory import Memory


async def work(folder: Path, first: int) -> None:
    world = World(folder, lambda: datetime.now(UTC))
    lists, memory = Lists(world, Options()), Memory(world, Options())
    journal = os.open(folder / "journal", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for number in itertools.count(first):
        await lists.handle(Call("AddToList", "en", "", {"item": f"thing {number}, other {number}"}))
        os.write(journal, f"list {number}\n".encode())
        await memory.handle(Call("Remember", "en", "", {"fact": f"box {number} is in the cellar"}))
        os.write(journal, f"fact {number}\n".encode())


if __name__ == "__main__":
    asyncio.run(work(Path(sys.argv[1]), int(sys.argv[2])))
