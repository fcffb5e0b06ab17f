"""The draft that may become the reply: begun, committed, watched while it is heard, and remembered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator

from assistant.audio import AudioDevice
from assistant.brain.brain import Brain
from assistant.brain.session import Exchange, Session
from assistant.events import RINGING, Dismissed, Event, ReplyEmpty, ReplyFinished, ReplySounded
from assistant.observe.turns import TurnRecord
from assistant.turns.actions import BeginDraft
from assistant.turns.machine import TurnMachine
from assistant.types import Samples
from assistant.voice import turn
from assistant.voice.draft import STOP, Draft, Drafter

Spawn = Callable[[Coroutine[None, None, None]], asyncio.Task[None]]
"""Lets something go on in the background for as long as the conversation lasts."""


class Replying:
    """The drafts of one conversation, of which one at a time matters. It belongs to the event loop."""

    def __init__(
        self,
        device: AudioDevice,
        machine: TurnMachine,
        drafter: Drafter,
        brain: Brain,
        session: Session,
        spawn: Spawn,
        on_turn: Callable[[TurnRecord], object],
    ) -> None:
        """`on_turn` is called with each turn that is over."""
        self.on_stop: Callable[[], object] = lambda: None
        """Called when somebody asks for silence."""
        self.on_done: Callable[[], object] = lambda: None
        """Called when a short sound is all there is to say: it is done."""
        self.draft = Draft(0)
        self.draft.done = True
        self.work: asyncio.Task[None] | None = None
        """On the draft."""
        self._device = device
        self._machine = machine
        self._drafter = drafter
        self._brain = brain
        self._session = session
        self._spawn = spawn
        self._on_turn = on_turn
        self._turns = 0
        self._drafts = 0

    @property
    def computing(self) -> bool:
        """Whether a model works on the draft just now."""
        return self.work is not None and not self.work.done() and not self.draft.utterance.waiting

    def begin(self, action: BeginDraft, cpu_s: float) -> None:
        """Work on another one. `cpu_s`: processor time of the process when the turn's speech began."""
        ring, woken = self._device.microphone, self._machine.woken
        if woken is not None and woken.word == RINGING:
            woken = None
        audio = ring.view(max(action.start, ring.oldest), action.stop).copy()
        self.draft = Draft(
            action.draft,
            action.start,
            action.speech_start,
            action.speech_end,
            begun=action.stop,
            cpu_s=cpu_s,
            woken=None if woken is None else woken.at,
            uncalled=woken is None and self._machine.needs_waking,
        )
        self._drafts += 1
        self.work = self._spawn(self._drafter.work(self.draft, audio, self._session))

    def announce(self, number: int, at: Samples, text: str, language: str) -> None:
        """Say what nobody asked for."""
        self.draft = Draft(number, at, at, at, begun=at)
        self.commit(at)
        self.work = self._spawn(self._drafter.say(self.draft, text, language))

    def commit(self, at: Samples) -> None:
        """It may be heard."""
        self.draft.endpoint = at
        self.draft.commit()

    def drop(self) -> bool:
        """Nobody hears this draft, and nothing is remembered of it. Whether it had been committed."""
        self.draft.cancel()
        if self.draft.utterance.start is not None:
            self._device.speaker.flush()
        committed = self.draft.endpoint is not None
        self.draft.endpoint = None
        return committed

    def interrupt(self) -> None:
        """It falls silent; what was heard of it is remembered."""
        self.draft.cancel()
        self._finish(self.draft, self.draft.utterance.heard(self._device.speaker.flush()), interrupted=True)

    def watch(self) -> Iterator[Event]:
        """What has become of the committed reply since it was asked last. Each event is handled before the next is asked for."""
        draft, speaker = self.draft, self._device.speaker
        if draft.endpoint is None or self._machine.draft != draft.number:
            return
        utterance = draft.utterance
        if draft.first_audio is None and utterance.start is not None and speaker.sounded_at is not None:
            draft.first_audio = speaker.sounded_at
            yield ReplySounded(draft.number)
        elif draft.acted and not draft.told:
            draft.told = True  # what follows now is a turn of its own
            yield ReplySounded(draft.number)
        if not draft.done:
            return
        if utterance.stop is None:
            yield self._nothing_to_say(draft)
            self._finish(draft, "", interrupted=False)
        elif speaker.played >= utterance.stop and not speaker.paused:
            yield ReplyFinished(draft.number)
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

    def _finish(self, draft: Draft, heard: str, *, interrupted: bool) -> None:
        """The turn is over: remember what was heard, record it, and prepare the next."""
        drafts, self._drafts = self._drafts, 0
        record = turn.record(draft, number=self._turns + 1, drafts=drafts, heard=heard, interrupted=interrupted)
        draft.endpoint = None
        if record is None:
            return
        self._turns += 1
        self._on_turn(record)
        if draft.source != "llm" and not heard:
            return  # an answer that failed, or a word that only asked for silence
        number = self._machine.draft
        exchange = Exchange(record.transcript, heard)
        self._spawn(
            self._brain.remember(
                self._session, exchange, record.language, cancelled=lambda: self._machine.draft != number
            )
        )
