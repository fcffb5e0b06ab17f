from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import soxr

from assistant.errors import EngineError, ModelMissing
from assistant.models.store import ModelStore
from assistant.stt.faster_whisper import FasterWhisper
from assistant.stt.guard import Decoded, Limits
from assistant.stt.whisper_tokens import Tokens, expected
from assistant.tts.piper import PiperVoice
from assistant.types import SAMPLE_RATE, Audio, Cancelled, LocalModel
from tests.vad.speechlike import babble

GOOD = Decoded("Turn on the light.", "en", 6, -0.2, 0.01)
LOOP = Decoded("Turn on the light. Turn on the light.", "en", 12, -0.1, 0.01)
UNSURE = Decoded("Turn on the right.", "en", 6, -1.2, 0.01)
NOISE = Decoded("Thank you.", "en", 4, -1.5, 0.9)


class Features:
    """Stands for the feature extractor: one mel band, as many frames as the audio has."""

    def __call__(self, speech: Audio) -> np.ndarray[Any, Any]:
        return np.zeros((1, len(speech) // 160), np.float32)


class Model:
    """What the engine uses of faster-whisper besides encoding and decoding."""

    feature_extractor = Features()
    supported_languages = ("en", "fr", "de")


class Scripted(FasterWhisper):
    """The engine with its two calls of the network played from a script."""

    def __init__(self, script: Sequence[Decoded], options: FasterWhisper.Options | None = None) -> None:
        self._whisper = Model()
        self._tokens = Tokens(self._whisper, "scripted")
        self._options = options or FasterWhisper.Options()
        self._limits = Limits(-1.0, 2.4, 10.0, 0.6, -0.75)
        self.script = list(script)
        self.calls: list[str] = []

    def _encode(self, features: np.ndarray[Any, Any], window_s: float) -> Any:
        self.calls.append(f"encode {window_s:g}")
        return None

    def _decode(
        self, encoded: Any, language: str, audio_s: float, vocabulary: Sequence[str] = (), **changes: Any
    ) -> Decoded:
        self.calls.append("decode expecting" if vocabulary else "decode held back" if changes else "decode")
        return self.script.pop(0)


def tone(seconds: float) -> Audio:
    time_s = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return np.asarray(3000 * np.sin(2 * np.pi * 300 * time_s), np.int16)


def after(calls: int) -> Cancelled:
    """Cancelled from the given question on."""
    left = [calls]

    def cancelled() -> bool:
        left[0] -= 1
        return left[0] < 0

    return cancelled


def test_a_good_text_needs_only_the_short_window() -> None:
    engine = Scripted([GOOD])
    transcript = engine.transcribe(tone(2))
    assert transcript.text == "Turn on the light."
    assert transcript.confidence == pytest.approx(math.exp(-0.2))
    assert engine.calls == ["encode 3.5", "decode"]


def test_a_loop_is_decoded_again_in_the_full_window() -> None:
    engine = Scripted([LOOP, GOOD])
    assert engine.transcribe(tone(2)).text == GOOD.text
    assert engine.calls == ["encode 3.5", "decode", "encode 30", "decode"]


def test_a_stubborn_loop_is_held_back_without_encoding_again() -> None:
    engine = Scripted([LOOP, LOOP, GOOD])
    assert engine.transcribe(tone(2)).text == GOOD.text
    assert engine.calls == ["encode 3.5", "decode", "encode 30", "decode", "decode held back"]


def test_with_a_vocabulary_the_first_decoding_expects_it() -> None:
    engine = Scripted([GOOD])
    assert engine.transcribe(babble(2), vocabulary=["light"]).text == GOOD.text
    assert engine.calls == ["encode 3.5", "decode expecting"]


@pytest.mark.parametrize("bad", [LOOP, UNSURE, replace(GOOD, text="left light, right light,"), replace(GOOD, cut=True)])
def test_a_bad_text_with_a_vocabulary_is_decoded_without_it(bad: Decoded) -> None:
    engine = Scripted([bad, GOOD])
    assert engine.transcribe(babble(2), vocabulary=["left light", "right light"]).text == GOOD.text
    assert engine.calls == ["encode 3.5", "decode expecting", "decode"]


def test_after_that_everything_is_as_without_a_vocabulary() -> None:
    engine = Scripted([LOOP, LOOP, LOOP, GOOD])
    assert engine.transcribe(babble(2), vocabulary=["light"]).text == GOOD.text
    assert engine.calls == ["encode 3.5", "decode expecting", "decode", "encode 30", "decode", "decode held back"]


def test_a_recital_is_never_taken() -> None:
    recital = replace(GOOD, text="left light, right light,", log_prob=-0.01)
    engine = Scripted([recital, UNSURE, UNSURE, UNSURE])
    assert engine.transcribe(babble(2), vocabulary=["left light", "right light"]).text == UNSURE.text


def test_asked_again_with_a_vocabulary_it_does_not_encode_again() -> None:
    engine = Scripted([GOOD, GOOD, GOOD, GOOD])
    engine.transcribe(babble(2))
    engine.transcribe(babble(2), vocabulary=["light"])
    assert engine.calls == ["encode 3.5", "decode", "decode expecting"]
    engine.transcribe(babble(2)[:-1600], vocabulary=["light"])
    engine.transcribe(babble(2)[:-1600])
    assert engine.calls[3:] == ["encode 3.4", "decode expecting", "encode 3.4", "decode"]


def test_cancelled_after_the_vocabulary_was_tried() -> None:
    engine = Scripted([LOOP])
    assert engine.transcribe(babble(2), vocabulary=["light"], cancelled=after(2)).text == ""
    assert engine.calls == ["encode 3.5", "decode expecting"]


def test_without_speech_nothing_is_expected() -> None:
    engine = Scripted([GOOD])
    engine.transcribe(tone(2), vocabulary=["light"])
    assert engine.calls == ["encode 3.5", "decode"]


class Letters:
    """A tokenizer with a token a letter."""

    sot_prev = -1

    def encode(self, text: str) -> list[int]:
        return [ord(letter) for letter in text]


def test_as_much_of_a_vocabulary_as_there_is_room_for_is_shown() -> None:
    def shown(tokens: int, *vocabulary: str) -> str:
        found = expected(vocabulary, cast(Any, Letters()), tokens)
        assert found[:1] in ([], [-1])
        return "".join(map(chr, found[1:]))

    assert shown(200, "Turn it off.", "left light", "hall") == " Turn it off. left light, hall,"
    assert shown(14, "Turn it off.", "hall") == " Turn it off."
    assert shown(5, "Turn it off.", "hall") == ""
    assert shown(200) == ""


def test_when_all_are_doubtful_the_likeliest_without_a_loop_is_taken() -> None:
    assert Scripted([LOOP, UNSURE, LOOP]).transcribe(tone(2)).text == UNSURE.text


def test_the_full_window_alone() -> None:
    engine = Scripted([GOOD], FasterWhisper.Options(window="full"))
    engine.transcribe(tone(2))
    assert engine.calls == ["encode 30", "decode"]


@pytest.mark.parametrize(("audio_s", "window"), [(0.1, "encode 4"), (5, "encode 7"), (23, "encode 30")])
def test_the_window_has_a_margin_and_a_minimum(audio_s: float, window: str) -> None:
    engine = Scripted([GOOD], FasterWhisper.Options(margin_s=2, min_window_s=4))
    engine.transcribe(tone(audio_s))
    assert engine.calls[0] == window


def test_made_up_text_is_empty_and_not_decoded_again() -> None:
    engine = Scripted([NOISE])
    transcript = engine.transcribe(tone(2))
    assert (transcript.text, transcript.confidence, transcript.no_speech) == ("", 0.0, 0.9)
    assert engine.calls == ["encode 3.5", "decode"]


def test_text_that_the_model_doubts_stays_when_somebody_spoke() -> None:
    engine = Scripted([replace(GOOD, no_speech=0.5)])
    assert engine.transcribe(babble(1)).text == GOOD.text
    assert Scripted([replace(GOOD, no_speech=0.5)]).transcribe(tone(1)).text == ""


def test_a_recording_is_taken_apart_at_its_pauses() -> None:
    pause = np.zeros(15 * SAMPLE_RATE, np.int16)
    engine = Scripted([GOOD, replace(GOOD, text="Thanks.", tokens=2, log_prob=-0.6)])
    transcript = engine.transcribe(np.concatenate([pause, babble(2), pause, babble(1)]))
    assert transcript.text == "Turn on the light. Thanks."
    assert transcript.confidence == pytest.approx(math.exp(-0.3))
    assert engine.calls.count("decode") == 2


def test_a_recording_without_speech_is_not_decoded() -> None:
    engine = Scripted([])
    assert engine.transcribe(tone(40)).text == ""
    assert engine.calls == []


@pytest.mark.parametrize("samples", [0, 1, 100, 16_000])
def test_silence_and_next_to_nothing_are_not_decoded(samples: int) -> None:
    engine = Scripted([])
    assert engine.transcribe(np.full(samples, 3, np.int16)).text == ""
    assert engine.calls == []


def test_cancelled_between_the_steps() -> None:
    for questions, calls in enumerate(
        [[], ["encode 3.5"], ["encode 3.5", "decode"], ["encode 3.5", "decode", "encode 30"]]
    ):
        engine = Scripted([LOOP, GOOD, GOOD])
        assert engine.transcribe(tone(2), cancelled=after(questions)).text == ""
        assert engine.calls == calls


def test_a_language_that_the_model_does_not_know() -> None:
    with pytest.raises(EngineError, match=r"scripted.*xx.*choose"):
        Scripted([]).transcribe(tone(1), languages=("xx",))


def test_unknown_languages_are_passed_over() -> None:
    assert Scripted([GOOD]).transcribe(tone(1), languages=("xx", "fr")).text == GOOD.text


def test_an_english_only_model_refuses_other_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Model, "supported_languages", ("en",))
    with pytest.raises(EngineError, match="multilingual"):
        Scripted([GOOD]).transcribe(tone(1), languages=("fr",))
    assert Scripted([GOOD]).transcribe(tone(1), languages=("fr", "en")).text == GOOD.text


def test_a_folder_without_the_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"no model\.bin; run: colibri models"):
        FasterWhisper(LocalModel("whisper-base", tmp_path), FasterWhisper.Options())


