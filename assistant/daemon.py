"""The one composition root: what is started, in which order, and stopped in reverse.

Concurrency, stated once. One asyncio loop owns all state. A sound card's callbacks touch only rings. Each kind of model
owns one worker thread behind a bounded, closable queue (`workers.py`), and so has the sound card, whose library may block;
lights and buttons call from a thread of their library. Voice goes before chat at every worker.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from assistant.abilities import Abilities
from assistant.audio import AudioDevice
from assistant.audio.ring import Ring
from assistant.config import Config
from assistant.config.sections import NO_ENGINE
from assistant.errors import ModelMissing
from assistant.llm import LanguageModel
from assistant.models.store import ModelStore
from assistant.observe.board import under_pressure
from assistant.parts import (
    build_brain,
    build_confirmer,
    build_detector,
    build_llm,
    build_stt,
    build_turn_detector,
    build_voices,
    build_wake,
    endpoint_settings,
    needed_models,
    patience_settings,
)
from assistant.people import OWNER, Person, Role
from assistant.stt import SpeechToText
from assistant.tts import Voice
from assistant.turn_detector import TurnDetector
from assistant.turns.eagerness import Eagerness, EagernessSettings
from assistant.turns.endpoint import Endpointer
from assistant.turns.machine import TurnMachine
from assistant.turns.patience import Patience
from assistant.turns.states import Manners
from assistant.turns.waking import WakeGate, thresholds
from assistant.types import from_ms
from assistant.voice.draft import Drafter
from assistant.voice.ears import Ears
from assistant.voice.examiner import Examiner
from assistant.voice.judge import EndJudge
from assistant.voice.listener import Listener
from assistant.voice.loop import LoopSettings, Observer, VoiceLoop
from assistant.voice.overhearing import Overhearing
from assistant.voice.partial import Partials
from assistant.voice.talker import Talker
from assistant.voice.waking import Confirmer, WakeListener
from assistant.wake import WakeDetector
from assistant.workers import Worker


@dataclass(frozen=True, slots=True)
class Models:
    """The loaded models, each with the thread it works in."""

    stt: SpeechToText
    stt_worker: Worker
    llm: LanguageModel
    llm_worker: Worker
    voices: dict[str, Voice]
    tts_worker: Worker
    detector: TurnDetector | None = None
    turn_worker: Worker | None = None
    wake: WakeDetector | None = None
    confirmer: WakeDetector | None = None
    wake_worker: Worker | None = None


def require(store: ModelStore, names: Sequence[str]) -> None:
    """Raise one `ModelMissing` that names every model which is not on this board."""
    reasons = []
    for name in names:
        try:
            store.path(name)
        except ModelMissing as missing:
            reasons.append(str(missing))
    if reasons:
        raise ModelMissing("\n".join(reasons))


@asynccontextmanager
async def worker(name: str) -> AsyncIterator[Worker]:
    """A worker that is stopped at the end; waiting for its running job happens off the loop. Whoever interrupts the program
    does not wait for a model that is just being loaded."""
    started, patience_s = Worker(name), 10.0
    try:
        yield started
    except asyncio.CancelledError:
        patience_s = 0.2
        raise
    finally:
        await asyncio.to_thread(started.close, patience_s)


@asynccontextmanager
async def open_models(config: Config, store: ModelStore) -> AsyncIterator[Models]:
    """Load everything that a spoken conversation needs, side by side. Raises `ModelMissing` before anything is loaded."""
    require(store, needed_models(config))
    async with AsyncExitStack() as stack:
        stt_worker = await stack.enter_async_context(worker("stt"))
        llm_worker = await stack.enter_async_context(worker("llm"))
        tts_worker = await stack.enter_async_context(worker("tts"))
        turn_worker = await stack.enter_async_context(worker("turn"))
        wake_worker = await stack.enter_async_context(worker("wake"))
        stt, llm, voices, turns, wake, confirmer = await asyncio.gather(
            stt_worker.run(partial(build_stt, config, store)),
            llm_worker.run(partial(build_llm, config, store)),
            tts_worker.run(partial(build_voices, config, store)),
            turn_worker.run(partial(build_turn_detector, config, store)),
            wake_worker.run(partial(build_wake, config)),
            wake_worker.run(partial(build_confirmer, config)),
        )
        yield Models(
            stt,
            stt_worker,
            llm,
            llm_worker,
            voices,
            tts_worker,
            turns,
            turn_worker,
            wake,
            confirmer,
            wake_worker,
        )


def build_ears(config: Config, models: Models, device: AudioDevice) -> Ears:
    """Everything that listens at one device."""
    ring = device.microphone
    listener = Listener(ring, build_detector(config), Endpointer(endpoint_settings(config)))
    judge = None
    if models.detector is not None and models.turn_worker is not None:
        judge = EndJudge(ring, listener, models.detector, models.turn_worker, Patience(patience_settings(config)))
    if models.wake is None:
        return Ears(listener, judge)
    return Ears(listener, judge, build_waking(config, models, models.wake, ring), models.wake.phrases)


def build_waking(config: Config, models: Models, detector: WakeDetector, ring: Ring) -> WakeListener:
    """What hears the wake words at one microphone. Raises `UsageError`."""
    section = config.wake
    gate = WakeGate(thresholds(detector.thresholds, section.thresholds), from_ms(section.refractory_ms))
    confirmer = None
    if models.confirmer is not None and models.wake_worker is not None:
        confirmer = Confirmer(ring, models.confirmer, section.confirm_threshold, models.wake_worker)
    return WakeListener(ring, detector, gate, confirmer)


def manners(config: Config, *, asleep: bool) -> Manners:
    """What counts as meant for us. `asleep`: whether it has to be woken, where a wake word is configured."""
    turn = config.turn
    return Manners(
        wake_word=asleep and config.wake.engine != NO_ENGINE,
        follow_up=config.wake.follow_up_s > 0,
        barge_in=turn.barge_in,
        barge_in_thinking=turn.barge_in_thinking,
    )


def loop_settings(config: Config) -> LoopSettings:
    """The configuration's times as samples."""
    turn = config.turn
    return LoopSettings(
        language=config.languages[0],
        person=OWNER if config.people.voice is Role.OWNER else Person("room", config.people.voice),
        no_speech=from_ms(turn.no_speech_s * 1000),
        follow_up=from_ms(config.wake.follow_up_s * 1000),
    )


