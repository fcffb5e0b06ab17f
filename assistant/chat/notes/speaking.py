"""An answer as a voice note."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from assistant.brain.clauses import ClauseSplitter
from assistant.chat import Limits
from assistant.chat.notes.sound import CODECS, encode
from assistant.tts import Voice
from assistant.tts.normalize import normalize
from assistant.types import Audio, Cancelled
from assistant.workers import Priority, Worker

_AT_ONCE = 2
"""Answers in memory: a minute of a voice takes 3 MB."""
_SPARE = 1.25
"""Speech has pauses, which take less than the bit rate: so much more of it than that says is tried."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A voice note, and what had no room in it."""

    data: bytes
    """In the channel's format; empty where nothing was spoken."""
    rest: str
    """The end of the text, from a sentence's beginning on; all of it where nothing was spoken."""


@dataclass(frozen=True, slots=True)
class Sentence:
    clauses: tuple[str, ...]
    stop: int
    """Where it ends in the text."""


class Speaking:
    """Speaks answers with the voices of the room, which goes first: between any two clauses."""

    def __init__(self, voices: Mapping[str, Voice], worker: Worker, longest_s: float = 180.0) -> None:
        """`voices` by language; `worker` is the thread that they belong to; `longest_s`: longest note in seconds."""
        self._voices = voices
        self._worker = worker
        self._longest_s = longest_s
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def speak(self, text: str, language: str, limits: Limits) -> Spoken:
        """As many whole sentences of `text` as a voice note of this channel holds. Raises `EngineError`, `Overloaded`,
        `Closed`."""
        if not limits.voice_bytes:
            return Spoken(b"", text.strip())
        voice = self._voices.get(language) or next(iter(self._voices.values()))
        gone = threading.Event()
        try:
            async with self._room:
                sounds, stops = await self._sounds(text, language, voice, self._most_s(limits), gone.is_set)
                if not any(map(len, sounds)):
                    return Spoken(b"", text.strip())
                data, fit = await asyncio.to_thread(
                    encode, sounds, voice.sample_rate, limits.voice_format, limits.voice_bytes
                )
        finally:
            gone.set()
        rest = text[stops[fit - 1] if fit else 0 :].strip()
        return Spoken(data, rest if any(map(str.isalnum, rest)) else "")

    def _most_s(self, limits: Limits) -> float:
        return min(self._longest_s, _SPARE * limits.voice_bytes * 8 / CODECS[limits.voice_format].bit_rate)

    async def _sounds(
        self, text: str, language: str, voice: Voice, most_s: float, cancelled: Cancelled
    ) -> tuple[list[Audio], list[int]]:
        """Each sentence's sound, and where it ends in the text, up to `most_s` seconds."""
        sounds: list[Audio] = []
        stops: list[int] = []
        left = round(most_s * voice.sample_rate)
        for sentence in sentences(text, language):
            parts = [np.zeros(0, np.int16)]
            for clause in sentence.clauses:
                job = partial(_synthesized, voice, normalize(clause, language), cancelled)
                parts.append(await self._worker.run(job, Priority.CHAT))
                left -= len(parts[-1])
                if left < 0:
                    return sounds, stops
            sounds.append(np.concatenate(parts))
            stops.append(sentence.stop)
        return sounds, stops


def sentences(text: str, language: str) -> Iterator[Sentence]:
    """The sentences of `text`, in clauses to synthesize one by one; a line's end ends a sentence, too."""
    began = 0
    for line in text.splitlines(keepends=True):
        at, clauses = began, list[str]()
        for clause in ClauseSplitter(language, early_words=0).whole(line):
            at = _behind(clause.text, text, at)
            clauses.append(clause.text)
            if clause.is_sentence_end:
                yield Sentence(tuple(clauses), at)
                clauses = []
        if clauses:  # without a full stop, a list's items would run into one another
            last = clauses[-1] + ("." if clauses[-1][-1].isalnum() else "")
            yield Sentence((*clauses[:-1], last), at)
        began += len(line)


def _behind(clause: str, text: str, at: int) -> int:
    """Where in `text` a clause ends that begins at `at`: it differs in its spaces."""
    for _ in range(sum(not char.isspace() for char in clause)):
        while text[at].isspace():
            at += 1
        at += 1
    return at


def _synthesized(voice: Voice, words: str, cancelled: Cancelled) -> Audio:
    return np.concatenate([np.zeros(0, np.int16), *voice.synthesize(words, cancelled=cancelled)])