def test_a_folder_with_something_else_is_named(tmp_path: Path) -> None:
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"{}")
    with pytest.raises(EngineError, match="cannot be loaded"):
        FasterWhisper(LocalModel("whisper-base", tmp_path), FasterWhisper.Options())


@pytest.fixture(scope="module")
def engine(starter: ModelStore) -> FasterWhisper:
    return FasterWhisper(starter.path("whisper-base"), FasterWhisper.Options())


@pytest.fixture(scope="module")
def question(starter: ModelStore) -> Audio:
    voice = PiperVoice(starter.path("en_US-joe-medium"), PiperVoice.Options(noise_scale=0, noise_w=0))
    speech = np.concatenate(list(voice.synthesize("What is the capital of France?")))
    return np.asarray(soxr.resample(speech, voice.sample_rate, SAMPLE_RATE), np.int16)


@pytest.mark.models
def test_a_question(engine: FasterWhisper, question: Audio) -> None:
    transcript = engine.transcribe(question)
    assert transcript.text.lower() == "what is the capital of france?"
    assert transcript.language == "en"
    assert transcript.confidence > 0.5
    assert transcript.no_speech < 0.5


@pytest.mark.models
def test_only_the_named_languages_are_considered(engine: FasterWhisper, question: Audio) -> None:
    assert engine.transcribe(question, languages=("fr", "en", "de")).language == "en"
    assert engine.transcribe(question, languages=("de", "fr")).language in ("de", "fr")


