"""Answers as voice notes: whole sentences, as many as fit."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chat import Limits, Rate
from assistant.chat.notes.sound import Form, decode
from assistant.chat.notes.speaking import Speaking, Spoken, sentences
from assistant.tts import Voice
from assistant.types import Audio, Cancelled, never
from assistant.workers import Priority, Worker
from tests.chat.notes.files import tone
from tests.chat.notes.watched import Watched
from tests.fakes import ToneVoice


def limits(voice_bytes: int = 500_000, form: Form = "ogg") -> Limits:
    return Limits(4096, Rate(1, 1), Rate(1, 1), voice_bytes, form)


class Singer:
    """Every character sounds for 50 ms."""

    sample_rate = 22_050

    def __init__(self) -> None:
        self.spoken: list[str] = []

    def synthesize(self, text: str, *, cancelled: Cancelled = never) -> Iterator[Audio]:
        self.spoken.append(text)
        yield tone(0.05 * len(text), rate=self.sample_rate)


def speak(
    text: str, voice: Voice, allowed: Limits | None = None, longest_s: float = 180.0, language: str = "en"
) -> Spoken:
    worker = Worker("tts")

    async def spoken() -> Spoken:
        return await Speaking({"en": voice}, worker, longest_s).speak(text, language, allowed or limits())

    try:
        return asyncio.run(spoken())
    finally:
        worker.close()


def seconds(data: bytes) -> float:
    return len(asyncio.run(decode(data, 300.0))) / 16_000


@pytest.mark.parametrize("form", ["ogg", "mp3"])
def test_an_answer_is_spoken_whole(form: Form) -> None:
    voice = Singer()
    spoken = speak("It is raining. Take an umbrella, and a coat!", voice, limits(form=form))
    assert voice.spoken == ["It is raining.", "Take an umbrella, and a coat!"]
    assert spoken.rest == ""
    assert seconds(spoken.data) == pytest.approx(0.05 * 43, abs=0.15)


def test_figures_are_spoken_as_words_in_the_language() -> None:
    voice = Singer()
    speak("It is 7 °C.", voice)
    assert voice.spoken == ["It is seven degrees Celsius."]


def test_what_does_not_fit_is_handed_back_from_a_sentence_on_as_it_was_written() -> None:
    text = "The first sentence is here.\nThe second one follows it.\n\n- milk\n- bread"
    spoken = speak(text, Singer(), limits(9_000))
    assert 0 < len(spoken.data) <= 9_000
    assert spoken.rest == "- milk\n- bread"


def test_no_more_is_synthesized_than_may_fit() -> None:
    voice = Singer()
    spoken = speak("This is a sentence. " * 200, voice, longest_s=5.0)
    assert len(voice.spoken) == 6
    assert seconds(spoken.data) == pytest.approx(5 * 0.95, abs=0.3)
    assert spoken.rest == ("This is a sentence. " * 195).strip()


@pytest.mark.parametrize("text", ["", "  ", "👍", "---"])
def test_without_a_word_nothing_is_spoken(text: str) -> None:
    assert speak(text, ToneVoice()) == Spoken(b"", text.strip())


def test_a_channel_without_voice_notes_gets_the_text() -> None:
    voice = Singer()
    assert speak("Good morning.", voice, limits(0)) == Spoken(b"", "Good morning.")
    assert voice.spoken == []


def test_a_sentence_that_is_too_long_for_any_note_is_left_as_text() -> None:
    assert speak("This is a rather long sentence.", Singer(), limits(1_000)).data == b""


def test_a_language_without_a_voice_is_read_by_the_first() -> None:
    assert speak("Guten Morgen.", Singer(), language="de").data


def test_the_room_waits_for_one_clause_at_most() -> None:
    begun, go = threading.Event(), threading.Event()
    order: list[str] = []

    class Slow(Singer):
        def synthesize(self, text: str, *, cancelled: Cancelled = never) -> Iterator[Audio]:
            begun.set()
            go.wait()
            order.append(text)
            return super().synthesize(text)

    worker = Watched()

    async def both() -> Spoken:
        answer = asyncio.create_task(Speaking({"en": Slow()}, worker).speak("One. Two. Three.", "en", limits()))
        while not begun.is_set():
            await asyncio.sleep(0.005)
        room = asyncio.create_task(worker.run(lambda: order.append("room"), Priority.VOICE))
        await asyncio.sleep(0)
        go.set()
        await room
        return await answer

    try:
        assert asyncio.run(both()).data
    finally:
        worker.close()
    assert order == ["One.", "room", "Two.", "Three."]
    assert worker.priorities == [Priority.CHAT, Priority.VOICE, Priority.CHAT, Priority.CHAT]


WORDS = st.sampled_from(
    ["Yes", "no,", "it", "is.", "Paris", "(and)", "- a", "👍", "3.", "Dr.", "«", "»", "so!", "…", "why?"]
)
SPACES = st.sampled_from([" ", "  ", "\n", "\n\n", "\t", "\u00a0"])


@given(parts=st.lists(st.tuples(WORDS, SPACES), max_size=30))
def test_sentences_hold_the_whole_text_but_for_lines_without_a_word(parts: list[tuple[str, str]]) -> None:
    text = "".join(word + space for word, space in parts)
    began = 0
    for sentence in sentences(text, "en"):
        passed = "".join(text[began : sentence.stop].split())
        said = "".join("".join(sentence.clauses).split())
        assert passed.endswith((said, said.removesuffix(".")))
        assert not any(map(str.isalnum, passed.removesuffix(said).removesuffix(said.removesuffix("."))))
        began = sentence.stop
    assert not any(map(str.isalnum, text[began:]))


def test_a_list_item_is_a_sentence_of_its_own() -> None:
    read = [sentence.clauses for sentence in sentences("Your list:\n- milk\n- bread, and butter\n", "en")]
    assert read == [("Your list:",), ("- milk.",), ("- bread, and butter.",)]


def test_a_long_sentence_is_synthesized_in_parts_and_stays_one() -> None:
    text = " ".join(["well"] * 20) + ", " + " ".join(["then"] * 20) + "."
    (sentence,) = sentences(text, "en")
    assert len(sentence.clauses) == 2
    assert sentence.stop == len(text)
