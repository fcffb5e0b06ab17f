from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from assistant.vad.webrtc import WebRtcDetector
from tests.vad.speechlike import babble


def test_probability_is_the_share_of_the_last_frames() -> None:
    detector = WebRtcDetector(WebRtcDetector.Options(smoothing=4))
    frames = babble(0.2)[: 4 * detector.hop].reshape(-1, detector.hop)
    assert [detector.probability(frame) for frame in frames] == [0.25, 0.5, 0.75, 1.0]


def test_without_smoothing_it_is_yes_or_no() -> None:
    detector = WebRtcDetector(WebRtcDetector.Options(smoothing=1))
    noise = np.random.default_rng(3).normal(0, 300, detector.hop * 60).astype(np.int16)
    assert {detector.probability(frame) for frame in noise.reshape(-1, detector.hop)} == {0.0, 1.0}


def test_aggressiveness_lets_less_noise_through() -> None:
    noise = np.random.default_rng(3).normal(0, 300, 320 * 100).astype(np.int16).reshape(-1, 320)
    mild = WebRtcDetector(WebRtcDetector.Options(aggressiveness=0))
    strict = WebRtcDetector(WebRtcDetector.Options(aggressiveness=3))
    assert sum(map(strict.probability, noise)) < sum(map(mild.probability, noise))


@pytest.mark.parametrize("settings", [{"aggressiveness": 4}, {"smoothing": 0}, {"agressiveness": 2}])
def test_nonsense_is_refused(settings: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        WebRtcDetector.Options.model_validate(settings)
