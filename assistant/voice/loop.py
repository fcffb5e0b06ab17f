"""The voice loop: the thin shell around the pure machine. Ticks in, actions carried out, turns recorded."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Protocol

import structlog

from assistant.audio import AudioDevice
from assistant.brain.brain import Brain
from assistant.brain.session import Exchange
from assistant.events import Event, ReplyEmpty, ReplyFinished, ReplySounded, SpeechResumed, SpeechStarted
from assistant.observe.turns import TurnRecord
from assistant.turns.eagerness import Eagerness
from assistant.turns.machine import (
    Action,
    BeginDraft,
    CommitDraft,
    DropDraft,
    Duck,
    HoldReply,
    Interrupt,
    ReleaseReply,
    State,
    TurnMachine,
    Unduck,
)
from assistant.types import to_ms, to_s
from assistant.voice.draft import Draft, Drafter
from assistant.voice.judge import EndJudge
from assistant.voice.listener import Listener
from assistant.voice.partial import Partials
from assistant.voice.talker import Talker

log = structlog.get_logger(__name__)


class Observer(Protocol):
    """Whoever watches a conversation: a terminal, a log, LEDs."""

    def state(self, state: State) -> None: ...
    def transcript(self, text: str) -> None: ...
    def turn(self, record: TurnRecord) -> None: ...


class VoiceLoop:
    """One conversation at one device. All its state belongs to the event loop."""

    def __init__(
        self,
        device: AudioDevice,
        listener: Listener,
        machine: TurnMachine,
        eagerness: Eagerness,
        drafter: Drafter,
        partials: Partials,
        judge: EndJudge | None,
        talker: Talker,
        brain: Brain,
        observer: Observer,
        language: str,
        pressed: Callable[[], bool] = lambda: False,
    ) -> None:
        """`pressed`: whether the board is too hot or busy for drafts, asked at the beginning of a turn."""
        self._device = device
        self._listener = listener
        self._machine = machine
        self._eagerness = eagerness
        self._drafter = drafter
        self._partials = partials
        self._judge = judge
        self._talker = talker
        self._brain = brain
        self._observer = observer
        self._language = language
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
        await asyncio.gather(self._brain.warm(self._session, self._language), self._talker.prepare())
        try:
            async for _ in self._device.ticks():
                self._tick()
        finally:
            await self._stop()

    async def _stop(self) -> None:
        self._draft.cancel()
        self._partials.stop()
        if self._judge is not None:
            self._judge.close()
        working = list(self._working)
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)

    @property
    def computing(self) -> bool:
        """Whether a model works for this conversation just now."""
        if self._judge is not None and self._judge.computing:
            return True
        return any(not task.done() for task in self._working) and not self._draft.utterance.waiting

    @property
    def settled(self) -> bool:
        """Whether the conversation has come to rest."""
        return self._machine.state is State.LISTENING and not self.computing

    def _tick(self) -> None:
        for event in self._listener.poll():
            if self._judge is not None:
                self._judge.note(event)
            self._handle(event)
        self._watch()
        start = self._machine.utterance_start
        if self._machine.state is State.HEARING and self._listener.voiced and self._partials.due(start):
            self._spawn(self._partials.make(start, self._session))
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
        if not draft.done:
            return
        if utterance.stop is None:
            self._handle(ReplyEmpty(draft.number))
            self._finish(draft, "", interrupted=False)
        elif speaker.played >= utterance.stop:
            self._handle(ReplyFinished(draft.number))
            self._finish(draft, utterance.heard(speaker.played), interrupted=False)

    def _handle(self, event: Event) -> None:
        before = self._machine.state
        if isinstance(event, SpeechStarted | SpeechResumed) and before in (State.LISTENING, State.SPEAKING):
            self._cpu_s = time.process_time()
        for action in self._machine.handle(event):
            self._act(action)
        after = self._machine.state
        if before is not after:
            if after is State.HEARING and before is not State.PAUSED:
                self._partials.begin()
                self._eagerness.pressed = self._pressed()
                self._listener.expect_pause(self._eagerness.pause)
            self._observer.state(after)

    def _act(self, action: Action) -> None:
        match action:
            case BeginDraft():
                self._begin(action)
            case DropDraft():
                self._drop()
                self._eagerness.dropped()
                self._listener.expect_pause(self._eagerness.pause)
            case CommitDraft(at=at):
                self._draft.endpoint = at
                self._draft.utterance.release()
                self._eagerness.turn_over()
                self._listener.expect_pause(self._eagerness.pause)
            case HoldReply():
                self._draft.utterance.hold()
            case ReleaseReply():
                self._draft.utterance.release()
            case Interrupt():
                self._draft.cancel()
                heard = self._draft.utterance.heard(self._device.speaker.flush())
                self._finish(self._draft, heard, interrupted=True)
            case Duck():
                self._device.speaker.duck()
            case Unduck():
                self._device.speaker.unduck()

    def _drop(self) -> None:
        """Nobody hears this draft, and nothing is remembered of it."""
        draft = self._draft
        draft.cancel()
        if draft.utterance.start is not None:
            self._device.speaker.flush()
        if draft.endpoint is not None and self._judge is not None:
            self._judge.merged()
        draft.endpoint = None

    def _begin(self, action: BeginDraft) -> None:
        self._partials.stop()
        ring = self._device.microphone
        audio = ring.view(max(action.start, ring.oldest), action.stop).copy()
        self._draft = Draft(
            action.draft, action.start, action.speech_start, action.speech_end, begun=action.stop, cpu_s=self._cpu_s
        )
        self._drafts += 1
        self._spawn(self._drafter.work(self._draft, audio, self._session))

    def _finish(self, draft: Draft, heard: str, *, interrupted: bool) -> None:
        """The turn is over: remember what was heard, record it, and prepare the next."""
        draft.endpoint, endpoint = None, draft.endpoint or draft.speech_end
        drafts, self._drafts = self._drafts, 0
        transcript = draft.transcript
        if transcript is None or not transcript.text:
            return
        self._turns += 1
        self._observer.turn(
            TurnRecord(
                turn=self._turns,
                wake_s=None,
                speech_start_s=to_s(draft.speech_start),
                speech_end_s=to_s(draft.speech_end),
                endpoint_s=to_s(endpoint),
                draft_s=to_s(draft.begun),
                first_audio_s=None if draft.first_audio is None else to_s(draft.first_audio),
                response_ms=None if draft.first_audio is None else to_ms(draft.first_audio - draft.speech_end),
                transcript=transcript.text,
                language=transcript.language,
                reply=draft.utterance.written.strip(),
                heard=heard,
                source=draft.source,
                interrupted=interrupted,
                drafts=drafts,
                stages_ms=dict(draft.stages_ms),
                cpu_s=round(time.process_time() - draft.cpu_s, 3),
            )
        )
        if draft.source == "error" and not heard:
            return
        number = self._machine.draft
        exchange = Exchange(transcript.text, heard)
        self._spawn(
            self._brain.remember(
                self._session, exchange, transcript.language, cancelled=lambda: self._machine.draft != number
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
