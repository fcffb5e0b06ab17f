"""The talker: pieces of text -> clauses -> speech -> speaker, so that the first clause sounds while the rest is written."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping

import numpy as np

from assistant.audio.resample import resampled
from assistant.audio.speaker import Speaker
from assistant.brain.clauses import Clause, ClauseSplitter
from assistant.tts import Voice
from assistant.tts.normalize import normalize
from assistant.types import Audio, Cancelled, never
from assistant.voice.heard import SpokenClause, heard_text, spoken_clause
from assistant.voice.phrases import PhraseCache, apology
from assistant.workers import Worker


class Utterance:
    """One reply on its way to the speaker. Nothing of it sounds before `release`."""

    def __init__(self) -> None:
        self.clauses: list[SpokenClause] = []
        self.start: int | None = None
        """Index in the speaker's stream of its first sample."""
        self.written = ""
        """The text so far."""
        self.complete = False
        """Whether all of it has been handed to the speaker."""
        self.first_clause_s: float | None = None
        self.first_audio_s: float | None = None
        """Monotonic seconds at which the first clause was known, and its first audio made."""
        self._released = asyncio.Event()
        self.waiting = False
        """Whether it waits for `release` or for room in the speaker: nobody computes."""

    def release(self) -> None:
        """It may sound."""
        self._released.set()

    def hold(self) -> None:
        """It may not begin to sound (again)."""
        self._released.clear()

    async def released(self) -> None:
        self.waiting = True
        await self._released.wait()
        self.waiting = False

    def heard(self, played: int) -> str:
        """Its words that were heard when the speaker had played up to `played`."""
        return heard_text(self.clauses, played)

    def around(self, played: int, before: int, after: int) -> str:
        """Its words that sound from `before` samples before `played` to `after` samples after it."""
        earlier = len(heard_text(self.clauses, played - before).split())
        return " ".join(heard_text(self.clauses, played + after).split()[earlier:])

    @property
    def stop(self) -> int | None:
        """Index one past its last sample so far; None before the first."""
        return self.clauses[-1].stop if self.clauses else None


class Talker:
    """Speaks utterances, one voice a language."""

    def __init__(self, voices: Mapping[str, Voice], worker: Worker, speaker: Speaker, first_words: int) -> None:
        self._voices = voices
        self._worker = worker
        self._speaker = speaker
        self._first_words = first_words
        self._phrases = PhraseCache(speaker.rate)
        self._moved = asyncio.Event()

    async def prepare(self) -> None:
        """Make ready, for every voice, what may have to be said when nothing else works; it warms them up on the way."""
        for language in self._voices:
            for clause in self._splitter(language).whole(apology(language)):
                await self._synthesized(normalize(clause.text, language), language, never)

    def _splitter(self, language: str) -> ClauseSplitter:
        return ClauseSplitter(language, first_words=self._first_words)

    def tick(self) -> None:
        """The speaker has played a block."""
        self._moved.set()

    async def speak(
        self, utterance: Utterance, pieces: AsyncIterator[str], language: str, cancelled: Cancelled
    ) -> None:
        """Speak text while it is being written. Returns when all of it is in the speaker's queue, or when cancelled."""
        async for clause in self._clauses(utterance, pieces, language):
            if cancelled():
                return
            await self._say(utterance, clause, language, cancelled)
        utterance.complete = not cancelled()

    async def _clauses(self, utterance: Utterance, pieces: AsyncIterator[str], language: str) -> AsyncIterator[Clause]:
        splitter = self._splitter(language)
        async for piece in pieces:
            utterance.written += piece
            for clause in splitter.feed(piece):
                yield clause
        for clause in splitter.finish():
            yield clause

    async def _say(self, utterance: Utterance, clause: Clause, language: str, cancelled: Cancelled) -> None:
        if utterance.first_clause_s is None:
            utterance.first_clause_s = time.monotonic()
        audio = await self._synthesized(normalize(clause.text, language), language, cancelled)
        if cancelled() or not len(audio):
            return
        if utterance.first_audio_s is None:
            utterance.first_audio_s = time.monotonic()
        await utterance.released()
        if not cancelled():
            await self._queue(utterance, clause.text, audio, cancelled)

    async def _synthesized(self, words: str, language: str, cancelled: Cancelled) -> Audio:
        """A clause's sound at the speaker's rate, gathered whole before it is queued: so its length is known when its first
        sample is played, and what was heard is right at any moment."""
        kept = self._phrases.get(language, words)
        if kept is not None:
            return kept
        voice = self._voices.get(language) or next(iter(self._voices.values()))
        chunks = self._worker.stream(
            lambda: resampled(voice.synthesize(words, cancelled=cancelled), voice.sample_rate, self._speaker.rate),
            cancelled,
            ahead=1,
        )
        audio = np.concatenate([np.zeros(0, np.int16), *[chunk async for chunk in chunks]])
        if not cancelled():
            self._phrases.keep(language, words, audio)
        return audio

    async def _queue(self, utterance: Utterance, text: str, audio: Audio, cancelled: Cancelled) -> None:
        start = self._speaker.queued
        if utterance.start is None:
            utterance.start = start
            self._speaker.arm()
        utterance.clauses.append(spoken_clause(text, audio, start))
        while len(audio) and not cancelled():
            audio = audio[self._speaker.push(audio) :]
            if len(audio):
                self._moved.clear()
                utterance.waiting = True
                await self._moved.wait()
                utterance.waiting = False
