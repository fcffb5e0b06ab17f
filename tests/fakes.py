"""Engines that do as they are told: scripted ears, mouth and mind, in no time and without models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from assistant.llm import Message, OnEnding
from assistant.observe.turns import TurnRecord
from assistant.stt import Transcript
from assistant.turns.states import State
from assistant.types import Audio, Cancelled, never

LOUD = 8000
CALL = 7777


def speech(ms: int) -> Audio:
    """Something that `LoudnessDetector` takes for speech."""
    return np.full(16 * ms, LOUD, np.int16)


def silence(ms: int) -> Audio:
    return np.zeros(16 * ms, np.int16)


def call() -> Audio:
    """30 ms of speech in which `ScriptedWake` hears its word."""
    return np.full(480, CALL, np.int16)


class ScriptedWake:
    """Hears the word "robin" where a sample is exactly `CALL`."""

    hop = 160
    phrases: Mapping[str, str] = MappingProxyType({"robin": "hey robin"})
    thresholds: Mapping[str, float] = MappingProxyType({"robin": 0.5})

    def scores(self, frame: Audio) -> Mapping[str, float]:
        return {"robin": float((frame == CALL).any())}

    def reset(self) -> None:
        pass


class LoudnessDetector:
    """Speech is what is loud."""

    hop = 160

    def probability(self, frame: Audio) -> float:
        return 1.0 if int(np.abs(frame).max()) > LOUD // 2 else 0.0

    def reset(self) -> None:
        pass


class ScriptedStt:
    """Gives these texts one after another, and keeps what it was given to hear."""

    def __init__(self, *texts: str, language: str = "en") -> None:
        self._texts = iter(texts)
        self._language = language
        self.heard: list[Audio] = []
        self.vocabularies: list[Sequence[str]] = []

    def transcribe(
        self,
        audio: Audio,
        *,
        languages: Sequence[str] = ("en",),
        vocabulary: Sequence[str] = (),
        cancelled: Cancelled = never,
    ) -> Transcript:
        self.heard.append(audio)
        self.vocabularies.append(vocabulary)
        return Transcript(next(self._texts, ""), self._language, 0.9)


class ScriptedLlm:
    """Writes these answers one after another, a word a piece, and keeps the prompts."""

    context_tokens = 2048

    def __init__(self, *answers: str) -> None:
        self._answers = iter(answers)
        self.prompts: list[list[Message]] = []
        self.prefilled: list[list[Message]] = []
        self.written = 0
        self.ends = 0.9

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return sum(len(message.content.split()) + 2 for message in messages)

    def prefill(self, messages: Sequence[Message], *, cancelled: Cancelled = never) -> None:
        self.prefilled.append(list(messages))

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        cancelled: Cancelled = never,
        on_ending: OnEnding | None = None,
        grammar: str | None = None,
    ) -> Iterator[str]:
        self.prompts.append(list(messages))
        if on_ending is not None:
            on_ending(self.ends)
        for word in next(self._answers, "Nothing.").split():
            if cancelled():
                return
            self.written += 1
            yield word + " "


class JudgedSound:
    """A turn detector that always says the same."""

    def __init__(self, complete: float) -> None:
        self._complete = complete

    def completeness(self, audio: Audio) -> float:
        return self._complete


class ToneVoice:
    """Every character sounds for 50 ms, at a constant level."""

    sample_rate = 16_000

    def __init__(self) -> None:
        self.spoken: list[str] = []

    def synthesize(self, text: str, *, cancelled: Cancelled = never) -> Iterator[Audio]:
        self.spoken.append(text)
        yield np.full(800 * len(text), 1000, np.int16)


class Diary:
    """An observer that remembers everything."""

    def __init__(self) -> None:
        self.states: list[State] = []
        self.transcripts: list[str] = []
        self.turns: list[TurnRecord] = []

    def state(self, state: State) -> None:
        self.states.append(state)

    def transcript(self, text: str) -> None:
        self.transcripts.append(text)

    def turn(self, record: TurnRecord) -> None:
        self.turns.append(record)
