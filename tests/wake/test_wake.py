"""What every engine that hears words promises, whichever it is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import registry
from assistant.audio.resample import resampled
from assistant.errors import UsageError
from assistant.models.store import ModelStore
from assistant.tts.piper import PiperVoice
from assistant.types import SAMPLE_RATE, Audio, from_ms
from assistant.wake import ENGINES, WakeDetector
from tests.vad.speechlike import babble

WORDS = ("hey_jarvis", "alexa", "okay_nabu")
HEARING = tuple(name for name in ENGINES if name != "button")
PHRASES = {"hey_jarvis": "Hey Jarvis", "alexa": "Alexa", "okay_nabu": "Okay Nabu"}


def build(name: str, words: tuple[str, ...] = WORDS) -> WakeDetector:
    engine = registry.load("wake", ENGINES, name)
    detector: WakeDetector = engine(words, engine.Options())
    return detector


def listen(detector: WakeDetector, audio: Audio) -> list[dict[str, float]]:
    """The scores of each whole frame."""
    whole = len(audio) // detector.hop * detector.hop
    return [dict(detector.scores(frame)) for frame in audio[:whole].reshape(-1, detector.hop)]


def best(detector: WakeDetector, audio: Audio) -> dict[str, float]:
    heard = listen(detector, audio)
    return {word: max(scores[word] for scores in heard) for word in detector.thresholds}


@pytest.fixture(params=HEARING)
def detector(request: pytest.FixtureRequest) -> WakeDetector:
    return build(request.param)


@pytest.fixture(scope="module")
def sayings(starter: ModelStore) -> dict[str, Audio]:
    """Each wake word with a question that follows at once, between two silences."""
    voice = PiperVoice(starter.path("en_US-joe-medium"), PiperVoice.Options(noise_scale=0, noise_w=0))
    pause = np.zeros(from_ms(500), np.int16)

    def say(text: str) -> Audio:
        return np.concatenate([pause, *resampled(voice.synthesize(text), voice.sample_rate, SAMPLE_RATE), pause])

    return {word: say(f"{phrase}, what time is it?") for word, phrase in PHRASES.items()} | {
        "none": say("How many legs does a spider have?")
    }


def test_the_hop_is_between_10_and_80_ms(detector: WakeDetector) -> None:
    assert from_ms(10) <= detector.hop <= from_ms(80)


def test_it_knows_what_is_said_and_from_which_score_on(detector: WakeDetector) -> None:
    assert dict(detector.phrases) == {word: phrase.lower() for word, phrase in PHRASES.items()}
    assert list(detector.thresholds) == list(WORDS)
    assert all(0 < threshold < 1 for threshold in detector.thresholds.values())


@pytest.mark.models
def test_each_word_is_heard_and_no_other(detector: WakeDetector, sayings: dict[str, Audio]) -> None:
    for said, audio in sayings.items():
        detector.reset()
        scores = best(detector, audio)
        assert [w for w in WORDS if scores[w] >= detector.thresholds[w]] == [w for w in WORDS if w == said]


@pytest.mark.models
def test_a_word_is_heard_before_half_a_second_has_passed_since_it(
    detector: WakeDetector, sayings: dict[str, Audio]
) -> None:
    """The question that follows takes a second, so the word is noticed long before the end."""
    audio = sayings["hey_jarvis"]
    heard = [scores["hey_jarvis"] >= detector.thresholds["hey_jarvis"] for scores in listen(detector, audio)]
    assert heard.index(True) * detector.hop < len(audio) // 2


@pytest.mark.models
def test_reset_forgets_everything(detector: WakeDetector, sayings: dict[str, Audio]) -> None:
    first = listen(detector, sayings["alexa"])
    listen(detector, sayings["hey_jarvis"][: 20 * detector.hop + 7])
    detector.reset()
    assert listen(detector, sayings["alexa"]) == first


@pytest.mark.models
def test_the_caller_may_reuse_the_frame(detector: WakeDetector, sayings: dict[str, Audio]) -> None:
    """Frames are views into a ring that is overwritten: an engine that keeps one must have copied it."""
    audio = sayings["alexa"][: 20 * detector.hop]
    expected = listen(detector, audio)
    detector.reset()
    frame = np.empty(detector.hop, np.int16)
    for number, scores in enumerate(expected):
        frame[:] = audio[number * detector.hop : (number + 1) * detector.hop]
        assert detector.scores(frame) == scores
        frame[:] = -32768


@pytest.mark.models
@pytest.mark.parametrize("name", HEARING)
def test_a_word_scores_the_same_whichever_others_are_listened_for(name: str, sayings: dict[str, Audio]) -> None:
    alone, among = (listen(build(name, words), sayings["alexa"]) for words in (("alexa",), WORDS))
    assert [scores["alexa"] for scores in alone] == [scores["alexa"] for scores in among]


def test_silence_a_room_and_a_voice_that_says_nothing_wake_nobody(detector: WakeDetector) -> None:
    room = np.random.default_rng(1).normal(0, 300, 2 * SAMPLE_RATE).astype(np.int16)
    for audio in (np.zeros(SAMPLE_RATE, np.int16), room, babble(2)):
        scores = best(detector, audio)
        assert [word for word in WORDS if scores[word] >= detector.thresholds[word]] == []


@pytest.mark.parametrize("name", HEARING)
def test_an_unknown_word_is_a_mistake_of_usage(name: str) -> None:
    with pytest.raises(UsageError, match=f"{name} does not know 'hey_jarvus'; did you mean hey_jarvis"):
        build(name, ("hey_jarvus",))


@pytest.mark.parametrize("name", HEARING)
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), level=st.sampled_from([0, 1, 100, 10_000, 32_767]))
def test_every_frame_has_a_score_for_every_word(name: str, seed: int, level: int) -> None:
    detector = build(name)
    noise = np.random.default_rng(seed).integers(-level - 1, level, detector.hop * 12, np.int16, endpoint=True)
    for scores in listen(detector, noise):
        assert list(scores) == list(WORDS)
        assert all(isinstance(score, float) and 0.0 <= score <= 1.0 for score in scores.values())
