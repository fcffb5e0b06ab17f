"""What every detector of the end of a turn promises, whichever engine it is."""

from __future__ import annotations

import numpy as np
import pytest

from assistant import registry
from assistant.models.store import ModelStore
from assistant.turn_detector import ENGINES, TurnDetector
from assistant.types import SAMPLE_RATE
from tests.vad.speechlike import babble

MODELS = {"smart-turn": "smart-turn-v3.2"}


@pytest.fixture(params=ENGINES, scope="module")
def detector(request: pytest.FixtureRequest, starter: ModelStore) -> TurnDetector:
    engine = registry.load("turn_detector", ENGINES, request.param)
    built: TurnDetector = engine(starter.path(MODELS[request.param]), engine.Options())
    return built


@pytest.mark.models
@pytest.mark.parametrize("samples", [0, 1, 100, 6_400, 128_000, 128_001, 176_000])
def test_any_length_has_a_probability(detector: TurnDetector, samples: int) -> None:
    probability = detector.completeness(babble(11)[:samples])
    assert isinstance(probability, float)
    assert 0.0 <= probability <= 1.0


@pytest.mark.models
def test_nothing_said_is_not_complete(detector: TurnDetector) -> None:
    assert detector.completeness(np.zeros(0, np.int16)) < 0.5
    assert detector.completeness(np.zeros(SAMPLE_RATE, np.int16)) < 0.5


@pytest.mark.models
def test_only_the_end_of_a_long_utterance_counts(detector: TurnDetector) -> None:
    end = babble(9)
    longer = np.concatenate([np.full(SAMPLE_RATE, 20_000, np.int16), end])
    assert detector.completeness(longer) == detector.completeness(end)


@pytest.mark.models
def test_it_keeps_no_state(detector: TurnDetector) -> None:
    first = detector.completeness(babble(2))
    detector.completeness(babble(5))
    assert detector.completeness(babble(2)) == first
