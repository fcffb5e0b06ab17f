"""From the configuration to the parts it names: each engine loaded from its table and built with its settings."""

from __future__ import annotations

from collections.abc import Callable

from assistant import registry
from assistant.abilities import Abilities
from assistant.brain.brain import Brain, BrainSettings
from assistant.brain.prompt import Style, style_for
from assistant.config import Config
from assistant.config.sections import NO_ENGINE
from assistant.echo import EchoCanceller
from assistant.engines import ENGINES
from assistant.errors import UsageError
from assistant.llm import LanguageModel
from assistant.models.store import ModelStore
from assistant.panel import Button, Panel
from assistant.stt import SpeechToText
from assistant.tts import Voice
from assistant.turn_detector import TurnDetector
from assistant.turns.endpoint import EndpointSettings
from assistant.turns.patience import PatienceSettings
from assistant.types import SAMPLE_RATE, Samples, from_ms
from assistant.vad import VoiceDetector
from assistant.wake import WakeDetector
from assistant.workers import Worker


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


def prompt_style(config: Config) -> Style:
    """How the configured language model is told what it is. Raises `UsageError` when there is no such model."""
    return style_for(ModelStore().size_bytes(config.llm.model))


def build_brain(config: Config, llm: LanguageModel, worker: Worker, able: Abilities | None = None) -> Brain:
    """The brain around a language model. `able`: what it does without one."""
    section = config.llm
    settings = BrainSettings(
        section.system_prompt, section.history_tokens, section.max_tokens, section.max_sentences, prompt_style(config)
    )
    if able is None:
        return Brain(llm, worker, settings)
    tools = section.tools == "on" or (section.tools == "auto" and ModelStore().uses_tools(section.model))
    return Brain(llm, worker, settings, able.errands, able.diary, able.toolbox if tools else None)


def build_echo(config: Config) -> EchoCanceller | None:
    """The echo canceller, if there is one. Raises `EngineError`."""
    section = config.echo
    if section.engine == NO_ENGINE:
        return None
    canceller: EchoCanceller = registry.load("echo", ENGINES["echo"], section.engine)(section.options)
    return canceller


def build_wake(config: Config) -> WakeDetector | None:
    """What hears the wake words, if there are any. Raises `UsageError`, `EngineError`."""
    section = config.wake
    if section.engine == NO_ENGINE:
        return None
    detector: WakeDetector = registry.load("wake", ENGINES["wake"], section.engine)(section.words, section.options)
    return detector


def build_confirmer(config: Config) -> WakeDetector | None:
    """The second opinion about wake words, if one is asked for, with its engine's default settings. Raises `UsageError`,
    `EngineError`."""
    section = config.wake
    if section.engine == NO_ENGINE or section.confirm == NO_ENGINE:
        return None
    if section.confirm == "button":
        raise UsageError("wake.confirm: a button hears no words; choose microwakeword, openwakeword or none")
    engine = registry.load("wake", ENGINES["wake"], section.confirm)
    detector: WakeDetector = engine(section.words, engine.Options())
    return detector


def build_panel(config: Config, pressed: Callable[[Button], None]) -> Panel | None:
    """Lights and buttons, if there are any. Raises `DeviceMissing`."""
    section = config.panel
    if section.engine == NO_ENGINE:
        return None
    panel: Panel = registry.load("panel", ENGINES["panel"], section.engine)(section.options, pressed)
    return panel


def endpoint_settings(config: Config) -> EndpointSettings:
    """The configuration's milliseconds as samples."""
    turn = config.turn
    return EndpointSettings(
        threshold=config.vad.threshold,
        threshold_over_reply=config.vad.threshold * 0.7,
        release=config.vad.threshold * 0.7,
        start=from_ms(turn.start_ms),
        confirm=from_ms(turn.barge_in_thinking_ms),
        confirm_over_reply=from_ms(turn.barge_in_ms or (60 if turn.barge_in == "words" else 300)),
        pause=from_ms(turn.pause_ms),
        end=from_ms(turn.end_ms),
        no_speech=from_ms(turn.no_speech_s * 1000),
        longest=from_ms(turn.max_s * 1000),
    )


def patience_settings(config: Config) -> PatienceSettings:
    """The configuration's milliseconds as samples."""
    turn = config.turn
    return PatienceSettings(
        plain=from_ms(turn.end_ms), shortest=from_ms(turn.shortest_ms), longest=from_ms(turn.longest_ms)
    )


def ring_length(config: Config) -> Samples:
    """Capacity of the microphone's ring: what is configured, and at least the longest turn with all that surrounds it."""
    turn = config.turn
    silence_ms = max(turn.end_ms, turn.longest_ms)
    longest_s = turn.max_s + (turn.pre_roll_ms + silence_ms) / 1000 + 5
    return round(max(config.audio.ring_s, longest_s) * SAMPLE_RATE)


def needed_models(config: Config) -> tuple[str, ...]:
    """Names of all the models that a spoken conversation needs."""
    voices = (config.tts.voices[language] for language in config.languages)
    turn = () if config.turn.engine == NO_ENGINE else (config.turn.model,)
    return tuple(dict.fromkeys((config.stt.model, config.llm.model, *voices, *turn)))
