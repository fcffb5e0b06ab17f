"""microWakeWord: models by path, and what is no such model."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pymicro_wakeword
import pyopen_wakeword
import pytest

from assistant.errors import EngineError
from assistant.wake.microwakeword import MicroWakeWord

MODELS = Path(pymicro_wakeword.__file__).parent / "models"


def described(folder: Path, weights: Path, **changes: Any) -> str:
    """A model of one's own: a copy of one that comes with the engine, with another description."""
    shutil.copy(weights, folder / "own.tflite")
    text = json.loads((MODELS / "alexa.json").read_text())
    path = folder / "hallo_haus.json"
    path.write_text(json.dumps({**text, "model": "own.tflite", **changes}))
    return str(path)


def test_a_model_by_path_brings_its_phrase_and_threshold(tmp_path: Path) -> None:
    settings = {"probability_cutoff": 0.61, "sliding_window_size": 3}
    word = described(tmp_path, MODELS / "alexa.tflite", wake_word="Hallo Haus", micro=settings)
    detector = MicroWakeWord((word, "alexa"), MicroWakeWord.Options())
    assert detector.phrases == {word: "hallo haus", "alexa": "alexa"}
    assert detector.thresholds == {word: 0.61, "alexa": 0.9}
    assert set(detector.scores(np.zeros(detector.hop, np.int16))) == {word, "alexa"}


def test_without_a_phrase_the_name_of_the_file_is_spoken(tmp_path: Path) -> None:
    word = described(tmp_path, MODELS / "alexa.tflite", wake_word=None)
    assert MicroWakeWord((word,), MicroWakeWord.Options()).phrases == {word: "hallo haus"}


@pytest.mark.parametrize(
    "changes",
    [{"micro": {"probability_cutoff": 1.5, "sliding_window_size": 5}}, {"micro": {}}, {"model": None}],
)
def test_a_description_that_makes_no_sense(tmp_path: Path, changes: dict[str, Any]) -> None:
    word = described(tmp_path, MODELS / "alexa.tflite", **changes)
    with pytest.raises(EngineError, match="does not describe a microWakeWord model"):
        MicroWakeWord((word,), MicroWakeWord.Options())


def test_a_description_that_is_no_json(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("hello")
    with pytest.raises(EngineError, match="does not describe"):
        MicroWakeWord((str(tmp_path / "x.json"),), MicroWakeWord.Options())


def test_the_model_itself_is_missing(tmp_path: Path) -> None:
    word = described(tmp_path, MODELS / "alexa.tflite", model="gone.tflite")
    with pytest.raises(EngineError, match=r"gone\.tflite is not there"):
        MicroWakeWord((word,), MicroWakeWord.Options())


def test_a_damaged_model_is_an_error_and_no_crash(tmp_path: Path) -> None:
    word = described(tmp_path, MODELS / "alexa.tflite")
    whole = (tmp_path / "own.tflite").read_bytes()
    (tmp_path / "own.tflite").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(EngineError, match="damaged"):
        MicroWakeWord((word,), MicroWakeWord.Options())


def test_a_model_of_another_engine(tmp_path: Path) -> None:
    other = Path(pyopen_wakeword.__file__).parent / "models" / "alexa.tflite"
    with pytest.raises(EngineError, match="no model of microWakeWord"):
        MicroWakeWord((described(tmp_path, other),), MicroWakeWord.Options())
