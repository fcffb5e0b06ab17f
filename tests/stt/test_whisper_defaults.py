from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant import demo
from assistant.audio import files
from assistant.errors import EngineError
from assistant.models.store import ModelStore
from assistant.stt.whisper_defaults import WhisperDefaults
from assistant.types import LocalModel


def test_what_is_no_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="colibri models verify nothing"):
        WhisperDefaults(LocalModel("nothing", tmp_path), WhisperDefaults.Options())


@pytest.mark.models
def test_a_question_is_understood_silence_and_a_cancelled_one_are_not(starter: ModelStore) -> None:
    engine = WhisperDefaults(starter.path("whisper-base"), WhisperDefaults.Options())
    question = files.load(Path(demo.__file__).parent / "en.ogg")[: 3 * 16_000]
    heard = engine.transcribe(question)
    assert "capital of France" in heard.text
    assert heard.language == "en"
    assert 0.3 < heard.confidence <= 1
    assert engine.transcribe(question, languages=("en", "fr"), cancelled=lambda: True).text == ""
    assert engine.transcribe(np.zeros(0, np.int16)).text == ""
