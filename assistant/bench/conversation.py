"""A whole spoken conversation with the assistant, as the microphone and the speaker see it."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from assistant.bench.clips import Clip
from assistant.bench.counted import Counted
from assistant.bench.interview import Interview
from assistant.config import Config
from assistant.daemon import Models, build_loop
from assistant.llm import LanguageModel
from assistant.observe.turns import TurnRecord
from assistant.parts import ring_length
from assistant.turns.states import State
from assistant.types import SAMPLE_RATE, Samples, from_ms
from assistant.voice.courtesy import Courtesy

Progress = Callable[[str], None]
"""Told now and then, in a few words, how far the bench is."""

_EARLY: Samples = from_ms(500)
"""A detector may place the start of speech this much before the clip."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the turns that came of it: one, unless it was cut in two or not answered."""

    clip: Clip
    start: Samples
    """Where it began in the microphone's stream."""
    turns: tuple[TurnRecord, ...] = ()

    @property
    def end_s(self) -> float:
        """Where its last audible sample was."""
        return (self.start + self.clip.end) / SAMPLE_RATE

    @property
    def turn(self) -> TurnRecord | None:
        """The turn that answered it."""
        return self.turns[-1] if self.turns else None


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was measured."""

    asked: tuple[Asked, ...]
    warm_s: float
    """From loaded models to the first sample that is listened to."""
    peak_mb: float
    """Most memory that the process has had up to its end."""
    pieces_kept: int
    pieces_wasted: int
    """Pieces of text, about one a token, of replies that were given, and of dropped drafts."""

    @property
    def turns(self) -> list[TurnRecord]:
        """The turn that answered, of each question that was answered."""
        return [asked.turn for asked in self.asked if asked.turn is not None]


@dataclass
class _Witness:
    counted: Counted
    turns: list[TurnRecord] = field(default_factory=list)

    def state(self, state: State) -> None:
        """Not needed."""

    def transcript(self, text: str) -> None:
        """Not needed."""

    def turn(self, record: TurnRecord) -> None:
        self.counted.given()
        self.turns.append(record)


async def converse(
    config: Config,
    models: Models,
    clips: Sequence[Clip],
    *,
    fast: bool = False,
    polite: bool = False,
    progress: Progress = lambda text: None,
) -> Conversation:
    """Ask all of these in one conversation, in real time, or with `fast` without waiting where nobody computes. `polite`: whoever
    writes waits meanwhile, as at a microphone."""
    counted = Counted(models.llm)
    witness = _Witness(counted)
    courtesy = Courtesy(witness, (models.stt_worker, models.llm_worker, models.tts_worker)) if polite else None
    device = Interview(
        clips,
        fast=fast,
        ring_s=ring_length(config) / SAMPLE_RATE,
        on_question=lambda number: progress(f"turn {number} of {len(clips)}"),
    )
    loop = build_loop(config, replace(models, llm=cast(LanguageModel, counted)), device, courtesy or witness)
    device.computing, device.at_rest = (lambda: loop.computing), (lambda: loop.settled)
    began = time.monotonic()
    try:
        await loop.run()
    finally:
        if courtesy is not None:
            courtesy.close()
    return Conversation(
        asked=tuple(matched(clips, device.asked, witness.turns)),
        warm_s=device.began - began,
        peak_mb=peak_mb(),
        pieces_kept=counted.kept,
        pieces_wasted=counted.wasted,
    )


def matched(clips: Sequence[Clip], starts: Sequence[Samples], turns: Sequence[TurnRecord]) -> list[Asked]:
    """Each question with the turns whose speech began within it; `starts` of those that were asked."""
    edges = [*((start - _EARLY) / SAMPLE_RATE for start in starts), float("inf")]
    return [
        Asked(clip, start, tuple(turn for turn in turns if edges[number] <= turn.speech_start_s < edges[number + 1]))
        for number, (clip, start) in enumerate(zip(clips, starts, strict=False))
    ]


def peak_mb() -> float:
    """Most memory that this process has had, in MB (10^6 bytes)."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6, 1)
