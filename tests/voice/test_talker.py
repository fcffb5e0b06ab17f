"""The talker: clauses sound in order, nothing before its release, nothing after a cancel."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import numpy as np
import pytest

from assistant.audio.speaker import Speaker
from assistant.types import never
from assistant.voice.talker import Talker, Utterance
from assistant.workers import Worker
from tests.fakes import ToneVoice


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker("tts")
    yield made
    made.close()


async def pieces(text: str) -> AsyncIterator[str]:
    for word in text.split():
        yield word + " "


async def held_back(utterance: Utterance) -> None:
    for _ in range(500):
        if utterance.waiting:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("its first clause was never ready")


def test_nothing_sounds_before_its_release(worker: Worker) -> None:
    async def story() -> None:
        voice, speaker, utterance = ToneVoice(), Speaker(16_000), Utterance()
        talker = Talker({"en": voice}, worker, speaker, first_words=6)
        speaking = asyncio.create_task(talker.speak(utterance, pieces("Hello there. How are you?"), "en", never))
        await held_back(utterance)
        assert voice.spoken == ["Hello there."]
        assert speaker.queued == 0
        utterance.release()
        await speaking
        assert voice.spoken == ["Hello there.", "How are you?"]
        assert utterance.complete
        assert speaker.queued == 800 * (12 + 12)
        assert utterance.written == "Hello there. How are you? "

    asyncio.run(story())


def test_after_a_cancel_nothing_more_is_queued(worker: Worker) -> None:
    async def story() -> None:
        voice, speaker, utterance = ToneVoice(), Speaker(16_000), Utterance()
        talker = Talker({"en": voice}, worker, speaker, first_words=6)
        gone = False
        speaking = asyncio.create_task(talker.speak(utterance, pieces("Hello there. More."), "en", lambda: gone))
        await held_back(utterance)
        gone = True
        utterance.release()
        await speaking
        assert speaker.queued == 0
        assert not utterance.complete

    asyncio.run(story())


def test_a_long_answer_waits_for_room_and_what_was_heard_is_right_at_any_moment(worker: Worker) -> None:
    async def story() -> None:
        speaker, utterance = Speaker(16_000, capacity_s=1.0), Utterance()
        talker = Talker({"en": ToneVoice()}, worker, speaker, first_words=6)
        utterance.release()
        text = "One two three four five six. Seven eight nine ten."
        speaking = asyncio.create_task(talker.speak(utterance, pieces(text), "en", never))
        out, heard = np.zeros(1600, np.int16), []
        while not speaking.done() or speaker.played < (utterance.stop or 0):
            await asyncio.sleep(0.001)
            speaker.pull(out, 0)
            talker.tick()
            heard.append(utterance.heard(speaker.played))
        assert heard[-1] == text
        assert all(text.startswith(part) for part in heard)
        assert [len(part) for part in heard] == sorted(len(part) for part in heard)

    asyncio.run(story())


def test_an_unknown_language_is_spoken_by_the_voice_there_is(worker: Worker) -> None:
    async def story() -> None:
        voice, utterance = ToneVoice(), Utterance()
        utterance.release()
        await Talker({"en": voice}, worker, Speaker(16_000), 6).speak(utterance, pieces("Guten Tag."), "de", never)
        assert voice.spoken == ["Guten Tag."]

    asyncio.run(story())
