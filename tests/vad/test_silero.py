from __future__ import annotations

import importlib.util
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import ModelMissing
from assistant.vad.silero import SileroDetector
from tests.vad.speechlike import babble


def test_agrees_with_the_implementation_that_the_model_came_with() -> None:
    from faster_whisper.vad import get_vad_model

    audio = np.concatenate([np.zeros(2048, np.int16), babble(1.2), np.zeros(4096, np.int16)])
    audio = audio[: len(audio) // 512 * 512]
    detector = SileroDetector(SileroDetector.Options())
    ours = [detector.probability(frame) for frame in audio.reshape(-1, 512)]
    theirs = get_vad_model()(audio.astype(np.float32) / 32768).ravel()
    assert ours == pytest.approx(theirs, abs=0.01)


def test_the_model_is_found_without_importing_faster_whisper() -> None:
    code = "import sys; from assistant.vad.silero import model_file as f; print(f()); sys.exit('faster_whisper' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert Path(done.stdout.strip()).is_file()


def test_a_missing_model_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(name: str) -> ModuleSpec | None:
        return None

    monkeypatch.setattr(importlib.util, "find_spec", nowhere)
    with pytest.raises(ModelMissing, match="pip install"):
        SileroDetector(SileroDetector.Options())
