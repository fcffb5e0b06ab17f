"""Does it hear itself, and does it notice who talks over it? Whole conversations in simulated rooms, with the real canceller,
voice activity detection, recogniser, wake word engine and voice. Only the answers are recited, so that they last.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import cast

import numpy as np

from assistant.audio.replay import BLOCK
from assistant.audio.room import Room, RoomDevice
from assistant.bench.clips import MARGIN, Clip
from assistant.bench.conversation import Progress
from assistant.bench.recital import Reciter
from assistant.config import Config
from assistant.daemon import Models, build_loop
from assistant.llm import LanguageModel
from assistant.observe.turns import TurnRecord
from assistant.parts import build_echo, ring_length
from assistant.turns.states import State
from assistant.types import SAMPLE_RATE, Audio, Samples, from_ms, to_ms

_REST: Samples = from_ms(1200)
_LONGEST: Samples = 45 * SAMPLE_RATE
"""No round takes longer."""
_SILENT: Samples = from_ms(100)
"""The output counts as silent when it is for so long."""


class Kind(Enum):
    """Who makes a sound while it answers."""

    NOBODY = "nobody"
    WORDS = "words"
    NOISE = "noise"


@dataclass(frozen=True, slots=True)
class Round:
    """One question and what happens over its answer."""

    question: Clip
    kind: Kind
    over: Clip | None = None
    """What is said, or the noise that is made, over the answer."""
    after: Samples = 0
    """How long the answer has been heard then."""


@dataclass
class Outcome:
    """What came of a round."""

    round: Round
    room: Room
    answered: bool = False
    over_at: Samples | None = None
    """First sample of what was said over the answer."""
    ducked: int = 0
    hushed: int = 0
    woken: int = 0
    interrupted: bool = False
    silent_ms: int | None = None
    """From the first sample said over the answer to silence that lasts, or lasts until the answer goes on."""
    heard: str = ""
    turns: list[TurnRecord] = field(default_factory=list)


class Scene(RoomDevice):
    """Plays one round after another; the next one when the conversation has come to rest."""

    def __init__(self, rounds: Sequence[Round], room: Room, config: Config, *, fast: bool) -> None:
        super().__init__(
            np.zeros(0, np.int16),
            room,
            build_echo(config),
            fast=fast,
            ring_s=ring_length(config) / SAMPLE_RATE,
            patience_s=len(rounds) * _LONGEST / SAMPLE_RATE,
            settled=lambda: self._over,
        )
        self.outcomes = [Outcome(each, room) for each in rounds]
        self._current = -1
        self._rested: Samples = 0
        self._over = False
        self._state = State.LISTENING

    # As an observer.

    def state(self, state: State) -> None:
        before, self._state = self._state, state
        if self._current < 0:
            return
        outcome = self.outcomes[self._current]
        outcome.answered |= state is State.SPEAKING
        outcome.ducked += state is State.DUCKED and before is State.SPEAKING
        outcome.hushed += state is State.HUSHED
        outcome.woken += before is State.ASLEEP

    def transcript(self, text: str) -> None:
        """Not needed."""

    def turn(self, record: TurnRecord) -> None:
        if self._current >= 0:
            self.outcomes[self._current].turns.append(record)

    # As a device.

    async def ticks(self) -> AsyncIterator[None]:
        async for tick in super().ticks():
            self._direct()
            yield tick

    def _direct(self) -> None:
        outcome = self.outcomes[self._current] if self._current >= 0 else None
        over = outcome.round.over if outcome else None
        if outcome and over and outcome.over_at is None and self._sounded() >= outcome.round.after:
            outcome.over_at = self.say(over.audio) + MARGIN
        resting = self._state in (State.LISTENING, State.ASLEEP) and not self.computing()
        self._rested = self._rested + BLOCK if resting and self._said_all else 0
        if self._rested >= _REST:
            self._rested = 0
            self._next()

    @property
    def _said_all(self) -> bool:
        return self.now >= self._end

    def _sounded(self) -> Samples:
        """How long the answer has been heard. The speaker's rate is the microphone's."""
        at = self.speaker.sounded_at
        return self.now - at if at is not None and self._state is State.SPEAKING else -1

    def _next(self) -> None:
        self._current += 1
        if self._current == len(self.outcomes):
            self._over, self._current = True, -1
            return
        self.speaker.arm()
        self.say(self.outcomes[self._current].round.question.audio)


async def play(
    config: Config,
    models: Models,
    rounds: Sequence[Round],
    rooms: Sequence[Room],
    *,
    fast: bool = False,
    progress: Progress = lambda text: None,
) -> list[Outcome]:
    """All rounds, divided among the rooms, a conversation in each. It listens without a wake word, but hears them."""
    outcomes: list[Outcome] = []
    share = -(-len(rounds) // len(rooms))
    for number, room in enumerate(rooms):
        part = rounds[number * share : (number + 1) * share]
        progress(f"room {number + 1} of {len(rooms)}: {len(part)} answers")
        outcomes += await _in(room, part, config, models, fast)
    return outcomes


async def _in(room: Room, rounds: Sequence[Round], config: Config, models: Models, fast: bool) -> list[Outcome]:
    scene = Scene(rounds, room, config, fast=fast)
    loop = build_loop(config, replace(models, llm=cast(LanguageModel, Reciter(models.llm))), scene, scene)
    scene.computing = lambda: loop.computing
    await loop.run()
    for outcome in scene.outcomes:
        _judge(outcome, scene.take().played)
    return scene.outcomes


def _judge(outcome: Outcome, played: Audio) -> None:
    first = next((turn for turn in outcome.turns if turn.first_audio_s is not None), None)
    if first is not None:
        outcome.interrupted, outcome.heard = first.interrupted, first.heard
    if outcome.over_at is not None:
        outcome.silent_ms = _silence_after(played, outcome.over_at)


def _silence_after(played: Audio, at: Samples) -> int | None:
    """Milliseconds from `at` to the first silence in the output that is long enough; None within three seconds."""
    quiet = np.abs(played[at : at + 3 * SAMPLE_RATE]) == 0
    run = 0
    for index in range(0, len(quiet) - 16, 16):
        run = run + 16 if quiet[index : index + 16].all() else 0
        if run >= _SILENT:
            return to_ms(index + 16 - run)
    return None
