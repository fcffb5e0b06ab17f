"""openWakeWord: models by path, what is no such model, and silence as it hears it."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pymicro_wakeword
import pyopen_wakeword
import pytest

from assistant.errors import EngineError
from assistant.wake.openwakeword import OpenWakeWord
from tests.vad.speechlike import babble

MODELS = Path(pyopen_wakeword.__file__).parent / "models"


def test_a_model_by_path_is_called_as_its_file_is(tmp_path: Path) -> None:
    word = str(shutil.copy(MODELS / "alexa.tflite", tmp_path / "hallo_haus.tflite"))
    detector = OpenWakeWord((word,), OpenWakeWord.Options())
    assert detector.phrases == {word: "hallo haus"}
    assert detector.thresholds == {word: 0.5}


def test_a_damaged_model_is_an_error_and_no_crash(tmp_path: Path) -> None:
    whole = (MODELS / "alexa.tflite").read_bytes()
    (tmp_path / "x.tflite").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(EngineError, match="damaged"):
        OpenWakeWord((str(tmp_path / "x.tflite"),), OpenWakeWord.Options())


def test_a_model_of_another_engine() -> None:
    other = Path(pymicro_wakeword.__file__).parent / "models" / "alexa.tflite"
    with pytest.raises(EngineError, match="no model of openWakeWord"):
        OpenWakeWord((str(other),), OpenWakeWord.Options())


def test_every_hop_is_scored_from_the_first_on() -> None:
    """A library that is behind would say exactly 0 for a while."""
    detector = OpenWakeWord(("alexa",), OpenWakeWord.Options())
    assert all(detector.scores(frame)["alexa"] > 0 for frame in babble(2)[: 20 * detector.hop].reshape(20, -1))


def test_a_reset_is_as_good_as_a_long_silence() -> None:
    reset, silent = (OpenWakeWord(("alexa",), OpenWakeWord.Options()) for _ in range(2))
    for _ in range(40):
        silent.scores(np.zeros(silent.hop, np.int16))
    for frame in babble(2)[: 20 * reset.hop].reshape(20, -1):
        assert reset.scores(frame) == silent.scores(frame)
