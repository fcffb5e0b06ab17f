"""Lights and earcons follow the conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from assistant.observe.turns import TurnRecord
from assistant.panel import Light
from assistant.turns.states import State
from assistant.voice import feedback
from assistant.voice.earcons import Earcon
from assistant.voice.feedback import Feedback
from tests.fakes import Diary


class Lamp:
    """A panel that remembers."""

    def __init__(self) -> None:
        self.shown: list[Light] = []
        self.closed = False

    def show(self, light: Light) -> None:
        if self.shown[-1:] != [light]:
            self.shown.append(light)

    def close(self) -> None:
        self.closed = True


def lived(*steps: Callable[[Feedback], None], pause_s: float = 0) -> tuple[Lamp, list[Earcon], Diary]:
    lamp, played, diary = Lamp(), list[Earcon](), Diary()

    async def live() -> None:
        told = Feedback(diary, lamp, played.append)
        for step in steps:
            step(told)
        await asyncio.sleep(pause_s)
        told.close()

    asyncio.run(live())
    return lamp, played, diary


def entering(state: State) -> Callable[[Feedback], None]:
    return lambda told: told.state(state)


def failed(told: Feedback) -> None:
    told.turn(TurnRecord(1, None, 0, 1, 1, 1, None, None, "Hello?", "en", "", "", "error", False, 1, {}, 0.1))


def test_a_turn_is_shown_from_sleep_to_sleep() -> None:
    states = (State.ASLEEP, State.LISTENING, State.HEARING, State.PAUSED, State.THINKING, State.SPEAKING, State.DUCKED)
    lamp, played, diary = lived(*map(entering, [*states, State.HUSHED, State.ASLEEP]))
    assert lamp.shown == [Light.ASLEEP, Light.LISTENING, Light.THINKING, Light.SPEAKING, Light.ASLEEP]
    assert played == [Earcon.AWAKE]
    assert diary.states[-1] is State.ASLEEP
    assert lamp.closed


def test_who_goes_on_in_the_same_breath_is_not_talked_into() -> None:
    _, played, _ = lived(entering(State.ASLEEP), entering(State.HEARING))
    assert played == []


def test_a_muted_microphone_is_shown_whatever_happens() -> None:
    lamp, _, _ = lived(lambda told: told.muted(True), entering(State.SPEAKING), lambda told: told.muted(False))
    assert lamp.shown == [Light.MUTED, Light.SPEAKING]


def test_an_answer_that_takes_long_is_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "UNDERSTOOD_AFTER_S", 0.0)
    _, played, _ = lived(entering(State.THINKING), pause_s=0.05)
    assert played == [Earcon.UNDERSTOOD]
    _, played, _ = lived(entering(State.THINKING), entering(State.SPEAKING), pause_s=0.05)
    assert played == []


def test_an_error_is_shown_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "ERROR_S", 0.0)
    lamp, played, diary = lived(entering(State.SPEAKING), failed, pause_s=0.05)
    assert lamp.shown == [Light.SPEAKING, Light.ERROR, Light.SPEAKING]
    assert played == [Earcon.ERROR]
    assert len(diary.turns) == 1


def test_without_lights_and_earcons_the_observer_is_told_all_the_same() -> None:
    async def live() -> Diary:
        diary = Diary()
        told = Feedback(diary, None, None)
        told.state(State.ASLEEP)
        told.state(State.LISTENING)
        told.error()
        told.close()
        return diary

    assert asyncio.run(live()).states == [State.ASLEEP, State.LISTENING]


def test_the_wake_word_alone_is_greeted_when_that_is_certain() -> None:
    states = (State.ASLEEP, State.HEARING, State.PAUSED, State.THINKING, State.LISTENING)
    _, played, _ = lived(*map(entering, states))
    assert played == [Earcon.AWAKE]
