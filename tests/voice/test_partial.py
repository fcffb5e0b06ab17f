"""Partial transcripts: when they are due, and that they give way."""

from __future__ import annotations

import asyncio

from assistant.audio.ring import Ring
from assistant.brain.brain import Brain, BrainSettings
from assistant.types import from_ms
from assistant.voice.partial import EVERY, FIRST, Partials, Schedule
from assistant.workers import Worker
from tests.fakes import ScriptedLlm, ScriptedStt, speech


def test_the_first_waits_for_some_words_and_the_next_for_some_more() -> None:
    schedule = Schedule()
    assert not schedule.due(FIRST - 1)
    assert schedule.due(FIRST)
    schedule.done(FIRST, 0.05)
    assert not schedule.due(FIRST + EVERY - 1)
    assert schedule.due(FIRST + EVERY)
    schedule.reset()
    assert schedule.due(FIRST)


def test_a_slow_board_makes_fewer() -> None:
    schedule = Schedule()
    schedule.done(FIRST, 1.0)
    assert not schedule.due(FIRST + from_ms(3900))
    assert schedule.due(FIRST + from_ms(4000))


def test_one_that_is_overtaken_is_neither_shown_nor_read() -> None:
    ring, llm, shown = Ring(32_000), ScriptedLlm(), list[str]()
    ring.write(speech(1000))
    worker = Worker("test")

    async def story() -> None:
        brain = Brain(llm, worker, BrainSettings())
        partials = Partials(ring, ScriptedStt("What is", "What is the"), worker, brain, ["en"], shown.append)
        partials.begin()
        making = asyncio.create_task(partials.make(0, brain.new_session()))
        await asyncio.sleep(0)
        assert not partials.due(0)
        partials.stop()
        await making
        assert shown == []
        assert llm.prefilled == []
        await partials.make(0, brain.new_session())
        assert shown == ["What is the"]
        assert llm.prefilled[0][-1].content == "What is"

    try:
        asyncio.run(story())
    finally:
        worker.close()
