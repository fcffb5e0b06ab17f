"""The chat bridge from the configuration: its channels, its store, and the same brain and models that the voice has."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import structlog

from assistant import registry
from assistant.abilities import Abilities, abilities, state_folder
from assistant.brain.brain import Brain
from assistant.chat import CHANNELS, Channel
from assistant.chat.bridge import Bridge, BridgeSettings
from assistant.chat.gate import Rules
from assistant.chat.listening import Listening
from assistant.chat.notes.hearing import Hearing
from assistant.chat.notes.speaking import Speaking
from assistant.chat.pairing import Pairing
from assistant.chat.phones import StorePhones
from assistant.chat.replies import Replies
from assistant.chat.sender import Sender
from assistant.chat.store import BridgeLock, Store
from assistant.chat.turn import Turns, TurnSettings
from assistant.config import Config
from assistant.config.sections import ChatSection
from assistant.daemon import worker
from assistant.errors import ColibriError, causes
from assistant.models.store import ModelStore
from assistant.parts import (
    build_brain,
    build_detector,
    build_llm,
    build_stt,
    build_voices,
    endpoint_settings,
)
from assistant.people import OWNER, Role
from assistant.reminding import PhoneRinger, ringing_lock
from assistant.skills.timers import Timers
from assistant.stt import SpeechToText
from assistant.tts import Voice
from assistant.types import SAMPLE_RATE, Samples
from assistant.workers import Worker

log = structlog.get_logger(__name__)

AGAIN_S = 60.0
"""After the bridge has failed beside the voice."""
FILE = "chat.db"
"""Of the store, in the folder where skills keep what has to be kept."""


class Served(ColibriError):
    """Another process serves the messengers."""


@dataclass(frozen=True, slots=True)
class Senses:
    """What voice notes need: the models of the room, each with its thread."""

    stt: SpeechToText
    stt_worker: Worker
    voices: Mapping[str, Voice]
    tts_worker: Worker


def build_channels(config: Config) -> dict[str, Channel]:
    """The configured channels. Raises `ColibriError`."""
    return {name: registry.load("chat", CHANNELS, name)(options) for name, options in config.chat.channels.items()}


def rules(section: ChatSection) -> Rules:
    """Who may write, and how much."""
    allowed = dict.fromkeys(section.owners, (OWNER.id, Role.OWNER))
    allowed |= {id: (id, Role.GUEST) for id in section.guests}
    return Rules(allowed=allowed, per_minute=section.per_minute, late_s=section.late_s)


@asynccontextmanager
async def phones(config: Config, able: Abilities, folder: Path) -> AsyncIterator[Store]:
    """The store; while the context lasts, skills reach people's phones by it, whichever process serves them. Raises
    `StoreUnavailable`."""
    store = Store(folder / FILE)
    try:
        windows = {name: registry.load("chat", CHANNELS, name).limits.window_s for name in config.chat.channels}
        pairing, who = Pairing(store.people), rules(config.chat)
        able.place.phones = StorePhones(store, pairing, frozenset(windows), rules=who, windows=windows)
        yield store
    finally:
        able.place.phones = None
        await store.close()


@asynccontextmanager
async def messaging(config: Config, brain: Brain, senses: Senses, store: Store, folder: Path) -> AsyncIterator[Bridge]:
    """The bridge, ready to `run`. Raises `ColibriError`, also when another process serves the same store."""
    section = config.chat
    async with AsyncExitStack() as stack:
        try:
            stack.enter_context(BridgeLock(folder / FILE))
        except ColibriError as error:
            raise Served(str(error)) from error
        channels = build_channels(config)
        for channel in channels.values():
            stack.push_async_callback(channel.close)
        sender = Sender(store, channels, section.settle_s)
        ears, end = partial(build_detector, config), endpoint_settings(config)
        hearing = Hearing(senses.stt, senses.stt_worker, ears, end, section.voice_note_s)
        speaking = Speaking(senses.voices, senses.tts_worker)
        turns = Turns(
            store,
            channels,
            brain,
            Listening(config.languages, hearing.hear),
            Replies(speaking.speak, section.voice_notes),
            Pairing(store.people),
            TurnSettings(config.languages, rules(section), section.burst_ms / 1000, section.tries),
            on_jobs=sender.wake,
        )
        settings = BridgeSettings(section.host, section.port, section.keep_days * 86_400)
        yield Bridge(store, channels, turns, sender, settings)


async def serve_beside(config: Config, brain: Brain, senses: Senses, able: Abilities, folder: Path) -> None:
    """Serve the messengers until it is cancelled, whatever happens: nothing of it is a reason for the voice to end. While another
    process serves them, skills reach phones all the same."""
    complaint = ""
    while True:
        reason = ""
        try:
            async with phones(config, able, folder) as store:
                await _serve(config, brain, senses, store, folder)
        except* Exception as failed:
            reason = "; ".join(str(error) or type(error).__name__ for error in causes(failed))
            if reason != complaint:
                log.error("the messengers are not served; it is tried again", reason=reason, exc_info=failed)
        complaint = reason
        await asyncio.sleep(AGAIN_S)


async def _serve(config: Config, brain: Brain, senses: Senses, store: Store, folder: Path) -> None:
    told = False
    while True:
        try:
            if not config.chat.with_voice:
                await asyncio.Event().wait()
            async with messaging(config, brain, senses, store, folder) as bridge:
                await bridge.run()
        except Served as served:
            if not told:
                log.info("the messengers are served by another process", reason=str(served))
            told = True
            await asyncio.sleep(AGAIN_S)


class Alone:
    """The bridge without a microphone, as a service is kept running."""

    def __init__(self, bridge: Bridge, ringer: PhoneRinger | None = None) -> None:
        """`ringer`: for what is due; None where nothing can be."""
        self._bridge = bridge
        self._ringer = ringer

    @property
    def samples(self) -> Samples:
        """There are none; time passes for whoever watches whether the loop turns."""
        return round(time.monotonic() * SAMPLE_RATE)

    async def run(self) -> None:
        """Until it is cancelled."""
        ringing = asyncio.create_task(self._ring())
        try:
            await self._bridge.run()
        finally:
            ringing.cancel()
            await asyncio.gather(ringing, return_exceptions=True)

    async def _ring(self) -> None:
        try:
            if self._ringer is not None:
                await self._ringer.run()
        except Exception as error:  # the messengers are served all the same
            log.error("timers do not ring any more; restart the bridge", reason=str(error), exc_info=error)

    def toggle_mute(self) -> None:
        """There is no microphone."""

    def talk(self) -> None:
        """There is nobody to talk to."""


@asynccontextmanager
async def alone(config: Config) -> AsyncIterator[Alone]:
    """The bridge with models of its own. Raises `ModelMissing`, `EngineError`, `ColibriError`."""
    store = ModelStore()
    async with AsyncExitStack() as stack:
        stt_worker, llm_worker, tts_worker = [
            await stack.enter_async_context(worker(name)) for name in ("stt", "llm", "tts")
        ]
        stt, llm, voices = await asyncio.gather(
            stt_worker.run(partial(build_stt, config, store)),
            llm_worker.run(partial(build_llm, config, store)),
            tts_worker.run(partial(build_voices, config, store)),
        )
        folder = state_folder()
        able = stack.enter_context(abilities(config, folder))
        able.diary.purge()
        brain = build_brain(config, llm, llm_worker, able)
        senses = Senses(stt, stt_worker, voices, tts_worker)
        kept = await stack.enter_async_context(phones(config, able, folder))
        bridge = await stack.enter_async_context(messaging(config, brain, senses, kept, folder))
        ringer = None
        if config.chat.reminders and isinstance(timers := able.skills.get("timers"), Timers):
            lock = stack.enter_context(ringing_lock(folder))
            ringer = PhoneRinger(able.place, timers, lock, config.languages[0])
        await stack.enter_async_context(able.running())
        yield Alone(bridge, ringer)
