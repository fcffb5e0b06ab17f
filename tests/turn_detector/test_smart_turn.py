from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.errors import EngineError, ModelMissing
from assistant.models.store import ModelStore
from assistant.turn_detector.smart_turn import SmartTurn, log_mel, mel_filters, prepare
from assistant.types import SAMPLE_RATE, LocalModel, from_ms
from tests.vad.speechlike import babble

WINDOW = np.hanning(401)[:-1].astype(np.float32)


def test_a_short_utterance_stands_at_the_end_after_silence() -> None:
    wave = prepare(babble(1))
    assert wave.shape == (8 * SAMPLE_RATE,)
    assert np.ptp(wave[: 7 * SAMPLE_RATE]) == 0
    assert np.ptp(wave[7 * SAMPLE_RATE :]) > 1


def test_loudness_and_offset_do_not_matter() -> None:
    voice = babble(8)
    wave = prepare(voice)
    assert wave.mean() == pytest.approx(0, abs=1e-3)
    assert wave.std() == pytest.approx(1, abs=1e-3)
    assert prepare((voice // 4 + 500).astype(np.int16)) == pytest.approx(wave, abs=0.01)


def test_a_long_utterance_loses_its_beginning() -> None:
    voice = babble(10)
    assert np.array_equal(prepare(voice), prepare(voice[-8 * SAMPLE_RATE :]))


def test_mel_filters_agree_with_whispers_own() -> None:
    from faster_whisper.feature_extractor import FeatureExtractor

    assert mel_filters() == pytest.approx(FeatureExtractor().mel_filters, abs=1e-6)


def test_features_agree_with_whispers_own() -> None:
    """faster-whisper's features are of the plain waveform; ours are of the waveform that they are given."""
    from faster_whisper.feature_extractor import FeatureExtractor

    wave = prepare(babble(5))
    assert log_mel(wave, WINDOW, mel_filters()) == pytest.approx(
        FeatureExtractor(chunk_length=8)(wave, padding=0), abs=1e-3
    )


def test_features_are_contiguous_single_precision() -> None:
    features = log_mel(prepare(babble(1)), WINDOW, mel_filters())
    assert features.dtype == np.float32
    assert features.shape == (80, 800)
    assert features.flags.c_contiguous


def test_a_tone_lights_up_its_own_band() -> None:
    seconds = np.arange(8 * SAMPLE_RATE) / SAMPLE_RATE
    tone = (8000 * np.sin(2 * np.pi * 1000 * seconds)).astype(np.int16)
    features = log_mel(prepare(tone), WINDOW, mel_filters())
    assert int(features.mean(axis=1).argmax()) in range(25, 29)  # 1 kHz is mel 15 of 45.2, on 80 bands


def test_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="colibri models pull smart-turn"):
        SmartTurn(LocalModel("smart-turn", tmp_path), SmartTurn.Options())


def test_a_broken_model_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "broken.onnx"
    path.write_bytes(b"not a network")
    with pytest.raises(EngineError, match="cannot be loaded"):
        SmartTurn(LocalModel("smart-turn", path), SmartTurn.Options())


def test_another_network_is_refused() -> None:
    from assistant.vad.silero import model_file

    with pytest.raises(EngineError, match="another network"):
        SmartTurn(LocalModel("smart-turn", model_file()), SmartTurn.Options())


@pytest.mark.models
def test_a_voice_in_full_flow_is_less_complete_than_one_that_fell_silent(starter: ModelStore) -> None:
    detector = SmartTurn(starter.path("smart-turn-v3.2"), SmartTurn.Options())
    voice = babble(3)
    silent = np.concatenate([voice, np.zeros(from_ms(400), np.int16)])
    assert detector.completeness(voice) < detector.completeness(silent)
