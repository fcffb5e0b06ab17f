"""Speech over the reply: whose words are they?"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from assistant.audio.ring import Ring
from assistant.errors import EngineError
from assistant.stt import Transcript
from assistant.types import Audio, Cancelled, from_ms, never
from assistant.voice.examiner import LEAD, LOOKS, MORE, Examiner, has_words
from assistant.workers import Worker
from tests.fakes import ScriptedStt, silence


class Bench:
    """An examiner over a ring that holds two seconds of silence, with speech from `onset` on."""

    def __init__(self, *texts: str, onset: int = 16_000) -> None:
        self.ring = Ring(160_000)
        self.ring.write(silence(2000))
        self.stt = ScriptedStt(*texts)
        self.worker = Worker("stt")
        self.examiner = Examiner(self.ring, self.stt, self.worker, ["en"])
        self.examiner.begin(onset)

    def looks(self, *, spoken: str = "", silent: bool = False, times: int = 1) -> list[bool | None]:
        async def look() -> list[bool | None]:
            return [await self.examiner.look(spoken, spoken, never, silent=silent) for _ in range(times)]

        try:
            return asyncio.run(look())
        finally:
            self.worker.close()


def test_words_are_words() -> None:
    assert Bench("Wait a moment").looks(spoken="The capital is Paris.") == [True]


def test_it_hears_a_little_from_before_the_speech_was_noticed() -> None:
    bench = Bench("Wait")
    bench.looks()
    assert len(bench.stt.heard[0]) == 16_000 + LEAD


def test_its_own_words_and_nothing_are_no_reason_yet() -> None:
    assert Bench("the capital is", "").looks(spoken="The capital is Paris.", times=2) == [None, None]


def test_after_some_looks_it_is_noise() -> None:
    assert Bench().looks(times=LOOKS) == [None] * (LOOKS - 1) + [False]


def test_when_they_are_silent_no_more_is_waited_for() -> None:
    assert Bench("").looks(silent=True) == [False]


def test_the_next_look_waits_for_more_sound_unless_there_will_be_none() -> None:
    bench = Bench("")
    assert bench.examiner.due(silent=False)
    bench.looks()
    assert not bench.examiner.due(silent=False)
    assert bench.examiner.due(silent=True)
    bench.ring.write(silence(MORE // from_ms(1)))
    assert bench.examiner.due(silent=False)


def test_a_recogniser_that_fails_says_so_and_can_be_asked_again() -> None:
    class Broken(ScriptedStt):
        def transcribe(
            self,
            audio: Audio,
            *,
            languages: Sequence[str] = ("en",),
            vocabulary: Sequence[str] = (),
            cancelled: Cancelled = never,
        ) -> Transcript:
            raise EngineError("out of order")

    bench = Bench()
    bench.examiner = Examiner(bench.ring, Broken(), bench.worker, ["en"])
    with pytest.raises(EngineError):
        bench.looks()
    assert bench.examiner.due(silent=False)


@pytest.mark.parametrize(
    ("transcript", "expected"),
    [
        (Transcript("No, the other one.", "en", 0.9), True),
        (Transcript("Stop.", "en", 0.6), True),
        (Transcript("Thank you.", "en", 0.9), False),
        (Transcript("What", "en", 0.2), False),
        (Transcript("What", "en", 0.9, no_speech=0.8), False),
        (Transcript("...", "en", 0.9), False),
    ],
)
def test_what_counts_as_words(transcript: Transcript, expected: bool) -> None:
    assert has_words(transcript) is expected
