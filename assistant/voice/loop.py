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
from assistant.brain.session import Exchange
from assistant.events import (
    BUTTON,
    RINGING,
    Announced,
    Dismissed,
    Event,
    NoWords,
    ReplyEmpty,
    ReplyFinished,
    ReplySounded,
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
from assistant.voice import turn
from assistant.voice.draft import STOP, Draft, Drafter
from assistant.voice.ears import Ears
from assistant.voice.overhearing import Overhearing
from assistant.voice.partial import Partials
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
        self.on_stop: Callable[[], object] = lambda: None
        """Called when somebody asks for silence."""
        self.on_done: Callable[[], object] = lambda: None
        """Called when a short sound is all there is to say: it is done."""
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
        self._draft = Draft(0)
        self._draft.done = True
        self._working: set[asyncio.Task[None]] = set()
        self._drafting: asyncio.Task[None] | None = None
        self._announcement = ("", "")
        self._turns = 0
        self._drafts = 0
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
        self._draft.cancel()
        self._partials.stop()
        self._ears.close()
        working = list(self._working)
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)

    @property
    def computing(self) -> bool:
        """Whether a model works for this conversation just now."""
        if self._ears.computing:
            return True
        if self._drafting is not None and not self._drafting.done() and not self._draft.utterance.waiting:
            return True
        return any(not task.done() for task in self._working if task is not self._drafting)

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
        self._watch()
        state = self._machine.state
        if state is State.HEARING and self._ears.listener.voiced and self._partials.due(self._machine.utterance_start):
            self._spawn(self._partials.make(self._machine.utterance_start, self._session))
        if state in _OVER_REPLY:
            self._overhearing.follow(self._draft.utterance)
        if state in _EXAMINED and self._overhearing.due(self._machine.silent_since):
            self._spawn(self._examine())
        self._talker.tick()

    def _watch(self) -> None:
        """What has become of the committed reply since the last tick."""
        draft, speaker = self._draft, self._device.speaker
        if draft.endpoint is None or self._machine.draft != draft.number:
            return
        utterance = draft.utterance
        if draft.first_audio is None and utterance.start is not None and speaker.sounded_at is not None:
            draft.first_audio = speaker.sounded_at
            self._handle(ReplySounded(draft.number))
        elif draft.acted and not draft.told:
            draft.told = True  # what follows now is a turn of its own
            self._handle(ReplySounded(draft.number))
        if not draft.done:
            return
        if utterance.stop is None:
            self._handle(self._nothing_to_say(draft))
            self._finish(draft, "", interrupted=False)
        elif speaker.played >= utterance.stop and not speaker.paused:
            self._handle(ReplyFinished(draft.number))
            self._finish(draft, utterance.heard(speaker.played), interrupted=False)

    def _nothing_to_say(self, draft: Draft) -> Event:
        if draft.source == STOP:
            self.on_stop()
            return Dismissed(draft.number)
        if draft.done_sound:
            draft.first_audio = self._device.microphone.written
            self.on_done()
            return ReplyFinished(draft.number)
        return ReplyFinished(draft.number) if draft.told else ReplyEmpty(draft.number)

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
        speaker = self._device.speaker
        match action:
            case BeginDraft():
                self._begin(action)
            case Announce(draft=number, at=at):
                self._draft = Draft(number, at, at, at, begun=at)
                self._draft.endpoint = at
                self._draft.commit()
                self._drafting = self._spawn(self._drafter.say(self._draft, *self._announcement))
            case DropDraft(too_early=too_early):
                self._drop(too_early=too_early)
            case CommitDraft(at=at):
                self._draft.endpoint = at
                self._draft.commit()
                self._eagerness.turn_over()
                self._ears.expect_pause(self._eagerness.pause)
            case HoldReply():
                self._draft.utterance.hold()
            case ReleaseReply():
                self._draft.utterance.release()
            case Interrupt():
                self._draft.cancel()
                heard = self._draft.utterance.heard(speaker.flush())
                self._finish(self._draft, heard, interrupted=True)
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

    def _drop(self, *, too_early: bool) -> None:
        """Nobody hears this draft, and nothing is remembered of it."""
        draft = self._draft
        draft.cancel()
        if draft.utterance.start is not None:
            self._device.speaker.flush()
        if draft.endpoint is not None and too_early:
            self._ears.merged()
        draft.endpoint = None
        if too_early:
            self._eagerness.dropped()
            self._ears.expect_pause(self._eagerness.pause)

    def _begin(self, action: BeginDraft) -> None:
        self._partials.stop()
        ring, woken = self._device.microphone, self._machine.woken
        if woken is not None and woken.word == RINGING:
            woken = None
        audio = ring.view(max(action.start, ring.oldest), action.stop).copy()
        self._draft = Draft(
            action.draft,
            action.start,
            action.speech_start,
            action.speech_end,
            begun=action.stop,
            cpu_s=self._cpu_s,
            woken=None if woken is None else woken.at,
            uncalled=woken is None and self._machine.needs_waking,
        )
        self._drafts += 1
        self._drafting = self._spawn(self._drafter.work(self._draft, audio, self._session))

    def _finish(self, draft: Draft, heard: str, *, interrupted: bool) -> None:
        """The turn is over: remember what was heard, record it, and prepare the next."""
        drafts, self._drafts = self._drafts, 0
        record = turn.record(draft, number=self._turns + 1, drafts=drafts, heard=heard, interrupted=interrupted)
        draft.endpoint = None
        if record is None:
            return
        self._turns += 1
        self._observer.turn(record)
        if draft.source != "llm" and not heard:
            return  # an answer that failed, or a word that only asked for silence
        number = self._machine.draft
        exchange = Exchange(record.transcript, heard)
        self._spawn(
            self._brain.remember(
                self._session, exchange, record.language, cancelled=lambda: self._machine.draft != number
            )
        )

    def _spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._working.add(task)
        task.add_done_callback(self._worked)
        return task

    def _worked(self, task: asyncio.Task[None]) -> None:
        self._working.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("background work failed", reason=str(error), exc_info=error)
