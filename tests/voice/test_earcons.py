from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from assistant import registry, wake
from assistant.types import SAMPLE_RATE, Audio
from assistant.vad.cascade import CascadeDetector
from assistant.voice.earcons import PEAK_DBFS, Earcon, earcon
from assistant.wake import WakeDetector

RATES = (8000, 16_000, 22_050, 44_100, 48_000, 96_000)
WORDS = ("alexa", "hey_jarvis", "hey_mycroft", "okay_nabu")
KINDS = pytest.mark.parametrize("kind", Earcon)
EVERY = pytest.mark.parametrize(("kind", "rate"), [(kind, rate) for kind in Earcon for rate in RATES])


def level_dbfs(audio: Audio) -> float:
    return float(20 * np.log10(np.abs(audio.astype(float)).max() / 32767))


def heard(kind: Earcon, rooms: Sequence[float] = (0, 15, 100)) -> Iterator[Audio]:
    """As a microphone may hear it: nearly silenced by an echo canceller, as it is, close to the speaker; in a silent, a quiet
    and a loud room; twice, as timers ring."""
    noise = np.random.default_rng(1)
    sound = earcon(kind, SAMPLE_RATE)
    once = np.concatenate([np.zeros(SAMPLE_RATE // 2), sound, np.zeros(3000), sound, np.zeros(SAMPLE_RATE // 2)])
    for gain in (0.1, 1.0, 4.0):
        for room in rooms:
            yield np.clip(gain * once + noise.normal(0, room, len(once)), -32768, 32767).astype(np.int16)


def frames(audio: Audio, hop: int) -> Iterator[Audio]:
    yield from audio[: len(audio) // hop * hop].reshape(-1, hop)


@EVERY
def test_short_and_soft_at_any_rate(kind: Earcon, rate: int) -> None:
    sound = earcon(kind, rate)
    assert sound.dtype == np.int16
    assert 0.08 <= len(sound) / rate <= 0.35
    assert level_dbfs(sound) == pytest.approx(PEAK_DBFS, abs=0.01)


@EVERY
def test_it_begins_and_ends_without_a_click(kind: Earcon, rate: int) -> None:
    sound = earcon(kind, rate)
    edge = round(0.002 * rate)
    for end in (sound[:edge], sound[-edge:]):
        assert level_dbfs(end) < PEAK_DBFS - 12
    assert max(abs(int(sound[0])), abs(int(sound[-1]))) <= 2


@EVERY
def test_it_has_no_offset_that_a_speaker_would_have_to_hold(kind: Earcon, rate: int) -> None:
    assert abs(earcon(kind, rate).mean()) < 10


@KINDS
def test_rates_differ_in_nothing_but_the_rate(kind: Earcon) -> None:
    every_third = earcon(kind, 48_000)[::3].astype(int)
    difference = every_third[: len(earcon(kind, 16_000))] - earcon(kind, 16_000)[: len(every_third)]
    assert np.abs(difference).max() < 200


def test_it_is_made_once_and_cannot_be_spoilt() -> None:
    sound = earcon(Earcon.AWAKE, 16_000)
    assert earcon(Earcon.AWAKE, 16_000) is sound
    with pytest.raises(ValueError, match="read-only"):
        sound[0] = 1


def test_a_beginning_rises_an_end_and_a_failure_fall() -> None:
    for kind, rises in ((Earcon.AWAKE, True), (Earcon.DONE, True), (Earcon.UNDERSTOOD, False), (Earcon.ERROR, False)):
        sound = earcon(kind, 16_000)
        first, last = (pitch_hz(half) for half in np.array_split(sound, 2))
        assert (last > first) is rises, kind


def pitch_hz(sound: Audio) -> float:
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 16_000))
    return float(np.argmax(spectrum))


@KINDS
def test_it_is_not_taken_for_speech(kind: Earcon) -> None:
    detector = CascadeDetector(CascadeDetector.Options())
    for audio in heard(kind):
        detector.reset()
        assert max(detector.probability(frame) for frame in frames(audio, detector.hop)) < 0.4


def test_what_is_taken_for_speech_would_be_noticed() -> None:
    """The check above can fail: the same, an octave and more lower, is a voice to the detector."""
    slow = np.repeat(earcon(Earcon.ERROR, SAMPLE_RATE), 3)
    detector = CascadeDetector(CascadeDetector.Options())
    audio = np.concatenate([np.zeros(8000, np.int16), slow, slow])
    assert max(detector.probability(frame) for frame in frames(audio, detector.hop)) > 0.5


@pytest.mark.parametrize("name", wake.ENGINES)
def test_it_wakes_nobody(name: str) -> None:
    engine = registry.load("wake", wake.ENGINES, name)
    detector: WakeDetector = engine(WORDS, engine.Options())
    for kind in Earcon:
        for audio in heard(kind, rooms=(15,)):
            detector.reset()
            for frame in frames(audio, detector.hop):
                scores = detector.scores(frame)
                assert all(score < detector.thresholds[word] / 2 for word, score in scores.items()), (kind, scores)
