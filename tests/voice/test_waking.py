"""The wake listener: words from the ring, an account of what was lost, and the second opinion."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping

import numpy as np
import pytest

from assistant.audio.ring import Ring
from assistant.errors import EngineError
from assistant.events import WakeHeard
from assistant.turns.waking import WakeGate
from assistant.types import SAMPLE_RATE, Audio, Samples, from_ms
from assistant.voice.waking import CONTEXT, LONGEST, Confirmer, WakeListener
from assistant.workers import Worker

SURE = 9000


class Peaks:
    """The score of a frame is its highest sample in ten thousandths. Remembers what it heard since it was reset."""

    phrases: Mapping[str, str] = {"alexa": "alexa"}
    thresholds: Mapping[str, float] = {"alexa": 0.5}

    def __init__(self, hop: Samples = 480, *, broken: bool = False) -> None:
        self.hop = hop
        self.resets = 0
        self.heard: list[Audio] = []
        self.threads: set[int] = set()
        self._broken = broken

    def scores(self, frame: Audio) -> Mapping[str, float]:
        assert frame.shape == (self.hop,)
        if self._broken:
            raise EngineError("wake: out of memory")
        self.threads.add(threading.get_ident())
        self.heard.append(frame.copy())
        return {"alexa": int(frame.max()) / 10_000}

    def reset(self) -> None:
        self.resets += 1
        self.heard.clear()


def sound(ms: int, level: int = 0) -> Audio:
    return np.full(from_ms(ms), level, np.int16)


def listener(ring: Ring, detector: Peaks, refractory: Samples = 0) -> WakeListener:
    return WakeListener(ring, detector, WakeGate(detector.thresholds, refractory))


def test_a_word_is_heard_at_the_end_of_the_frame_that_made_it_sure() -> None:
    ring = Ring(4 * SAMPLE_RATE)
    ears = listener(ring, Peaks())
    ring.write(sound(2000))
    assert ears.poll() == []
    ring.write(np.concatenate([sound(200, SURE), sound(500)]))
    at = (from_ms(2000) // 480 + 1) * 480
    assert ears.poll() == [WakeHeard("alexa", at - LONGEST, at, 0.9)]
    assert ears.poll() == []


def test_it_reads_whole_frames_and_waits_for_the_rest() -> None:
    ring = Ring(SAMPLE_RATE)
    ears = listener(ring, Peaks())
    ring.write(sound(30, SURE)[:-1])
    assert ears.poll() == []
    ring.write(sound(30)[:1])
    assert [word.at for word in ears.poll()] == [480]


def test_no_word_begins_before_the_stream() -> None:
    ring = Ring(SAMPLE_RATE)
    ears = listener(ring, Peaks())
    ring.write(sound(300, SURE))
    assert ears.poll() == [WakeHeard("alexa", 0, 480, 0.9)]


def test_what_was_overwritten_is_counted_and_the_engine_forgets_the_stream() -> None:
    ring, detector = Ring(1600), Peaks(160)
    ears = listener(ring, detector)
    for _ in range(3):
        ring.write(sound(100))
    assert ears.poll() == []
    assert (ears.lost, detector.resets) == (3200, 1)
    ring.write(sound(100, SURE))
    assert [word.at for word in ears.poll()] == [4960]


class Scene:
    """A listener with a second opinion, and a stream that is written to it in blocks."""

    def __init__(self, second: Peaks, threshold: float, refractory: Samples) -> None:
        self.ring = Ring(10 * SAMPLE_RATE)
        self.second = second
        self.worker = Worker("wake")
        confirmer = Confirmer(self.ring, second, threshold, self.worker)
        self.ears = WakeListener(self.ring, Peaks(), WakeGate({"alexa": 0.5}, refractory), confirmer)

    async def hears(self, *audio: Audio) -> list[WakeHeard]:
        """What is said to be heard while this arrives, 20 ms at a time, the second engine keeping up."""
        heard: list[WakeHeard] = []
        stream = np.concatenate(audio)
        for start in range(0, len(stream), 320):
            self.ring.write(stream[start : start + 320])
            heard += self.ears.poll()
            while self.ears.computing:
                await asyncio.sleep(0)
                heard += self.ears.poll()
        return heard


def played(
    story: Callable[[Scene], Awaitable[None]], second: Peaks | None = None, threshold: float = 0.3, refractory: int = 0
) -> Scene:
    scene = Scene(second or Peaks(1280), threshold, refractory)

    async def play() -> None:
        try:
            await story(scene)
        finally:
            scene.ears.close()
            scene.worker.close()

    asyncio.run(play())
    return scene


def test_what_the_second_engine_hears_too_was_said() -> None:
    async def story(scene: Scene) -> None:
        (heard,) = await scene.hears(sound(3000), sound(90, SURE), sound(500))
        assert from_ms(3000) < heard.at <= from_ms(3060)
        assert heard.start == heard.at - LONGEST

    scene = played(story)
    assert scene.second.resets == 1
    assert threading.get_ident() not in scene.second.threads


def test_what_the_second_engine_does_not_hear_was_not_said() -> None:
    async def story(scene: Scene) -> None:
        assert await scene.hears(sound(3000), sound(90, 6000), sound(2000)) == []

    assert played(story, threshold=0.8).second.resets == 1


def test_without_a_word_the_second_engine_does_nothing() -> None:
    async def story(scene: Scene) -> None:
        assert await scene.hears(sound(1000, 4000)) == []

    scene = played(story, threshold=0.1)
    assert (scene.second.resets, scene.second.heard) == (0, [])


@pytest.mark.parametrize(("later_ms", "heard"), [(250, 1), (600, 0)])
def test_the_second_engine_may_be_a_little_slower(later_ms: int, heard: int) -> None:
    async def story(scene: Scene) -> None:
        words = await scene.hears(sound(3000), sound(30, 6000), sound(later_ms), sound(30, SURE), sound(1000))
        first = [word for word in words if word.at < from_ms(3100)]
        assert len(first) == heard

    played(story, threshold=0.8)


def test_the_second_engine_hears_the_seconds_before_without_a_gap() -> None:
    async def story(scene: Scene) -> None:
        stream = np.concatenate([np.arange(4 * SAMPLE_RATE, dtype=np.int16) % 3000, sound(60, 6000), sound(1000)])
        assert await scene.hears(stream) == []
        heard = np.concatenate(scene.second.heard)
        begin = next(i for i in range(len(stream)) if np.array_equal(stream[i : i + len(heard)], heard))
        assert abs(begin - (4 * SAMPLE_RATE - CONTEXT)) < 1280 + 480
        assert from_ms(300) <= begin + len(heard) - 4 * SAMPLE_RATE <= from_ms(300) + 2 * 1280

    played(story, threshold=0.8)


def test_a_word_at_the_very_beginning_has_nothing_before_it() -> None:
    async def story(scene: Scene) -> None:
        assert [word.at for word in await scene.hears(sound(200, SURE), sound(500))] == [480]

    played(story)


def test_a_refused_word_does_not_make_it_deaf() -> None:
    async def story(scene: Scene) -> None:
        words = await scene.hears(sound(3000), sound(30, 6000), sound(500), sound(90, SURE), sound(500))
        assert [round(word.score, 1) for word in words] == [0.9]

    played(story, threshold=0.8, refractory=from_ms(5000))


def test_an_accepted_word_does() -> None:
    async def story(scene: Scene) -> None:
        assert len(await scene.hears(sound(3000), sound(30, SURE), sound(500), sound(90, SURE), sound(500))) == 1

    played(story, threshold=0.8, refractory=from_ms(5000))


def test_a_second_engine_that_fails_does_not_make_it_deaf() -> None:
    async def story(scene: Scene) -> None:
        assert len(await scene.hears(sound(1000), sound(90, SURE), sound(500))) == 1

    played(story, Peaks(1280, broken=True))


def test_words_that_come_faster_than_the_second_engine_works_wait_for_it() -> None:
    async def story(scene: Scene) -> None:
        for _ in range(3):
            scene.ring.write(np.concatenate([sound(30, SURE), sound(270)]))
        heard = scene.ears.poll()
        assert (heard, scene.ears.computing) == ([], True)
        while scene.ears.computing:
            await asyncio.sleep(0)
            heard += scene.ears.poll()
        assert [word.at for word in heard] == [480, 5280, 10080]

    played(story)


def test_a_word_whose_sound_is_gone_was_not_said() -> None:
    async def story(scene: Scene) -> None:
        confirmer = Confirmer(ring := Ring(SAMPLE_RATE), scene.second, 0.3, scene.worker)
        ring.write(sound(1000, SURE))
        ring.write(sound(1000))
        confirmer.ask(heard := WakeHeard("alexa", 0, from_ms(100), 0.9))
        decided = confirmer.poll()
        while confirmer.computing:
            await asyncio.sleep(0)
            decided += confirmer.poll()
        assert decided == [(heard, False)]

    played(story)


def test_who_closes_it_waits_for_nothing() -> None:
    async def story(scene: Scene) -> None:
        scene.ring.write(sound(1000, SURE))
        assert scene.ears.poll() == []
        assert scene.ears.computing
        scene.ears.close()
        assert not scene.ears.computing
        await asyncio.sleep(0)
        assert scene.ears.poll() == []

    played(story)
