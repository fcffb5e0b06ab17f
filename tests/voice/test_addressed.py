"""Who is meant, after an answer."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.stt import Transcript
from assistant.types import Audio
from assistant.voice.addressed import Company

CLEAR = Transcript("And tomorrow?", "en", 0.9)


def voice(level: int) -> Audio:
    return np.full(16_000, level, np.int16)


@pytest.mark.parametrize(("level", "expected"), [(4000, True), (1500, True), (800, False), (30, False)])
def test_who_speaks_much_more_softly_means_somebody_else(level: int, expected: bool) -> None:
    company = Company()
    company.met(voice(4000))
    assert company.addresses(voice(level), CLEAR) is expected


@pytest.mark.parametrize(
    ("transcript", "expected"),
    [
        (CLEAR, True),
        (Transcript("", "en", 0.9), False),
        (Transcript("so and", "en", 0.3), False),
        (Transcript("Thank you.", "en", 0.9, no_speech=0.5), False),
    ],
)
def test_what_is_half_heard_is_left_alone(transcript: Transcript, expected: bool) -> None:
    assert Company().addresses(voice(4000), transcript) is expected