def build_loop(
    config: Config,
    models: Models,
    device: AudioDevice,
    observer: Observer,
    *,
    asleep: bool = False,
    able: Abilities | None = None,
) -> VoiceLoop:
    """A conversation at one device. `asleep`: it begins with a wake word, where one is configured. `able`: what is done
    without the language model."""
    ears = build_ears(config, models, device)
    brain = build_brain(config, models.llm, models.llm_worker, able)
    talker = Talker(models.voices, models.tts_worker, device.speaker, config.tts.first_clause_words)
    heard = observer.transcript
    phrases = tuple(ears.phrases.values())
    return VoiceLoop(
        device,
        ears,
        TurnMachine(from_ms(config.turn.pre_roll_ms), manners(config, asleep=asleep)),
        Eagerness(EagernessSettings(soonest=from_ms(config.turn.pause_ms))),
        Drafter(models.stt, models.stt_worker, brain, talker, config.languages, heard, ears.judge, phrases),
        Partials(device.microphone, models.stt, models.stt_worker, brain, config.languages, heard),
        Overhearing(
            device.microphone,
            device.speaker,
            Examiner(device.microphone, models.stt, models.stt_worker, config.languages),
            ears.phrases,
        ),
        talker,
        brain,
        observer,
        loop_settings(config),
        under_pressure,
    )
