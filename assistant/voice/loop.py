"""The voice loop: the thin shell around the pure machine. Ticks in, actions carried out, turns recorded."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Protocol

import structlog

from assistant.audio import AudioDevice
from assistant.brain.brain import Brain
from assistant.events import (
    BUTTON,
    RINGING,
    Announced,
    Event,
    NoWords,
    SpeechResumed,
    SpeechStarted,
    WakeHeard,
    WordsHeard,
)
from assistant.observe.turns import TurnRecord
from assistant.people import OWNER, Person
from assistant.turns.actions import (
    Action,
    Announce,
    BeginDraft,
    CommitDraft,
    DropDraft,
    Duck,
    HoldReply,
    Hush,
    Interrupt,
    Listen,
    ReleaseReply,
    Unduck,
    Unhush,
)
from assistant.turns.eagerness import Eagerness
from assistant.turns.machine import TurnMachine
from assistant.turns.states import State
from assistant.types import Samples, from_ms
from assistant.voice.draft import Drafter
from assistant.voice.ears import Ears
from assistant.voice.overhearing import Overhearing
from assistant.voice.partial import Partials
from assistant.voice.replying import Replying
from assistant.voice.talker import Talker

log = structlog.get_logger(__name__)

_BEFORE_BUTTON: Samples = from_ms(1500)
"""Who presses the talk button may have begun to speak."""
_OVER_REPLY = (State.SPEAKING, State.DUCKED, State.HUSHED)
_EXAMINED = (State.DUCKED, State.HUSHED)


class Observer(Protocol):
    """Whoever watches a conversation: a terminal, a log, LEDs."""

    def state(self, state: State) -> None: ...
    def transcript(self, text: str) -> None: ...
    def turn(self, record: TurnRecord) -> None: ...


@dataclass(frozen=True, slots=True)
class LoopSettings:
    """Lengths in samples at 16 kHz."""

    language: str = "en"
    """Spoken first."""
    person: Person = OWNER
    """Who speaks in the room."""
    no_speech: Samples = from_ms(8000)
    """How long to wait for words after the wake word."""
    follow_up: Samples = from_ms(5000)
    """How long to wait for an answer to an answer."""


class VoiceLoop:
    """One conversation at one device. All its state belongs to the event loop."""

    def __init__(
        self,
        device: AudioDevice,
        ears: Ears,
        machine: TurnMachine,
        eagerness: Eagerness,
        drafter: Drafter,
        partials: Partials,
        overhearing: Overhearing,
        talker: Talker,
        brain: Brain,
        observer: Observer,
        settings: LoopSettings,
        pressed: Callable[[], bool] = lambda: False,
    ) -> None:
        """`pressed`: whether the board is too hot or busy for drafts, asked at the beginning of a turn."""
        self._device = device
        self._ears = ears
        self._machine = machine
        self._eagerness = eagerness
        self._drafter = drafter
        self._partials = partials
        self._overhearing = overhearing
        self._talker = talker
        self._brain = brain
        self._observer = observer
        self._settings = settings
        self._language = settings.language
        self._pressed = pressed
        self._session = brain.new_session(settings.person)
        self._working: set[asyncio.Task[None]] = set()
        self.replying = Replying(device, machine, drafter, brain, self._session, self._spawn, observer.turn)
        """What becomes of the replies; whoever has lights or a bell is called by it."""
        self._announcement = ("", "")
        self._cpu_s = 0.0

    async def run(self) -> None:
        """Converse until the device has nothing more to give."""
        await asyncio.gather(self._brain.warm(self._session, self._language), self._talker.prepare())
        self._observer.state(self._machine.state)
        try:
            async for _ in self._device.ticks():
                self._tick()
        finally:
            await self._stop()

    @property
    def language(self) -> str:
        """ISO 639-1: what is likeliest to be spoken."""
        return self._language

    @language.setter
    def language(self, language: str) -> None:
        """Raises `UsageError` when it is none of the languages of the conversation."""
        if language == self._language:
            return
        for part in (self._drafter, self._partials, self._overhearing):
            part.expect(language)
        self._language = language
        number = self._machine.draft
        self._spawn(self._brain.warm(self._session, language, cancelled=lambda: self._machine.draft != number))

    def talk(self) -> None:
        """The talk button: as if the wake word had been said; over a reply, stop."""
        now = self._device.microphone.written
        self._handle(WakeHeard(BUTTON, max(0, now - _BEFORE_BUTTON), now))

    def attend(self) -> None:
        """Something rings: who says "stop" needs no wake word."""
        if self._machine.state is State.ASLEEP:
            now = self._device.microphone.written
            self._handle(WakeHeard(RINGING, now, now))

    def announce(self, text: str, language: str) -> bool:
        """Say something that nobody asked for. False when somebody is speaking, or being answered: try again later."""
        if self._machine.state not in (State.ASLEEP, State.LISTENING):
            return False
        self._announcement = text, language
        self._handle(Announced(self._device.microphone.written))
        return True

    async def _stop(self) -> None:
        self.replying.draft.cancel()
        self._partials.stop()
        self._ears.close()
        working = list(self._working)
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)

    @property
    def computing(self) -> bool:
        """Whether a model works for this conversation just now."""
        if self._ears.computing or self.replying.computing:
            return True
        return any(not task.done() for task in self._working if task is not self.replying.work)

    @property
    def settled(self) -> bool:
        """Whether the conversation has come to rest."""
        return self._machine.state in (State.ASLEEP, State.LISTENING) and not self.computing

    def _tick(self) -> None:
        for event in self._ears.poll():
            if isinstance(event, WakeHeard) and self._overhearing.is_ours(event):
                log.debug("own words", word=event.word)
            else:
                self._handle(event)
        for news in self.replying.watch():
            self._handle(news)
        state = self._machine.state
        if state is State.HEARING and self._ears.listener.voiced and self._partials.due(self._machine.utterance_start):
            self._spawn(self._partials.make(self._machine.utterance_start, self._session))
        if state in _OVER_REPLY:
            self._overhearing.follow(self.replying.draft.utterance)
        if state in _EXAMINED and self._overhearing.due(self._machine.silent_since):
            self._spawn(self._examine())
        self._talker.tick()

    async def _examine(self) -> None:
        """Find out whether somebody means us, who speaks over the reply."""
        number = self._machine.draft

        def stale() -> bool:
            return self._machine.state not in _EXAMINED or self._machine.draft != number

        words = await self._overhearing.look(self._machine.silent_since, stale)
        if words is not None and not stale():
            now = self._device.microphone.written
            self._handle(WordsHeard(now) if words else NoWords(now))

    def _handle(self, event: Event) -> None:
        before = self._machine.state
        if isinstance(event, SpeechStarted | SpeechResumed) and before in (State.LISTENING, State.SPEAKING):
            self._cpu_s = time.process_time()
        if isinstance(event, WakeHeard):
            log.debug("woken", word=event.word, score=round(event.score, 3))
            self._cpu_s = time.process_time()
        for action in self._machine.handle(event):
            self._act(action)
        after = self._machine.state
        if before is not after:
            self._entered(after, before)
            self._observer.state(after)

    def _entered(self, state: State, before: State) -> None:
        if state is State.HEARING and before is not State.PAUSED:
            self._partials.begin()
            self._eagerness.pressed = self._pressed()
            self._ears.expect_pause(self._eagerness.pause)
        if state not in _EXAMINED:
            self._overhearing.end()
        self._ears.listener.over_reply(state in _OVER_REPLY)

    def _act(self, action: Action) -> None:
        speaker, replying = self._device.speaker, self.replying
        match action:
            case BeginDraft():
                self._partials.stop()
                replying.begin(action, self._cpu_s)
            case Announce(draft=number, at=at):
                replying.announce(number, at, *self._announcement)
            case DropDraft(too_early=too_early):
                committed = replying.drop()
                if too_early:
                    self._too_early(committed)
            case CommitDraft(at=at):
                replying.commit(at)
                self._eagerness.turn_over()
                self._ears.expect_pause(self._eagerness.pause)
            case HoldReply():
                replying.draft.utterance.hold()
            case ReleaseReply():
                replying.draft.utterance.release()
            case Interrupt():
                replying.interrupt()
            case Hush(onset=onset):
                speaker.pause()
                self._overhearing.begin(onset)
            case Unhush():
                speaker.resume()
            case Duck():
                speaker.duck()
            case Unduck():
                speaker.unduck()
            case Listen(follow_up=follow_up):
                self._ears.expect_speech(self._settings.follow_up if follow_up else self._settings.no_speech)

    def _too_early(self, committed: bool) -> None:
        """They had not finished."""
        if committed:
            self._ears.merged()
        self._eagerness.dropped()
        self._ears.expect_pause(self._eagerness.pause)

    def _spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._working.add(task)
        task.add_done_callback(self._worked)
        return task

    def _worked(self, task: asyncio.Task[None]) -> None:
        self._working.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("background work failed", reason=str(error), exc_info=error)
