"""`colibri replay` and `colibri run`: spoken conversations on the real models, as a user and a program meet them."""

from __future__ import annotations

import signal
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from assistant.audio import files
from assistant.models.store import ModelStore
from assistant.stt.faster_whisper import FasterWhisper
from assistant.types import SAMPLE_RATE, Audio
from tests.cli.command import Ended, colibri, start
from tests.cli.recordings import QUESTIONS, STEADY, broken, silence, speechless, spoken, unusual, word_errors, words

CONTRACT: dict[str, tuple[type, ...]] = {
    "turn": (int,),
    "wake_s": (float, type(None)),
    "speech_start_s": (float,),
    "speech_end_s": (float,),
    "endpoint_s": (float,),
    "first_audio_s": (float, type(None)),
    "response_ms": (int, type(None)),
    "transcript": (str,),
    "language": (str,),
    "reply": (str,),
    "heard": (str,),
    "source": (str,),
    "interrupted": (bool,),
    "drafts": (int,),
    "stages_ms": (dict,),
    "cpu_s": (float,),
}


@dataclass(frozen=True)
class Talk:
    """A replayed conversation."""

    recording: Audio
    ended: Ended
    reply: NDArray[np.int16]
    picture: Path


@pytest.fixture(scope="module")
def questions(starter: ModelStore) -> list[Audio]:
    return spoken(starter, *QUESTIONS)


@pytest.fixture(scope="module")
def talk(questions: list[Audio], tmp_path_factory: pytest.TempPathFactory) -> Talk:
    folder = tmp_path_factory.mktemp("talk")
    parts = [silence(0.5), *(part for question in questions for part in (question, silence(4.5)))]
    files.save(folder / "questions.wav", np.concatenate(parts))
    outputs = ("--out", folder / "reply.wav", "--picture", folder / "picture.png")
    ended = colibri("replay", folder / "questions.wav", "--json", "--fast", *outputs, *STEADY)
    return Talk(np.concatenate(parts), ended, _stereo(folder / "reply.wav"), folder / "picture.png")


def _stereo(path: Path) -> NDArray[np.int16]:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getframerate()) == (2, SAMPLE_RATE)
        return np.frombuffer(file.readframes(file.getnframes()), np.int16).reshape(-1, 2)


@pytest.mark.models
def test_three_questions_are_three_turns_that_were_understood(talk: Talk) -> None:
    assert (talk.ended.code, talk.ended.err) == (0, "")
    turns = talk.ended.records
    assert [turn["turn"] for turn in turns] == [1, 2, 3]
    for turn, question in zip(turns, QUESTIONS, strict=True):
        assert words(turn["transcript"]) == words(question)
    assert "Paris" in turns[0]["reply"]


@pytest.mark.models
def test_a_turn_is_what_the_contract_says(talk: Talk) -> None:
    for turn in talk.ended.records:
        assert {name: type(turn[name]) for name in CONTRACT if type(turn[name]) not in CONTRACT[name]} == {}
        assert turn["response_ms"] == round((turn["first_audio_s"] - turn["speech_end_s"]) * 1000)
        assert turn["speech_start_s"] < turn["speech_end_s"] < turn["endpoint_s"] <= turn["first_audio_s"]
        assert set(turn["stages_ms"]) >= {"stt", "llm_first_token", "llm_first_clause", "tts_first_audio"}
        assert turn["heard"] == turn["reply"] or turn["interrupted"]
        assert not turn["interrupted"]


@pytest.mark.models
def test_speech_began_and_ended_where_it_did(talk: Talk, questions: list[Audio]) -> None:
    position = 0.5
    for turn, question in zip(talk.ended.records, questions, strict=True):
        loud = np.flatnonzero(np.abs(question) > 500) / SAMPLE_RATE + position
        assert turn["speech_start_s"] == pytest.approx(loud[0], abs=0.25)
        assert turn["speech_end_s"] == pytest.approx(loud[-1], abs=0.25)
        position += len(question) / SAMPLE_RATE + 4.5