@pytest.mark.models
def test_a_recording_of_more_than_one_window(engine: FasterWhisper, question: Audio) -> None:
    pause = np.zeros(20 * SAMPLE_RATE, np.int16)
    transcript = engine.transcribe(np.concatenate([question, pause, question, pause]))
    assert transcript.text.lower().count("capital of france") == 2


@pytest.mark.models
def test_noise_is_not_text(engine: FasterWhisper) -> None:
    noise = np.random.default_rng(0)
    for level in (60, 600, 6000):
        assert engine.transcribe(noise.normal(0, level, 2 * SAMPLE_RATE).astype(np.int16)).text == ""


@pytest.mark.models
def test_english_is_written_without_hyphens_and_other_languages_keep_them(starter: ModelStore) -> None:
    engine = FasterWhisper(starter.path("whisper-base"), FasterWhisper.Options())
    hyphen = engine._whisper.hf_tokenizer.token_to_id("-")
    assert hyphen in engine._tokens.suppressed("en")
    assert hyphen not in engine._tokens.suppressed("fr")


@pytest.mark.models
def test_a_vocabulary_helps_with_its_words_and_does_no_harm(engine: FasterWhisper, question: Audio) -> None:
    others = ["Make me a small cappuccino.", "Turn on the light in the hall."]
    assert engine.transcribe(question, vocabulary=others).text.lower() == "what is the capital of france?"
    spelled = engine.transcribe(question, vocabulary=["What is the kapital of Franse?", "The kapital of Franse."])
    assert "franse" in spelled.text.lower()


@pytest.mark.models
def test_noise_is_not_text_with_a_vocabulary_either(engine: FasterWhisper) -> None:
    noise = np.random.default_rng(0)
    words = ["turn on the light", "turn off the light", "make me a coffee"]
    for level in (60, 600, 6000):
        audio = noise.normal(0, level, 2 * SAMPLE_RATE).astype(np.int16)
        assert engine.transcribe(audio, vocabulary=words).text == ""
