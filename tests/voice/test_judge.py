"""The judge of the end: words first, the sound where they leave a doubt, and nothing that came too late."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from assistant.audio.ring import Ring
from assistant.errors import EngineError
from assistant.events import SpeechEnded, SpeechPaused, SpeechResumed, SpeechStarted
from assistant.stt import Transcript
from assistant.turns.endpoint import Endpointer, EndpointSettings
from assistant.turns.patience import Patience, PatienceSettings
from assistant.types import Audio, from_ms
from assistant.voice.judge import EndJudge
from assistant.voice.listener import Listener
from assistant.workers import Worker
from tests.fakes import LoudnessDetector, silence, speech

QUESTION = Transcript("What is the capital of France?", "en", 0.9)
ORDER = Transcript("A coffee with", "en", 0.9)


class Sound:
    """Counts how often it is asked."""

    def __init__(self, complete: float, *, broken: bool = False) -> None:
        self.complete, self.broken, self.asked = complete, broken, 0

    def completeness(self, audio: Audio) -> float:
        self.asked += 1
        if self.broken:
            raise EngineError("turn: out of memory")
        return self.complete


class Scene:
    """Half a second of speech, then a pause that is going on."""

    def __init__(self, sound: Sound) -> None:
        ring = Ring(160_000)
        self.worker = Worker("turn")
        self.endpointer = Endpointer(EndpointSettings())
        listener = Listener(ring, LoudnessDetector(), self.endpointer)
        self.patience = Patience(PatienceSettings())
        self.judge = EndJudge(ring, listener, sound, self.worker, self.patience)
        ring.write(speech(500))
        ring.write(silence(200))
        for event in listener.poll():
            self.judge.note(event)
        self.end = from_ms(500)

    async def read(self, transcript: Transcript, ending: float) -> None:
        self.judge.read(0, self.end, transcript, ending=ending)
        while self.judge.computing:
            await asyncio.sleep(0)


def played(sound: Sound, story: Callable[[Scene], Awaitable[None]]) -> Scene:
    scene = Scene(sound)

    async def run() -> None:
        await story(scene)

    try:
        asyncio.run(run())
    finally:
        scene.worker.close()
    return scene


def test_a_complete_question_waits_the_shortest_and_nobody_listens_to_it() -> None:
    sound = Sound(0.0)
    scene = played(sound, lambda scene: scene.read(QUESTION, 0.98))
    assert scene.endpointer.hangover == PatienceSettings().shortest
    assert sound.asked == 0


def test_an_order_that_breaks_off_waits_the_longest() -> None:
    sound = Sound(0.05)
    scene = played(sound, lambda scene: scene.read(ORDER, 0.001))
    assert scene.endpointer.hangover == PatienceSettings().longest
    assert sound.asked == 1


def test_a_sound_that_cannot_be_judged_leaves_the_words() -> None:
    scene = played(Sound(0.9, broken=True), lambda scene: scene.read(ORDER, 0.001))
    assert scene.endpointer.hangover == PatienceSettings().longest


def test_words_of_an_earlier_pause_are_too_late() -> None:
    async def story(scene: Scene) -> None:
        scene.judge.note(SpeechResumed(from_ms(700)))
        await scene.read(QUESTION, 0.98)

    scene = played(Sound(0.9), story)
    assert scene.endpointer.hangover == EndpointSettings().end


def test_who_was_cut_off_is_waited_for_longer_next_time() -> None:
    async def story(scene: Scene) -> None:
        await scene.read(QUESTION, 0.98)
        scene.judge.note(SpeechEnded(scene.end, from_ms(800)))
        scene.judge.note(SpeechStarted(from_ms(900)))
        scene.judge.merged()
        scene.judge.note(SpeechPaused(from_ms(1500), from_ms(1540)))

    scene = played(Sound(0.9), story)
    assert scene.patience.shortest > PatienceSettings().shortest