@pytest.mark.models
def test_the_recording_of_both_sides_is_true(talk: Talk, starter: ModelStore) -> None:
    left, right = talk.reply[:, 0], talk.reply[:, 1]
    length = len(talk.recording)
    assert np.array_equal(left[:length], talk.recording)
    assert not left[length:].any()
    stt = FasterWhisper(starter.path("whisper-base"), FasterWhisper.Options())
    turns = talk.ended.records
    starts = [round(turn["first_audio_s"] * SAMPLE_RATE) for turn in turns]
    ends = [*(round(turn["speech_start_s"] * SAMPLE_RATE) for turn in turns[1:]), len(right)]
    assert not right[: starts[0]].any()
    errors = 0
    for turn, start_at, end_at in zip(turns, starts, ends, strict=True):
        assert right[start_at : start_at + 320].any()
        answer = right[start_at:end_at]
        answer = answer[: np.flatnonzero(answer)[-1] + 4800]
        errors += word_errors(turn["heard"], stt.transcribe(answer).text)
    # Names get lost between this voice and this recogniser ("France is" becomes "Francis").
    assert errors / sum(len(words(turn["heard"])) for turn in turns) <= 0.25


@pytest.mark.models
def test_the_picture_of_its_latency_was_drawn(talk: Talk) -> None:
    with Image.open(talk.picture) as image:
        assert image.format == "PNG"


@pytest.mark.models
def test_real_time_gives_the_same_turns(questions: list[Audio], talk: Talk, tmp_path: Path) -> None:
    files.save(tmp_path / "one.wav", np.concatenate([silence(0.5), questions[0], silence(0.5)]))
    (turn,) = colibri("replay", tmp_path / "one.wav", "--json", *STEADY).records
    fast = talk.ended.records[0]
    same = ("transcript", "reply", "heard", "language", "source", "interrupted", "speech_start_s", "speech_end_s")
    assert {name: turn[name] for name in same} == {name: fast[name] for name in same}


@pytest.mark.models
def test_recordings_of_every_form_are_understood_one_after_another(questions: list[Audio], tmp_path: Path) -> None:
    recordings = unusual(tmp_path, np.concatenate([silence(0.3), questions[0], silence(1.5)])).values()
    ended = colibri("replay", *recordings, "--json", "--fast", *STEADY)
    assert (ended.code, ended.err) == (0, "")
    assert len(ended.records) == len(recordings)
    assert all(word_errors(QUESTIONS[0], turn["transcript"]) <= 1 for turn in ended.records)


@pytest.mark.models
def test_where_nobody_speaks_there_is_no_turn(tmp_path: Path, starter: ModelStore) -> None:
    recordings = speechless(tmp_path).values()
    ended = colibri("replay", *recordings, "--json", "--fast", "--out", tmp_path / "reply.wav")
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert not _stereo(tmp_path / "reply.wav")[:, 1].any()


def test_what_is_no_recording_is_said_before_anything_is_loaded(tmp_path: Path) -> None:
    for recording, message in broken(tmp_path).values():
        ended = colibri("replay", recording, "--json", environ={"COLIBRI_MODELS": str(tmp_path / "none")})
        assert (ended.code, ended.out) == (1, "")
        assert ended.err.startswith(f"{recording}: ")
        assert message in ended.err


def test_a_language_without_a_demonstration_says_what_to_do(tmp_path: Path) -> None:
    voices = tmp_path / "voice.onnx"
    voices.touch()
    arguments = ("--set", "languages=[de]", "--set", f"tts.voices={{de: {voices}}}")
    models = ("--set", f"stt.model={tmp_path}", "--set", f"llm.model={voices}")
    ended = colibri("run", "--demo", *arguments, *models, "--set", "turn.engine=none")
    assert (ended.code, ended.out) == (2, "")
    assert "only in en and fr; play a recording of your own: colibri replay FILE" in ended.err


@pytest.mark.models
def test_ctrl_c_while_the_models_load(tmp_path: Path) -> None:
    running = start("run", "--demo", "--picture", tmp_path / "x.png")
    assert running.stdout is not None
    assert "recorded conversation" in running.stdout.readline()
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=20)
    assert (running.returncode, err) == (130, "")


@pytest.mark.models
def test_ctrl_c_in_the_conversation(questions: list[Audio], tmp_path: Path) -> None:
    files.save(tmp_path / "long.wav", np.concatenate([silence(0.2), questions[0], silence(60)]))
    running = start("replay", tmp_path / "long.wav", "--json")
    assert running.stdout is not None
    assert running.stdout.readline().startswith('{"turn": 1')
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=20)
    assert (running.returncode, err) == (130, "")


@pytest.mark.models
def test_a_reader_that_leaves_ends_the_conversation_quietly(questions: list[Audio], tmp_path: Path) -> None:
    files.save(tmp_path / "one.wav", np.concatenate([silence(0.2), questions[0], silence(1)]))
    running = start("replay", tmp_path / "one.wav", "--json", "--fast")
    assert running.stdout is not None
    running.stdout.close()
    running.stdout = None
    _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (1, "")
