"""Voice notes are transcribed piece by piece, and the room goes first."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from assistant.audio.files import TooLong
from assistant.chat.notes.hearing import Hearing
from assistant.chat.notes.sound import encode
from assistant.config import load
from assistant.engines import ENGINES
from assistant.errors import AudioError
from assistant.models.store import ModelStore
from assistant.parts import build_detector, build_stt, build_voices, endpoint_settings
from assistant.stt import SpeechToText, Transcript
from assistant.tts.normalize import normalize
from assistant.turns.endpoint import EndpointSettings
from assistant.types import Audio, Cancelled, never
from assistant.workers import Priority, Worker
from tests.chat.notes.files import tone, wav
from tests.chat.notes.watched import Watched
from tests.fakes import LoudnessDetector, ScriptedStt, silence


def hear(stt: SpeechToText, data: bytes, languages: Sequence[str] = ("en",), longest_s: float = 120.0) -> Transcript:
    worker = Worker("stt")

    async def heard() -> Transcript:
        hearing = Hearing(stt, worker, LoudnessDetector, EndpointSettings(), longest_s)
        return await hearing.hear(data, languages)

    try:
        return asyncio.run(heard())
    finally:
        worker.close()


def spoken(*seconds: float) -> Audio:
    return np.concatenate([part for length in seconds for part in (tone(length), silence(1500))])


class Polyglot:
    """Hears each piece in one language after another, unless it is told which one it is."""

    def __init__(self, *pieces: tuple[str, float]) -> None:
        self._pieces = iter(pieces)
        self.asked: list[tuple[str, ...]] = []

    def transcribe(
        self,
        audio: Audio,
        *,
        languages: Sequence[str] = ("en",),
        vocabulary: Sequence[str] = (),
        cancelled: Cancelled = never,
    ) -> Transcript:
        self.asked.append(tuple(languages))
        if len(languages) == 1:
            return Transcript(f"again in {languages[0]}", languages[0], 0.8)
        language, confidence = next(self._pieces)
        return Transcript(f"in {language}", language, confidence)


def test_a_note_as_phones_record_it_is_heard() -> None:
    data, _ = encode([spoken(2.0, 3.0)], 16_000, "ogg", 10**6)
    stt = ScriptedStt("remind me to call mum")
    assert hear(stt, data).text == "remind me to call mum"
    (audio,) = stt.heard
    assert len(audio) / 16_000 == pytest.approx(7.1, abs=0.3)


def test_a_long_note_is_heard_in_pieces_of_ten_seconds_at_most() -> None:
    stt = ScriptedStt("one", "two", "three", "four")
    heard = hear(stt, wav(spoken(7.0, 7.0, 15.0)))
    assert heard.text == "one two three four"
    assert all(len(piece) <= 160_000 for piece in stt.heard)
    assert sum(map(len, stt.heard)) >= 16_000 * 29


def test_silence_is_never_shown_to_the_recogniser() -> None:
    stt = ScriptedStt("Thank you for watching.")
    assert hear(stt, wav(silence(5000)), ["fr", "en"]) == Transcript("", "fr", 0.0, no_speech=1.0)
    assert stt.heard == []


def test_a_note_has_one_language_and_what_was_heard_in_another_is_heard_again() -> None:
    stt = Polyglot(("en", 0.5), ("fr", 0.9), ("fr", 0.9))
    heard = hear(stt, wav(spoken(9.0, 9.0, 8.0)), ["en", "fr"])
    assert heard.language == "fr"
    assert heard.text == "again in fr in fr in fr"
    assert stt.asked == [("en", "fr")] * 3 + [("fr",)]


def test_what_cannot_be_heard_is_said() -> None:
    with pytest.raises(TooLong):
        hear(ScriptedStt(), wav(tone(5.0)), longest_s=2.0)
    with pytest.raises(AudioError, match="not audio"):
        hear(ScriptedStt(), b"hello")


class Waiting(ScriptedStt):
    """Its first piece takes until it is let go, or cancelled."""

    def __init__(self, *texts: str) -> None:
        super().__init__(*texts)
        self.begun, self.go = threading.Event(), threading.Event()
        self.order: list[str] = []
        self.was_cancelled = False

    def transcribe(
        self,
        audio: Audio,
        *,
        languages: Sequence[str] = ("en",),
        vocabulary: Sequence[str] = (),
        cancelled: Cancelled = never,
    ) -> Transcript:
        self.begun.set()
        while not self.go.wait(0.005):
            if cancelled():
                self.was_cancelled = True
                return Transcript("", "en", 0.0)
        self.order.append("note")
        return super().transcribe(audio, languages=languages)


async def until(happened: Callable[[], bool]) -> None:
    while not happened():
        await asyncio.sleep(0.005)


def test_the_room_waits_for_one_piece_at_most() -> None:
    stt, worker = Waiting("one", "two", "three"), Watched()

    async def both() -> Transcript:
        hearing = Hearing(stt, worker, LoudnessDetector, EndpointSettings(), 120.0)
        note = asyncio.create_task(hearing.hear(wav(spoken(9.0, 9.0, 9.0)), ["en"]))
        await until(stt.begun.is_set)
        room = asyncio.create_task(worker.run(lambda: stt.order.append("room"), Priority.VOICE))
        await asyncio.sleep(0)  # it waits in the queue
        stt.go.set()
        await room
        return await note

    try:
        assert asyncio.run(both()).text == "one two three"
    finally:
        worker.close()
    assert stt.order == ["note", "room", "note", "note"]
    assert worker.priorities == [Priority.CHAT, Priority.VOICE, Priority.CHAT, Priority.CHAT]


def test_a_note_that_nobody_waits_for_any_more_leaves_the_recogniser() -> None:
    stt, worker = Waiting("one", "two"), Worker("stt")

    async def given_up() -> None:
        hearing = Hearing(stt, worker, LoudnessDetector, EndpointSettings(), 120.0)
        note = asyncio.create_task(hearing.hear(wav(spoken(9.0, 9.0)), ["en"]))
        await until(stt.begun.is_set)
        note.cancel()
        with pytest.raises(asyncio.CancelledError):
            await note
        async with asyncio.timeout(10):
            await worker.run(lambda: None)

    try:
        asyncio.run(given_up())
    finally:
        worker.close()
    assert stt.was_cancelled
    assert stt.heard == []


@pytest.mark.models
def test_what_a_voice_says_is_understood_through_a_voice_note(starter: ModelStore) -> None:
    config = load(None, engines=ENGINES, environ={"COLIBRI_CONFIG": os.devnull})
    voice = build_voices(config, starter)["en"]
    said = "Please put apples and bread on the shopping list."
    data, _ = encode(list(voice.synthesize(normalize(said, "en"))), voice.sample_rate, "ogg", 10**6)
    stt, worker = build_stt(config, starter), Worker("stt")

    async def heard() -> Transcript:
        hearing = Hearing(stt, worker, lambda: build_detector(config), endpoint_settings(config), 60.0)
        return await hearing.hear(data, ["en"])

    try:
        text = asyncio.run(heard()).text.lower()
    finally:
        worker.close()
    assert all(word in text for word in ("apples", "bread", "shopping list"))
