from __future__ import annotations

import numpy as np
import pytest

from assistant.types import SAMPLE_RATE, Audio
from assistant.vad.cascade import CascadeDetector
from assistant.vad.silero import SileroDetector
from tests.vad.speechlike import babble


class Counted:
    """A Silero that counts the frames it was given."""

    def __init__(self, inner: SileroDetector) -> None:
        self.inner = inner
        self.frames = 0

    def probability(self, frame: Audio) -> float:
        self.frames += 1
        return self.inner.probability(frame)

    def reset(self) -> None:
        self.inner.reset()


def counted(detector: CascadeDetector, monkeypatch: pytest.MonkeyPatch) -> Counted:
    counter = Counted(SileroDetector(SileroDetector.Options()))
    monkeypatch.setattr(detector, "_silero", counter)
    return counter


def frames(audio: Audio) -> Audio:
    return audio[: len(audio) // 512 * 512].reshape(-1, 512)


def room(seconds: float) -> Audio:
    return np.random.default_rng(5).normal(0, 12, round(seconds * SAMPLE_RATE)).astype(np.int16)


def test_silero_rests_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    detector = CascadeDetector(CascadeDetector.Options())
    silero = counted(detector, monkeypatch)
    audio = frames(room(10))
    for frame in audio:
        detector.probability(frame)
    assert silero.frames < 0.1 * len(audio)


def test_decides_as_silero_alone_does() -> None:
    audio = frames(np.concatenate([room(1.5), babble(1.4), room(2), babble(1), room(1)]))
    cascade = CascadeDetector(CascadeDetector.Options())
    alone = SileroDetector(SileroDetector.Options())
    agree = [(cascade.probability(frame) > 0.5) == (alone.probability(frame) > 0.5) for frame in audio]
    assert np.mean(agree) >= 0.97


def test_silero_hears_what_came_before_the_gate_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    detector = CascadeDetector(CascadeDetector.Options(context_ms=320))
    silero = counted(detector, monkeypatch)
    for frame in frames(np.zeros(SAMPLE_RATE, np.int16)):
        assert detector.probability(frame) == 0.0
    assert silero.frames == 0
    heard = [detector.probability(frame) for frame in frames(babble(0.4))]
    assert silero.frames == 10 + sum(probability > 0 for probability in heard)


def test_the_gate_closes_after_the_hangover(monkeypatch: pytest.MonkeyPatch) -> None:
    detector = CascadeDetector(CascadeDetector.Options(hangover_ms=320))
    silero = counted(detector, monkeypatch)
    for frame in frames(babble(1)):
        detector.probability(frame)
    spoken = silero.frames
    for frame in frames(np.zeros(2 * SAMPLE_RATE, np.int16)):
        detector.probability(frame)
    assert 10 <= silero.frames - spoken <= 25  # the hangover of 10 frames, and what WebRTC itself hangs over
