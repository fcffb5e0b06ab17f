"""The conversation that is replayed where there is no microphone."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import numpy as np
import pytest

from assistant import demo
from assistant.audio import files
from assistant.config import load
from assistant.demo.make import write_opus
from assistant.engines import ENGINES
from assistant.errors import UsageError
from assistant.models.store import ModelStore
from assistant.parts import build_detector, build_stt, endpoint_settings
from assistant.stt.pieces import speech_segments
from assistant.types import SAMPLE_RATE, Audio
from tests.cli.recordings import words


def silent(text: str, language: str) -> Audio:
    raise AssertionError(f"a recording of {text!r} is shipped")


def counted(text: str, language: str) -> Audio:
    return np.full(len(text), 7, np.int16)


def test_what_is_shipped_is_not_spoken_again() -> None:
    assert len(demo.recording(["en"], silent)) > 10 * SAMPLE_RATE


def test_another_language_is_spoken_by_its_voice_with_time_for_an_answer() -> None:
    english = len(demo.recording(["en"], silent))
    both = demo.recording(["en", "fr"], counted)
    assert len(both) == english + round(demo.PAUSE_S * SAMPLE_RATE) + len(demo.QUESTIONS["fr"][0])
    assert not both[english : english + round(demo.PAUSE_S * SAMPLE_RATE)].any()


def test_a_language_without_questions_is_left_out_or_refused() -> None:
    assert np.array_equal(demo.recording(["de", "en"], silent), demo.recording(["en"], silent))
    with pytest.raises(UsageError, match="no demonstration in de or it, only in en and fr"):
        demo.recording(["de", "it"], silent)


def test_joined_leaves_the_ends_alone() -> None:
    parts = [np.ones(3, np.int16), np.ones(2, np.int16)]
    assert demo.joined(parts, 2 / SAMPLE_RATE).tolist() == [1, 1, 1, 0, 0, 1, 1]
    assert demo.joined(parts[:1], 1.0).tolist() == [1, 1, 1]


def test_opus_comes_back_as_it_was(tmp_path: Path) -> None:
    tone = (np.sin(np.arange(SAMPLE_RATE) * 2 * np.pi * 440 / SAMPLE_RATE) * 8000).astype(np.int16)
    write_opus(tmp_path / "a.ogg", tone)
    back = files.load(tmp_path / "a.ogg")
    assert len(back) == pytest.approx(len(tone), abs=0.05 * SAMPLE_RATE)
    spectrum = np.abs(np.fft.rfft(back[:SAMPLE_RATE].astype(float)))
    assert int(spectrum.argmax()) == 440


@pytest.mark.models
def test_the_shipped_questions_are_understood(starter: ModelStore) -> None:
    config = load(None, engines=ENGINES, environ={"COLIBRI_CONFIG": os.devnull})
    audio, stt = demo.recording(["en"], silent), build_stt(config, starter)
    heard: list[str] = []
    for start, stop in _questions(audio):
        (first, *_), (*_, last) = zip(
            *speech_segments(audio[start:stop], build_detector(config), endpoint_settings(config)), strict=True
        )
        heard.append(stt.transcribe(audio[start + first : start + last]).text)
    assert [words(text) for text in heard] == [words(question) for question in demo.QUESTIONS["en"]]


def _questions(audio: Audio) -> list[tuple[int, int]]:
    """[start, stop) around each question: cut in the middle of the long silences."""
    loud = np.flatnonzero(np.abs(audio) > 500)
    gaps = np.flatnonzero(np.diff(loud) > (demo.PAUSE_S - 0.5) * SAMPLE_RATE)
    cuts = [0, *((loud[gap] + loud[gap + 1]) // 2 for gap in gaps), len(audio)]
    return [(int(start), int(stop)) for start, stop in itertools.pairwise(cuts)]
