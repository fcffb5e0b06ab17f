from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from assistant.errors import EngineError, ModelMissing
from assistant.tts.piper import PiperVoice, choose_speaker, readable, speech_level, to_pcm, trim
from assistant.types import LocalModel

RATE = 22_050


def tone(seconds: float, amplitude: float = 0.3) -> NDArray[np.float32]:
    wave: NDArray[np.float32] = np.sin(np.arange(int(seconds * RATE)) * 0.1).astype(np.float32)
    return wave * np.float32(amplitude)


def silence(seconds: float) -> NDArray[np.float32]:
    return np.zeros(int(seconds * RATE), np.float32)


@pytest.mark.parametrize("text", ["", "  ", "...", "?!", "\n\t", "— «»", "\x00\x00", "\ud800"])
def test_text_without_a_letter_or_digit_is_nothing(text: str) -> None:
    assert readable(text) == ""


def test_text_becomes_one_line_and_no_phonemes_can_be_smuggled_in() -> None:
    assert readable("one\ntwo\x00 \ud800three") == "one two three"
    assert "[[" not in readable("say [[həlˈoʊ]] [[[twice]]]")
    assert readable("5") == "5"


def test_trim_keeps_a_short_lead_and_tail() -> None:
    kept = trim(np.concatenate([silence(0.4), tone(0.5), silence(0.3)]), RATE)
    assert 0.55 <= len(kept) / RATE <= 0.575
    assert abs(kept[0]) < 1e-3
    assert abs(kept[-1]) < 1e-3


def test_trim_fades_speech_that_begins_and_ends_at_once() -> None:
    kept = trim(np.full(RATE, 0.5, np.float32), RATE)
    assert len(kept) == RATE
    assert kept[0] == 0.0
    assert kept[-1] == 0.0
    assert np.abs(np.diff(kept)).max() < 0.02
    assert (kept[200:-200] == 0.5).all()


@given(st.integers(0, 2000), st.floats(0, 2))
def test_trim_takes_any_length(length: int, amplitude: float) -> None:
    wave = np.full(length, amplitude, np.float32)
    assert len(trim(wave, RATE)) <= length


def test_trim_of_silence_is_empty() -> None:
    assert trim(silence(1), RATE).size == 0
    assert trim(silence(0), RATE).size == 0


def test_level_does_not_count_pauses() -> None:
    plain = speech_level(tone(1), RATE)
    assert plain == pytest.approx(0.3 / np.sqrt(2), rel=0.02)
    assert speech_level(np.concatenate([silence(2), tone(1), silence(3)]), RATE) == pytest.approx(plain, rel=0.02)
    assert speech_level(silence(1), RATE) == 0.0
    assert speech_level(silence(0), RATE) == 0.0


@given(st.lists(st.floats(-20, 20, width=32), min_size=1, max_size=50))
def test_pcm_never_wraps_and_keeps_order(values: list[float]) -> None:
    wave = np.sort(np.array(values, np.float32))
    pcm = to_pcm(wave, 7)
    assert pcm.dtype == np.int16
    assert len(pcm) == len(values) + 7
    assert not pcm[-7:].any()
    assert (np.diff(pcm[:-7].astype(int)) >= 0).all()


def test_pcm_leaves_what_is_below_the_knee_alone() -> None:
    assert to_pcm(np.array([0.5, -0.5, 0.0], np.float32), 0).tolist() == [16384, -16384, 0]


def test_speakers_by_name_and_number() -> None:
    known = {"anna": 0, "ben": 1, "7": 2}
    assert choose_speaker(None, known, 3) is None
    assert choose_speaker("ben", known, 3) == 1
    assert choose_speaker(1, known, 3) == 1
    assert choose_speaker("1", known, 3) == 1
    assert choose_speaker("7", known, 3) == 2
    assert choose_speaker(0, {}, 1) == 0


