"""Courtesy: the chat waits while somebody talks, and no longer."""

from __future__ import annotations

import asyncio

import pytest

from assistant.observe.turns import TurnRecord
from assistant.turns.states import State
from assistant.voice import courtesy
from assistant.voice.courtesy import Courtesy
from assistant.workers import Priority, Worker


class Watching:
    def __init__(self) -> None:
        self.states: list[State] = []

    def state(self, state: State) -> None:
        self.states.append(state)

    def transcript(self, text: str) -> None: ...

    def turn(self, record: TurnRecord) -> None: ...


async def _waits(worker: Worker) -> bool:
    """Whether a job of the chat has to wait now."""
    job = asyncio.create_task(worker.run(lambda: None, Priority.CHAT))
    await worker.run(lambda: None)
    await asyncio.sleep(0.02)
    waits = not job.done()
    worker.hold(False)
    await job
    if waits:
        worker.hold(True)
    return waits


def test_the_chat_waits_from_the_first_sound_to_the_last() -> None:
    async def story() -> None:
        worker, watching = Worker("test"), Watching()
        polite = Courtesy(watching, [worker])
        told = [
            State.LISTENING,
            State.HEARING,
            State.PAUSED,
            State.THINKING,
            State.SPEAKING,
            State.DUCKED,
            State.ASLEEP,
        ]
        waited = []
        for state in told:
            polite.state(state)
            waited.append(await _waits(worker))
        assert waited == [False, True, True, True, True, True, False]
        assert watching.states == told
        polite.close()
        worker.close()

    asyncio.run(story())


def test_a_room_that_is_never_quiet_does_not_keep_the_chat_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courtesy, "LONGEST_S", 0.05)

    async def story() -> None:
        worker = Worker("test")
        polite = Courtesy(Watching(), [worker])
        polite.state(State.HEARING)
        polite.state(State.PAUSED)  # still the same conversation
        await asyncio.wait_for(worker.run(lambda: None, Priority.CHAT), 5)
        polite.close()
        worker.close()

    asyncio.run(story())
