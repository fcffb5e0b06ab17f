"""The one composition root: what is started, in which order, and stopped in reverse.

Concurrency, stated once. One asyncio loop owns all state. A sound card's callbacks touch only rings. Each kind of model
owns one worker thread behind a bounded, closable queue (`workers.py`); no other thread works, one only waits for these to end. Voice goes before
chat at every worker.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from assistant import registry
from assistant.audio import AudioDevice
from assistant.brain.brain import Brain, BrainSettings
from assistant.config import Config
from assistant.config.sections import NO_ENGINE
from assistant.engines import ENGINES
from assistant.errors import ModelMissing
from assistant.llm import LanguageModel
from assistant.models.store import ModelStore
from assistant.observe.board import under_pressure
from assistant.stt import SpeechToText
from assistant.tts import Voice
from assistant.turn_detector import TurnDetector
from assistant.turns.eagerness import Eagerness, EagernessSettings
from assistant.turns.endpoint import Endpointer, EndpointSettings
from assistant.turns.machine import TurnMachine
from assistant.turns.patience import Patience, PatienceSettings
from assistant.types import SAMPLE_RATE, Samples, from_ms
from assistant.vad import VoiceDetector
from assistant.voice.draft import Drafter
from assistant.voice.judge import EndJudge
from assistant.voice.listener import Listener
from assistant.voice.loop import Observer, VoiceLoop
from assistant.voice.partial import Partials
from assistant.voice.talker import Talker
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


def build_stt(config: Config, store: ModelStore) -> SpeechToText:
    """The speech recogniser. Raises `ModelMissing`, `EngineError`."""
    section = config.stt
    engine: SpeechToText = registry.load("stt", ENGINES["stt"], section.engine)(
        store.path(section.model), section.options
    )
    return engine


def build_llm(config: Config, store: ModelStore) -> LanguageModel:
    """The language model. Raises `ModelMissing`, `EngineError`."""
    section = config.llm
    engine: LanguageModel = registry.load("llm", ENGINES["llm"], section.engine)(
        store.path(section.model), section.options
    )
    return engine


def build_voices(config: Config, store: ModelStore) -> dict[str, Voice]:
    """One voice for each configured language. Raises `ModelMissing`, `EngineError`."""
    section = config.tts
    engine = registry.load("tts", ENGINES["tts"], section.engine)
    return {language: engine(store.path(section.voices[language]), section.options) for language in config.languages}


def build_detector(config: Config) -> VoiceDetector:
    """The voice activity detector."""
    detector: VoiceDetector = registry.load("vad", ENGINES["vad"], config.vad.engine)(config.vad.options)
    return detector


def build_turn_detector(config: Config, store: ModelStore) -> TurnDetector | None:
    """What judges whether an utterance is complete, if anything does. Raises `ModelMissing`, `EngineError`."""
    section = config.turn
    if section.engine == NO_ENGINE:
        return None
    detector: TurnDetector = registry.load("turn", ENGINES["turn"], section.engine)(
        store.path(section.model), section.options
    )
    return detector


def build_brain(config: Config, llm: LanguageModel, worker: Worker) -> Brain:
    """The brain around a language model."""
    section = config.llm
    settings = BrainSettings(section.system_prompt, section.history_tokens, section.max_tokens, section.max_sentences)
    return Brain(llm, worker, settings)


def needed_models(config: Config) -> tuple[str, ...]:
    """Names of all the models that a spoken conversation needs."""
    voices = (config.tts.voices[language] for language in config.languages)
    turn = () if config.turn.engine == NO_ENGINE else (config.turn.model,)
    return tuple(dict.fromkeys((config.stt.model, config.llm.model, *voices, *turn)))


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
        stt, llm, voices, turns = await asyncio.gather(
            stt_worker.run(partial(build_stt, config, store)),
            llm_worker.run(partial(build_llm, config, store)),
            tts_worker.run(partial(build_voices, config, store)),
            turn_worker.run(partial(build_turn_detector, config, store)),
        )
        yield Models(stt, stt_worker, llm, llm_worker, voices, tts_worker, turns, turn_worker)


def endpoint_settings(config: Config) -> EndpointSettings:
    """The configuration's milliseconds as samples."""
    turn = config.turn
    return EndpointSettings(
        threshold=config.vad.threshold,
        release=config.vad.threshold * 0.7,
        start=from_ms(turn.start_ms),
        confirm=from_ms(turn.barge_in_ms),
        pause=from_ms(turn.pause_ms),
        end=from_ms(turn.end_ms),
        no_speech=from_ms(turn.no_speech_s * 1000),
        longest=from_ms(turn.max_s * 1000),
    )


def ring_length(config: Config) -> Samples:
    """Capacity of the microphone's ring: what is configured, and at least the longest turn with all that surrounds it."""
    turn = config.turn
    silence_ms = max(turn.end_ms, turn.longest_ms)
    longest_s = turn.max_s + (turn.pre_roll_ms + silence_ms) / 1000 + 5
    return round(max(config.audio.ring_s, longest_s) * SAMPLE_RATE)


def build_judge(config: Config, models: Models, device: AudioDevice, listener: Listener) -> EndJudge | None:
    """What decides how long to wait in a pause; None: always as long as configured."""
    if models.detector is None or models.turn_worker is None:
        return None
    turn = config.turn
    settings = PatienceSettings(
        plain=from_ms(turn.end_ms), shortest=from_ms(turn.shortest_ms), longest=from_ms(turn.longest_ms)
    )
    return EndJudge(device.microphone, listener, models.detector, models.turn_worker, Patience(settings))


def build_loop(config: Config, models: Models, device: AudioDevice, observer: Observer) -> VoiceLoop:
    """A conversation at one device."""
    brain = build_brain(config, models.llm, models.llm_worker)
    listener = Listener(device.microphone, build_detector(config), Endpointer(endpoint_settings(config)))
    judge = build_judge(config, models, device, listener)
    talker = Talker(models.voices, models.tts_worker, device.speaker, config.tts.first_clause_words)
    return VoiceLoop(
        device,
        listener,
        TurnMachine(from_ms(config.turn.pre_roll_ms)),
        Eagerness(EagernessSettings(soonest=from_ms(config.turn.pause_ms))),
        Drafter(models.stt, models.stt_worker, brain, talker, config.languages, observer.transcript, judge),
        Partials(device.microphone, models.stt, models.stt_worker, brain, config.languages, observer.transcript),
        judge,
        talker,
        brain,
        observer,
        config.languages[0],
        under_pressure,
    )
