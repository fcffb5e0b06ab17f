"""Others who use the assistant while somebody talks to it: two write without a pause, one sends voice notes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from assistant.bench.clips import Clip
from assistant.brain.brain import Brain, BrainSettings
from assistant.brain.session import Exchange
from assistant.config import Config
from assistant.daemon import Models
from assistant.workers import Priority

WRITERS = 2


@dataclass
class Served:
    """What they got meanwhile."""

    answers: int = 0
    pieces: int = 0
    """Of text, about one a token."""
    notes: int = 0
    """Voice notes that were understood."""


@asynccontextmanager
async def writing(config: Config, models: Models, clips: Sequence[Clip]) -> AsyncIterator[Served]:
    """They ask what `clips` ask, until the context is left. Raises what stopped one of them before."""
    served = Served()
    brain = Brain(models.llm, models.llm_worker, BrainSettings(max_tokens=config.llm.max_tokens))
    tasks = [asyncio.create_task(_write(brain, clips, number, served)) for number in range(WRITERS)]
    tasks.append(asyncio.create_task(_speak(models, clips, served)))
    try:
        yield served
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    for end in ends:
        if isinstance(end, BaseException) and not isinstance(end, asyncio.CancelledError):
            raise end  # the figures would be of nobody writing


async def _write(brain: Brain, clips: Sequence[Clip], first: int, served: Served) -> None:
    session = brain.new_session(aloud=False)
    number = first
    while True:
        clip = clips[number % len(clips)]
        reply = ""
        async for piece in await brain.answer(session, clip.text, clip.language, priority=Priority.CHAT):
            reply += piece
            served.pieces += 1
        await brain.remember(session, Exchange(clip.text, reply), clip.language, priority=Priority.CHAT)
        served.answers += 1
        number += WRITERS + 1


async def _speak(models: Models, clips: Sequence[Clip], served: Served) -> None:
    number = 0
    while True:
        clip = clips[number % len(clips)]
        await models.stt_worker.run(
            partial(models.stt.transcribe, clip.audio, languages=(clip.language,)), Priority.CHAT
        )
        served.notes += 1
        number += 1
