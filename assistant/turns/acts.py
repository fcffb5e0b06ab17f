"""What the transitions of the turn machine do: what it remembers changes, and actions follow."""

from __future__ import annotations

from typing import Any

from assistant.events import (
    BUTTON,
    RINGING,
    Announced,
    Dismissed,
    Event,
    NoWords,
    ReplyEmpty,
    SpeechConfirmed,
    SpeechEnded,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
    WakeHeard,
    WordsHeard,
)
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
from assistant.turns.states import Manners, State
from assistant.types import Samples

_CHANCES = 2
"""How often there may be sounds without words for us, after the wake word or a reply, before we sleep again."""


class Acts:
    """What a turn machine remembers, and what its transitions do. Where the table lists several states, these choose."""

    def __init__(self, pre_roll: Samples, manners: Manners | None = None) -> None:
        """`pre_roll`: samples before the start of speech that belong to the utterance, so that no first phoneme is lost."""
        self._manners = manners or Manners()
        self.state = State.ASLEEP if self._manners.wake_word else State.LISTENING
        self.draft = 0
        """Number of the current draft; 0 before the first."""
        self.woken: WakeHeard | None = None
        """What woke us for the turn going on; None when nothing did, or had to."""
        self.utterance_start: Samples = 0
        """First sample of the utterance, pre-roll included."""
        self._pre_roll = pre_roll
        self._live = 0  # the draft that may still become, or is, the reply; 0 when there is none
        self._chances = _CHANCES
        self._speech_start: Samples = 0
        self._last_end: Samples = 0  # of the user's last turn
        self._replied: Samples = 0  # the same, of the last one that was answered
        self._onset: Samples = 0  # where the speech going on, or the last one, began
        self._voice: SpeechStarted | SpeechResumed | SpeechPaused | SpeechEnded | None = None  # the last of these

    @property
    def needs_waking(self) -> bool:
        """Whether a wake word begins a conversation."""
        return self._manners.wake_word

    @property
    def silent_since(self) -> Samples | None:
        """Where whoever spoke last has paused or ended; None while they speak."""
        return self._voice.end if isinstance(self._voice, SpeechPaused | SpeechEnded) else None

    def handle(self, event: Event) -> list[Action]:
        """As the table has it."""
        raise NotImplementedError

    def _nothing(self, _event: Any) -> list[Action]:
        return []

    def _open(self, event: SpeechStarted | SpeechResumed) -> list[Action]:
        return self._open_at(event.at)

    def _open_at(self, onset: Samples) -> list[Action]:
        """A new turn of the user's begins. Its pre-roll does not reach back into the one before."""
        self._speech_start = onset
        self.utterance_start = max(onset - self._pre_roll, self._last_end)
        return []

    def _begin(self, event: SpeechPaused | SpeechEnded) -> list[Action]:
        return self._begin_at(event.at, event.end)

    def _begin_at(self, stop: Samples, speech_end: Samples) -> list[Action]:
        self.draft += 1
        self._live = self.draft
        return [BeginDraft(self.draft, self.utterance_start, stop, self._speech_start, speech_end)]

    def _drop(self, _event: Any) -> list[Action]:
        dropped, self._live = self._live, 0
        return [DropDraft(dropped)] if dropped else []

    def _commit(self, event: SpeechEnded) -> list[Action]:
        begun = [] if self._live else self._begin(event)
        self._last_end = event.end
        return [*begun, CommitDraft(self.draft, event.at)]

    # Waking and sleeping.

    def _wake(self, event: WakeHeard) -> list[Action]:
        """Somebody calls. What they say with the same breath is their turn; the word itself is part of that audio, for it
        may be recognised sooner or later than it ends, and is taken out of the transcript."""
        self.woken, self._chances = event, _CHANCES
        onset = self._onset if self._onset <= event.at else event.start  # else it was in what they said before
        self._speech_start = max(onset, event.start)
        self.utterance_start = min(event.at, max(onset - self._pre_roll, event.start, self._replied))
        match self._voice:
            case SpeechStarted() | SpeechResumed():
                self.state = State.HEARING
                return []
            case SpeechPaused(end=end, at=at) if event.word not in (BUTTON, RINGING):
                self.state = State.PAUSED
                return self._begin_at(max(at, event.at), end)
            case SpeechEnded(end=end, at=at) if event.word not in (BUTTON, RINGING) and end > max(
                event.at, self._replied
            ):
                self.state = State.THINKING
                return [*self._begin_at(max(at, event.at), end), CommitDraft(self.draft, max(at, event.at))]
            case _:
                self.state = State.LISTENING
                self._last_end = max(self._last_end, event.at)
                return [Listen(follow_up=False)]

    def _wake_again(self, event: WakeHeard) -> list[Action]:
        self.woken, self._chances = event, _CHANCES
        return []

    def _wake_paused(self, event: WakeHeard) -> list[Action]:
        """The draft knows nothing of the wake word: make it anew."""
        self._wake_again(event)
        if not isinstance(self._voice, SpeechPaused):
            return []
        dropped, voice = self._live, self._voice
        return [DropDraft(dropped, too_early=False), *self._begin_at(max(voice.at, event.at), voice.end)]

    def _wake_thinking(self, event: WakeHeard) -> list[Action]:
        """A new turn begins, or, when the word was recognised late, the one that is thought about was the called one."""
        if self._manners.barge_in_thinking == "none" and event.word != BUTTON:
            return []
        dropped, self._live = self._live, 0
        return [DropDraft(dropped, too_early=False), *self._wake(event)]

    def _wake_speaking(self, event: WakeHeard) -> list[Action]:
        if self._manners.barge_in == "none" and event.word != BUTTON:
            return []
        return [*self._interrupt(event), *self._wake(event)]

    def _rest(self, _event: Any) -> list[Action]:
        """The reply was heard."""
        self._live, self.woken, self._chances = 0, None, _CHANCES
        self._replied = self._last_end
        if self._manners.wake_word and not self._manners.follow_up:
            self.state = State.ASLEEP
            return []
        return [Listen(follow_up=True)]

    def _give_up(self, _event: Any) -> list[Action]:
        """Nothing came."""
        if self._manners.wake_word:
            self.state, self.woken = State.ASLEEP, None
        return []

    def _empty(self, event: ReplyEmpty) -> list[Action]:
        """There were no words for us; whoever woke us may try again."""
        self._live = 0
        self._chances -= 1
        return self._give_up(event) if self._chances < 1 else [Listen(follow_up=self.woken is None)]

    def _dismissed(self, event: Dismissed) -> list[Action]:
        """They want silence, and nothing more."""
        self._live = 0
        return self._give_up(event)

    def _announce(self, event: Announced) -> list[Action]:
        self.draft += 1
        self._live, self.woken = self.draft, None
        return [Announce(self.draft, event.at)]

    # Before the reply is heard.

    def _hold(self, event: SpeechStarted | SpeechResumed) -> list[Action]:
        if self._manners.barge_in_thinking != "speech":
            self.state = State.THINKING
            return []
        self._onset = event.at
        return [HoldReply(self.draft)]

    def _release(self, _event: Any) -> list[Action]:
        return [ReleaseReply(self.draft)]

    def _lower(self, _event: Any) -> list[Action]:
        """The reply had already left: what holds it back is speech over it, and a turn of its own."""
        if self._manners.barge_in == "none":
            self.state = State.SPEAKING
            return [ReleaseReply(self.draft)]
        return [*self._open_at(self._onset), ReleaseReply(self.draft), Duck()]

    def _empty_and_open(self, _event: ReplyEmpty) -> list[Action]:
        """There was nothing to say to it: what held that back is the next turn, or what follows the wake word."""
        self._live = 0
        return self._next_turn()

    def _over_and_open(self, event: Any) -> list[Action]:
        """The reply is over: what held it back is the next turn, unless one has to be asked for."""
        return [*self._rest(event), *self._next_turn()]

    # Over the reply.

    def _duck(self, event: SpeechStarted | SpeechResumed) -> list[Action]:
        if self._manners.barge_in == "none":
            self.state = State.SPEAKING
            return []
        self._onset = event.at
        self._open(event)
        return [Duck()]

    def _unduck(self, _event: Any) -> list[Action]:
        return [Unduck()]

    def _confirmed(self, event: SpeechConfirmed) -> list[Action]:
        match self._manners.barge_in:
            case "speech":
                return self._interrupt(event)
            case "words":
                self.state = State.HUSHED
                return [Hush(self._speech_start)]
            case _:
                self.state = State.DUCKED
                return []

    def _interrupt(self, _event: Any) -> list[Action]:
        interrupted, self._live = self._live, 0
        self.woken, self._replied = None, self._last_end
        return [Interrupt(interrupted), Unhush(), Unduck()]

    def _words(self, event: WordsHeard) -> list[Action]:
        """They mean us. If they have fallen silent meanwhile, that is what happens next."""
        return [*self._interrupt(event), *self._catch_up()]

    def _no_words(self, _event: NoWords) -> list[Action]:
        if self.silent_since is not None:
            self.state = State.SPEAKING
            return [Unhush(), Unduck()]
        return [Unhush()]

    def _over_and_unduck(self, event: Any) -> list[Action]:
        return [Unhush(), Unduck(), *self._rest(event), *self._next_turn()]

    def _next_turn(self) -> list[Action]:
        """The speech that is going on becomes a turn, unless we fell asleep."""
        if self.state is State.ASLEEP:
            return []
        self.state = State.HEARING
        self._open_at(self._onset)
        return self._catch_up()

    def _catch_up(self) -> list[Action]:
        """In `hearing`: if the speech has paused or ended already, handle that now."""
        if isinstance(self._voice, SpeechPaused | SpeechEnded):
            return self.handle(self._voice)
        return []
