from __future__ import annotations

import asyncio

import numpy as np

from assistant.audio.replay import BLOCK
from assistant.bench.interview import Interview
from assistant.types import Audio
from tests.bench.fakes import clip


def play(device: Interview, busy: range = range(0)) -> Audio:
    """All that the microphone hears; the conversation is not at rest in these blocks."""
    ticks = 0

    async def listen() -> None:
        nonlocal ticks
        async for _ in device.ticks():
            ticks += 1

    device.at_rest = lambda: ticks not in busy
    asyncio.run(listen())
    return device.microphone.view(0, device.microphone.written).copy()


def test_questions_follow_each_other_after_a_rest_and_then_it_is_over() -> None:
    numbers: list[int] = []
    clips = [clip("One", 500), clip("Two", 300)]
    heard = play(Interview(clips, fast=True, pause_s=0.2, on_question=numbers.append))
    assert numbers == [1, 2]
    loud = np.flatnonzero(heard)
    assert len(loud) == 16 * 800
    assert np.flatnonzero(np.diff(loud) > 1).size == 1
    assert len(heard) == BLOCK * (
        9 + 25 + 9 + 15 + 10
    )  # the block in which the rest is long enough is a question's first


def test_it_knows_where_each_question_began() -> None:
    device = Interview([clip("One", 500), clip("Two", 300)], fast=True, pause_s=0.2)
    heard = play(device)
    for start in device.asked:
        assert heard[start] == 8000
        assert heard[start - 1] == 0


def test_the_next_question_waits_for_the_answer() -> None:
    device = Interview([clip("One", 400), clip("Two", 400)], fast=True, pause_s=0.2)
    play(device, busy=range(30, 200))
    assert device.asked[1] - 200 * BLOCK in (16 * 200 - BLOCK, 16 * 200)


def test_a_conversation_that_never_rests_ends_all_the_same() -> None:
    device = Interview([clip("One")], fast=True, ring_s=1)
    device.at_rest = lambda: False
    heard: list[None] = []

    async def listen() -> None:
        heard.extend([tick async for tick in device.ticks()])

    asyncio.run(listen())
    assert device.asked == []
    assert len(heard) == 180 * 50
