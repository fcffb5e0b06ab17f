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
from assistant.errors import ColibriError
from assistant.events import (
    BUTTON,
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
from assistant.turns.actions import (
    Action,
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
from assistant.turns.machine import State, TurnMachine
from assistant.types import Samples, from_ms
from assistant.voice import turn
from assistant.voice.draft import Draft, Drafter
from assistant.voice.ears import Ears
from assistant.voice.examiner import Examiner
from assistant.voice.own_words import says
from assistant.voice.partial import Partials
from assistant.voice.talker import Talker

log = structlog.get_logger(__name__)

_BREATH: Samples = from_ms(250)
_OVER_REPLY = (State.SPEAKING, State.DUCKED, State.HUSHED)


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
        examiner: Examiner,
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
        self._examiner = examiner
        self._talker = talker
        self._brain = brain
        self._observer = observer
        self._settings = settings
        self._pressed = pressed
        self._session = brain.new_session()
        self._draft = Draft(0)
        self._draft.done = True
        self._working: set[asyncio.Task[None]] = set()
        self._turns = 0
        self._drafts = 0
        self._cpu_s = 0.0

    async def run(self) -> None:
        """Converse until the device has nothing more to give."""
        await asyncio.gather(self._brain.warm(self._session, self._settings.language), self._talker.prepare())
        self._observer.state(self._machine.state)
        try:
            async for _ in self._device.ticks():
                self._tick()
        finally:
            await self._stop()

    def talk(self) -> None:
        """The talk button: as if the wake word had been said; over a reply, stop."""
        now = self._device.microphone.written
        self._handle(WakeHeard(BUTTON, now, now))

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
        return any(not task.done() for task in self._working) and not self._draft.utterance.waiting

    @property
    def settled(self) -> bool:
        """Whether the conversation has come to rest."""
        return self._machine.state in (State.ASLEEP, State.LISTENING) and not self.computing

    def _tick(self) -> None:
        for event in self._ears.poll():
            if not (isinstance(event, WakeHeard) and self._said_ourselves(event)):
                self._handle(event)
        self._watch()
        state = self._machine.state
        if state is State.HEARING and self._ears.listener.voiced and self._partials.due(self._machine.utterance_start):
            self._spawn(self._partials.make(self._machine.utterance_start, self._session))
        if state is State.HUSHED and self._examiner.due(silent=self._fell_silent):
            self._spawn(self._examine())
        self._talker.tick()

    def _said_ourselves(self, event: WakeHeard) -> bool:
        """Whether the speaker is saying that wake word just now."""
        if self._machine.state not in _OVER_REPLY:
            return False
        return says(self._ears.phrases.get(event.word, event.word), self._spoken())

    @property
    def _fell_silent(self) -> bool:
        """Whether whoever spoke last has stopped, and not only for a breath between two words."""
        since = self._machine.silent_since
        return since is not None and self._device.microphone.written - since >= _BREATH

    def _spoken(self) -> str:
        """What the speaker says about now."""
        speaker = self._device.speaker
        return self._draft.utterance.around(speaker.played, 2 * speaker.rate)

    def _watch(self) -> None:
        """What has become of the committed reply since the last tick."""
        draft, speaker = self._draft, self._device.speaker
        if draft.endpoint is None or self._machine.draft != draft.number:
            return
        utterance = draft.utterance
        if draft.first_audio is None and utterance.start is not None and speaker.sounded_at is not None:
            draft.first_audio = speaker.sounded_at
            self._handle(ReplySounded(draft.number))
        if not draft.done:
            return
        if utterance.stop is None:
            self._handle(ReplyEmpty(draft.number))
            self._finish(draft, "", interrupted=False)
        elif speaker.played >= utterance.stop and not speaker.paused:
            self._handle(ReplyFinished(draft.number))
            self._finish(draft, utterance.heard(speaker.played), interrupted=False)

    async def _examine(self) -> None:
        """Find out whether somebody means us, who speaks over the reply."""
        number, silent = self._machine.draft, self._fell_silent

        def stale() -> bool:
            return self._machine.state is not State.HUSHED or self._machine.draft != number

        try:
            words = await self._examiner.look(self._spoken(), stale, silent=silent)
        except ColibriError as error:
            log.warning("what was said over the reply could not be recognised", reason=str(error))
            words = True  # better silent than talking over somebody
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
        if isinstance(event, WakeHeard) and before is after is State.PAUSED:
            self._draft.woken, self._draft.uncalled = event.at, False
        if before is not after:
            self._entered(after, before)
            self._observer.state(after)

    def _entered(self, state: State, before: State) -> None:
        if state is State.HEARING and before is not State.PAUSED:
            self._partials.begin()
            self._eagerness.pressed = self._pressed()
            self._ears.expect_pause(self._eagerness.pause)
        self._ears.listener.over_reply(state in _OVER_REPLY)

    def _act(self, action: Action) -> None:
        speaker = self._device.speaker
        match action:
            case BeginDraft():
                self._begin(action)
            case DropDraft():
                self._drop()
            case CommitDraft(at=at):
                self._draft.endpoint = at
                self._draft.utterance.release()
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
                self._examiner.begin(onset)
            case Unhush():
                speaker.resume()
            case Duck():
                speaker.duck()
            case Unduck():
                speaker.unduck()
            case Listen(follow_up=follow_up):
                self._ears.expect_speech(self._settings.follow_up if follow_up else self._settings.no_speech)

    def _drop(self) -> None:
        """Nobody hears this draft, and nothing is remembered of it."""
        draft = self._draft
        draft.cancel()
        if draft.utterance.start is not None:
            self._device.speaker.flush()
        if draft.endpoint is not None:
            self._ears.merged()
        draft.endpoint = None
        self._eagerness.dropped()
        self._ears.expect_pause(self._eagerness.pause)

    def _begin(self, action: BeginDraft) -> None:
        self._partials.stop()
        ring, woken = self._device.microphone, self._machine.woken
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
        self._spawn(self._drafter.work(self._draft, audio, self._session))

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

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._working.add(task)
        task.add_done_callback(self._worked)

    def _worked(self, task: asyncio.Task[None]) -> None:
        self._working.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("background work failed", reason=str(error), exc_info=error)
