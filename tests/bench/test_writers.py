"""Others use the assistant while somebody talks to it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.bench.writers import Served, writing
from assistant.errors import ColibriError
from tests.bench.fakes import clip, default_config, scripted
from tests.fakes import ScriptedLlm, ScriptedStt

CLIPS = [clip("What time is it?"), clip("Good morning."), clip("Thank you.")]


MANY = 10_000


class Broken(ScriptedLlm):
    def stream(self, *args: Any, **options: Any) -> Iterator[str]:
        raise ColibriError("the model is broken")


async def _until(served: Served, answers: int, notes: int) -> None:
    async with asyncio.timeout(10):
        while served.answers < answers or served.notes < notes:
            await asyncio.sleep(0.01)


def test_they_write_and_speak_until_the_context_is_left() -> None:
    llm = ScriptedLlm(*["Of course."] * MANY)

    async def serve() -> None:
        with scripted(ScriptedStt(*["What time is it?"] * MANY), llm) as models:
            async with writing(default_config(), models, CLIPS) as served:
                await _until(served, answers=4, notes=2)
            assert served.pieces >= served.answers
            answers, notes = served.answers, served.notes
            await asyncio.sleep(0.05)
            assert (served.answers, served.notes) == (answers, notes)

    asyncio.run(serve())


def test_what_stops_a_writer_is_no_silent_success() -> None:
    async def serve() -> None:
        with scripted(ScriptedStt(*["Good morning."] * MANY), Broken()) as models:
            async with writing(default_config(), models, CLIPS) as served:
                await _until(served, answers=0, notes=2)

    with pytest.raises(ColibriError, match="the model is broken"):
        asyncio.run(serve())
