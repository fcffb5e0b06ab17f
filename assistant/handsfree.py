"""The assistant at a real microphone and speaker: everything that is started for it, stopped in reverse."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

import structlog

from assistant.abilities import abilities, state_folder
from assistant.audio.live import LiveDevice
from assistant.config import Config
from assistant.daemon import build_loop, open_models, require
from assistant.messaging import Senses, serve_beside
from assistant.models.store import ModelStore
from assistant.panel import Button
from assistant.parts import build_brain, build_echo, build_panel, needed_models, ring_length
from assistant.reminding import Reminders, ringing_lock, room_rings
from assistant.skills.timers import Timers
from assistant.skills.timers.appointment import Appointment
from assistant.skills.volume import Dial
from assistant.types import SAMPLE_RATE, Samples
from assistant.voice.courtesy import Courtesy
from assistant.voice.earcons import Earcon, earcon
from assistant.voice.feedback import Feedback
from assistant.voice.loop import Observer, VoiceLoop
from assistant.voice.ringing import Ringer
from assistant.voice.room import Room

log = structlog.get_logger(__name__)


class HandsFree:
    """A conversation that goes on until it is stopped. It belongs to the event loop."""

    def __init__(
        self,
        device: LiveDevice,
        loop: VoiceLoop,
        room: Room,
        ringer: Ringer | None = None,
        beside: Sequence[Callable[[], Coroutine[None, None, None]]] = (),
    ) -> None:
        """`ringer`: rings what is due; None where nothing can be. `beside`: what else goes on while it runs."""
        self._beside = beside
        self._ringer = ringer
        if ringer is not None:
            loop.replying.on_stop = ringer.stop
        self._device = device
        self._loop = loop
        self._room = room

    @property
    def samples(self) -> Samples:
        """Microphone samples so far."""
        return self._device.microphone.written

    async def run(self) -> None:
        """Until it is cancelled."""
        beside = [
            asyncio.create_task(work) for work in (self._ring(), self._announce(), *(work() for work in self._beside))
        ]
        try:
            await self._loop.run()
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)

    async def _ring(self) -> None:
        try:
            if self._ringer is not None:
                await self._ringer.run()
        except Exception as error:  # the conversation goes on
            log.error("timers do not ring any more; restart the assistant", reason=str(error), exc_info=error)

    async def _announce(self) -> None:
        try:
            await self._room.run()
        except Exception as error:
            log.error("nothing is announced any more; restart the assistant", reason=str(error), exc_info=error)

    def toggle_mute(self) -> None:
        """Turn the microphone off, or on again."""
        self._room.deaf = not self._room.deaf

    def talk(self) -> None:
        """The talk button was pressed: silence for what rings, else as if the wake word had been said."""
        if self._ringer is not None and self._ringer.ringing:
            self._ringer.stop()
        elif not self._room.deaf:
            self._loop.talk()

    def pressed(self, button: Button) -> None:
        """A button of the panel was pressed."""
        self.talk() if button is Button.TALK else self.toggle_mute()


@asynccontextmanager
async def hands_free(config: Config, observer: Observer) -> AsyncIterator[HandsFree]:
    """The assistant with this configuration: entering opens the sound card and loads the models, leaving stops everything.
    Raises `DeviceMissing`, `ModelMissing`, `EngineError`, `UsageError`."""
    store = ModelStore()
    require(store, needed_models(config))
    async with AsyncExitStack() as stack:
        device = await LiveDevice.open(config.audio, build_echo(config), ring_length(config) / SAMPLE_RATE)
        stack.push_async_callback(device.close)
        models = await stack.enter_async_context(open_models(config, store))
        started: list[HandsFree] = []
        events = asyncio.get_running_loop()

        def serve(button: Button) -> None:
            for assistant in started:
                assistant.pressed(button)

        def pressed(button: Button) -> None:  # in the panel's thread, perhaps before everything is built
            events.call_soon_threadsafe(serve, button)

        def play(kind: Earcon) -> None:
            device.speaker.mix(earcon(kind, device.speaker.rate))

        feedback = Feedback(observer, build_panel(config, pressed), play if config.audio.earcons else None)
        stack.callback(feedback.close)
        able = stack.enter_context(abilities(config, state_folder()))
        able.diary.purge()
        courtesy = Courtesy(feedback, (models.stt_worker, models.llm_worker, models.tts_worker))
        stack.callback(courtesy.close)
        loop = build_loop(config, models, device, courtesy, asleep=True, able=able)
        if config.audio.earcons:
            loop.replying.on_done = partial(play, Earcon.DONE)
        able.place.loudspeaker = room = Room(device, loop, Dial(state_folder()), feedback.muted)
        stack.callback(room.close)
        timers = able.skills.get("timers")
        ringer = None
        if isinstance(timers, Timers):
            await room_rings(stack.enter_context(ringing_lock(state_folder())))
            ringer = Ringer(
                timers,
                loop.announce,
                loop.attend,
                play,
                config.languages[0],
                on_ringing=room.rings,
                on_due=Reminders(able.place, timers).due if config.chat.reminders else _nothing,
            )
        beside = []
        if config.chat.enabled:
            brain = build_brain(config, models.llm, models.llm_worker, able)
            senses = Senses(models.stt, models.stt_worker, models.voices, models.tts_worker)
            beside.append(partial(serve_beside, config, brain, senses, able, state_folder()))
        assistant = HandsFree(device, loop, room, ringer, beside)
        started.append(assistant)
        await stack.enter_async_context(able.running())
        yield assistant


def _nothing(appointment: Appointment) -> None:
    """Nobody wants to be written to."""