@pytest.mark.parametrize("wanted", ["carl", 3, -1, "-1", ""])
def test_an_unknown_speaker_is_refused_with_those_there_are(wanted: str | int) -> None:
    with pytest.raises(EngineError, match=r"0 to 2, or anna, ben"):
        choose_speaker(wanted, {"anna": 0, "ben": 1}, 3)
    with pytest.raises(EngineError, match="only speaker 0"):
        choose_speaker("carl", {}, 1)


def test_a_missing_voice_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="colibri models pull joe"):
        PiperVoice(LocalModel("joe", tmp_path), PiperVoice.Options())


def test_broken_voices_are_engine_errors(tmp_path: Path) -> None:
    onnx = tmp_path / "a.onnx"
    onnx.write_bytes(b"not a model")
    with pytest.raises(EngineError, match=r"a\.onnx\.json is missing"):
        PiperVoice(LocalModel("a", onnx), PiperVoice.Options())
    description = tmp_path / "a.onnx.json"
    for text in ("{", "[]", "{}", "\xff"):
        description.write_text(text, encoding="latin-1")
        with pytest.raises(EngineError, match="fetch the voice again"):
            PiperVoice(LocalModel("a", onnx), PiperVoice.Options())
    config = {"num_symbols": 1, "num_speakers": 1, "audio": {"sample_rate": 1}, "espeak": {"voice": "en"}}
    description.write_text(json.dumps(config | {"phoneme_id_map": {}}))
    with pytest.raises(EngineError, match="cannot be loaded"):
        PiperVoice(LocalModel("a", tmp_path), PiperVoice.Options())
    (tmp_path / "b.onnx").touch()
    with pytest.raises(EngineError, match=r"several voices \(a\.onnx, b\.onnx\)"):
        PiperVoice(LocalModel("a", tmp_path), PiperVoice.Options())


@pytest.fixture(scope="module")
def joe(starter: Any) -> LocalModel:
    model: LocalModel = starter.path("en_US-joe-medium")
    return model


@pytest.fixture(scope="module")
def voice(joe: LocalModel) -> PiperVoice:
    return PiperVoice(joe, PiperVoice.Options())


@pytest.mark.models
def test_sentences_come_one_by_one_with_the_pause_of_their_punctuation(voice: PiperVoice) -> None:
    first, second, third = voice.synthesize("It is sunny. Is it warm, too? Yes,")
    for chunk, pause_ms in ((first, 280), (second, 280), (third, 120)):
        pause = voice.sample_rate * pause_ms // 1000
        assert not chunk[-pause:].any()
        assert chunk[-pause - voice.sample_rate * 30 // 1000 : -pause].any()
        assert 2000 < np.abs(chunk.astype(int)).max() < 32767
        assert np.abs(chunk[: voice.sample_rate * 40 // 1000]).max() > 100, "the first sound comes early"


@pytest.mark.models
def test_a_clause_cut_short_is_followed_by_no_pause(voice: PiperVoice) -> None:
    (chunk,) = voice.synthesize("The weather today is")
    assert chunk[-voice.sample_rate * 30 // 1000 :].any()


@pytest.mark.models
def test_cancelled_speech_stops_after_the_chunk(voice: PiperVoice) -> None:
    heard: list[int] = []
    for chunk in voice.synthesize("One. Two. Three.", cancelled=lambda: bool(heard)):
        heard.append(len(chunk))
    assert len(heard) == 1
    assert list(voice.synthesize("One.", cancelled=lambda: True)) == []


@pytest.mark.models
def test_nothing_to_say(voice: PiperVoice) -> None:
    assert list(voice.synthesize(" ... ")) == []


@pytest.mark.models
def test_speed_and_volume(joe: LocalModel) -> None:
    def say(**options: float) -> Any:
        still = PiperVoice.Options.model_validate({"noise_scale": 0, "noise_w": 0, **options})
        return np.concatenate(list(PiperVoice(joe, still).synthesize("This is how fast I speak")))

    plain, fast, quiet = say(), say(speed=2.0), say(volume=0.5)
    assert 0.4 < len(fast) / len(plain) < 0.65
    assert np.abs(quiet).max() / np.abs(plain).max() == pytest.approx(0.5, abs=0.06)
