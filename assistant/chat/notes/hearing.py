"""What was said in a voice note."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from functools import partial

from assistant.chat.notes.sound import decode
from assistant.stt import SpeechToText, Transcript
from assistant.stt.pieces import Piece, speech_segments, whole
from assistant.turns.endpoint import EndpointSettings
from assistant.types import Audio, Cancelled, Samples, from_ms
from assistant.vad import VoiceDetector
from assistant.workers import Priority, Worker

_PIECE: Samples = from_ms(10_000)
"""A conversation in the room waits no longer than for one of these."""
_AT_ONCE = 2
"""Notes in memory: a minute of sound takes 2 MB, its decoder 60 MB for a moment."""


class Hearing:
    """Transcribes voice notes with the recogniser of the room, which goes first: between any two pieces of a note."""

    def __init__(
        self,
        stt: SpeechToText,
        worker: Worker,
        detector: Callable[[], VoiceDetector],
        settings: EndpointSettings,
        longest_s: float,
    ) -> None:
        """`detector` makes a new one; `worker` is the thread that `stt` belongs to; `longest_s`: longest note in seconds."""
        self._stt = stt
        self._worker = worker
        self._detector = detector
        self._settings = settings
        self._longest_s = longest_s
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def hear(self, data: bytes, languages: Sequence[str], vocabulary: Sequence[str] = ()) -> Transcript:
        """What was said, in one of `languages` (the likeliest first); an empty text: nothing. `vocabulary`: as the port says.
        Raises `AudioError` when the file has no sound, `TooLong`, `EngineError`, `Overloaded`, `Closed`."""
        gone = threading.Event()
        try:
            async with self._room:
                audio = await decode(data, self._longest_s)
                pieces = await asyncio.to_thread(self._pieces, audio)
                return await self._transcribed(audio, pieces, languages, vocabulary, gone.is_set)
        finally:
            gone.set()

    def _pieces(self, audio: Audio) -> list[Piece]:
        return speech_segments(audio, self._detector(), self._settings, _PIECE)

    async def _transcribed(
        self,
        audio: Audio,
        pieces: Sequence[Piece],
        languages: Sequence[str],
        vocabulary: Sequence[str],
        cancelled: Cancelled,
    ) -> Transcript:
        async def part(piece: Piece, among: Sequence[str]) -> tuple[Samples, Transcript]:
            start, stop = piece
            job = partial(
                self._stt.transcribe,
                audio[start:stop],
                languages=among,
                vocabulary=vocabulary,
                cancelled=cancelled,
            )
            return stop - start, await self._worker.run(job, Priority.CHAT)

        parts = [await part(piece, languages) for piece in pieces]
        language = whole(parts, languages).language
        for number, (_, heard) in enumerate(parts):
            if heard.text and heard.language != language:  # who sends a note speaks one language
                parts[number] = await part(pieces[number], (language,))
        return whole(parts, (language,))
