"""What every voice detector promises, whichever engine it is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import registry
from assistant.types import SAMPLE_RATE, Audio
from assistant.vad import ENGINES, VoiceDetector
from tests.vad.speechlike import babble


def build(name: str) -> VoiceDetector:
    engine = registry.load("vad", ENGINES, name)
    detector: VoiceDetector = engine(engine.Options())
    return detector


def listen(detector: VoiceDetector, audio: Audio) -> list[float]:
    """The probability of each whole frame."""
    whole = len(audio) // detector.hop * detector.hop
    return [detector.probability(frame) for frame in audio[:whole].reshape(-1, detector.hop)]


@pytest.fixture(params=ENGINES)
def detector(request: pytest.FixtureRequest) -> VoiceDetector:
    return build(request.param)


def test_the_hop_is_between_10_and_64_ms(detector: VoiceDetector) -> None:
    assert 160 <= detector.hop <= 1024


def test_silence_is_not_speech(detector: VoiceDetector) -> None:
    assert max(listen(detector, np.zeros(SAMPLE_RATE, np.int16))) < 0.2


def test_a_quiet_room_is_not_speech(detector: VoiceDetector) -> None:
    room = np.random.default_rng(1).normal(0, 15, 2 * SAMPLE_RATE).astype(np.int16)
    assert np.mean(np.array(listen(detector, room)) > 0.5) < 0.05


def test_a_voice_is_speech(detector: VoiceDetector) -> None:
    probabilities = listen(detector, np.concatenate([np.zeros(SAMPLE_RATE, np.int16), babble(2)]))
    second = SAMPLE_RATE // detector.hop
    assert max(probabilities[: second - 1]) < 0.2
    assert np.mean(np.array(probabilities[second + 3 :]) > 0.5) > 0.95


def test_silence_after_a_voice_is_noticed_within_300_ms(detector: VoiceDetector) -> None:
    probabilities = listen(detector, np.concatenate([babble(2), np.zeros(SAMPLE_RATE, np.int16)]))
    assert max(probabilities[round(2.3 * SAMPLE_RATE / detector.hop) :]) < 0.5


def test_reset_forgets_everything(detector: VoiceDetector) -> None:
    audio = np.concatenate([np.zeros(1000, np.int16), babble(1), np.zeros(4000, np.int16)])
    first = listen(detector, audio)
    listen(detector, babble(0.6)[: 5 * detector.hop + 7])
    detector.reset()
    assert listen(detector, audio) == first


def test_the_caller_may_reuse_the_frame(detector: VoiceDetector) -> None:
    """Frames are views into a ring that is overwritten: an engine that keeps one must have copied it."""
    audio = np.concatenate([np.zeros(4000, np.int16), babble(1)])
    expected = listen(detector, audio)
    detector.reset()
    frame = np.empty(detector.hop, np.int16)
    whole = len(audio) // detector.hop
    for i in range(whole):
        frame[:] = audio[i * detector.hop : (i + 1) * detector.hop]
        assert detector.probability(frame) == expected[i]
        frame[:] = -32768


@pytest.mark.parametrize("name", ENGINES)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), level=st.sampled_from([0, 1, 100, 10_000, 32_767]))
def test_every_frame_has_a_probability(name: str, seed: int, level: int) -> None:
    detector = build(name)
    noise = np.random.default_rng(seed).integers(-level - 1, level, detector.hop * 12, np.int16, endpoint=True)
    for probability in listen(detector, noise):
        assert isinstance(probability, float)
        assert 0.0 <= probability <= 1.0
