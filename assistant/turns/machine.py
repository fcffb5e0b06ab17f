"""The turn machine: who is speaking, what we are preparing, when it may be heard.

    listening   nobody speaks
    hearing     the user speaks
    paused      the user fell silent; a draft of the reply is being made
    thinking    the turn is over; the reply is on its way
    held        the user spoke again before the reply was heard: it waits until we know whether they go on
    speaking    the reply is heard
    ducked      somebody speaks over the reply: it is quieter until we know whether they mean us

A draft is work on a reply that nobody hears before it is committed. Every draft has a number; whatever still arrives for
a number that is no longer the current one is stale. The machine is pure: events in, actions out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from assistant.errors import ColibriError
from assistant.events import (
    Event,
    NothingSaid,
    ReplyEmpty,
    ReplyEvent,
    ReplyFinished,
    ReplySounded,
    SpeechConfirmed,
    SpeechEnded,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
)
from assistant.types import Samples


class State(Enum):
    LISTENING = "listening"
    HEARING = "hearing"
    PAUSED = "paused"
    THINKING = "thinking"
    HELD = "held"
    SPEAKING = "speaking"
    DUCKED = "ducked"


@dataclass(frozen=True, slots=True)
class BeginDraft:
    """Work out a reply to the audio [start, stop); hold its sound back."""

    draft: int
    start: Samples
    stop: Samples
    speech_start: Samples
    speech_end: Samples


@dataclass(frozen=True, slots=True)
class DropDraft:
    """Nobody will hear this draft: stop working on it."""

    draft: int


@dataclass(frozen=True, slots=True)
class CommitDraft:
    """The turn is the user's no more: this draft is the reply. Side effects may happen from now on."""

    draft: int
    at: Samples


@dataclass(frozen=True, slots=True)
class HoldReply:
    """Do not begin to sound."""

    draft: int


@dataclass(frozen=True, slots=True)
class ReleaseReply:
    """Begin to sound after all."""

    draft: int


@dataclass(frozen=True, slots=True)
class Duck:
    """Lower the voice."""


@dataclass(frozen=True, slots=True)
class Unduck:
    """Raise it again."""


@dataclass(frozen=True, slots=True)
class Interrupt:
    """Fall silent; what was heard so far is all that was said."""

    draft: int


Action = BeginDraft | DropDraft | CommitDraft | HoldReply | ReleaseReply | Duck | Unduck | Interrupt


class UnlistedTransition(ColibriError):
    """An event that the table does not expect in this state: a fault of the program."""


class TurnMachine:
    """`pre_roll`: samples before the start of speech that belong to the utterance, so that no first phoneme is lost."""

    def __init__(self, pre_roll: Samples) -> None:
        self.state = State.LISTENING
        self.draft = 0
        """Number of the current draft; 0 before the first."""
        self._pre_roll = pre_roll
        self._live = 0  # the draft that may still become, or is, the reply; 0 when there is none
        self._speech_start: Samples = 0
        self._onset: Samples = 0  # where the speech began that holds the reply back
        self.utterance_start: Samples = 0
        """First sample of the utterance, pre-roll included."""
        self._last_end: Samples = 0

    def handle(self, event: Event) -> list[Action]:
        """The actions that this event makes necessary. Raises `UnlistedTransition`."""
        if isinstance(event, ReplyEvent) and event.draft != self._live:
            return []
        try:
            target, act = TABLE[self.state, type(event)]
        except KeyError:
            raise UnlistedTransition(f"{type(event).__name__} while {self.state.value}") from None
        self.state = target
        return act(self, event)

    # What the transitions do.

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
        self.draft += 1
        self._live = self.draft
        return [BeginDraft(self.draft, self.utterance_start, event.at, self._speech_start, event.end)]

    def _drop(self, _event: Any) -> list[Action]:
        dropped, self._live = self._live, 0
        return [DropDraft(dropped)] if dropped else []

    def _commit(self, event: SpeechEnded) -> list[Action]:
        begun = [] if self._live else self._begin(event)
        self._last_end = event.end
        return [*begun, CommitDraft(self.draft, event.at)]

    def _hold(self, event: SpeechStarted | SpeechResumed) -> list[Action]:
        self._onset = event.at
        return [HoldReply(self.draft)]

    def _release(self, _event: Any) -> list[Action]:
        return [ReleaseReply(self.draft)]

    def _duck(self, event: SpeechStarted | SpeechResumed) -> list[Action]:
        self._open(event)
        return [Duck()]

    def _lower(self, _event: Any) -> list[Action]:
        """The reply had already left: what holds it back is speech over it, and a turn of its own."""
        return [*self._open_at(self._onset), ReleaseReply(self.draft), Duck()]

    def _over_and_open(self, event: Any) -> list[Action]:
        """The reply is over: what held it back is the next turn."""
        return [*self._over(event), *self._open_at(self._onset)]

    def _unduck(self, _event: Any) -> list[Action]:
        return [Unduck()]

    def _over(self, _event: Any) -> list[Action]:
        self._live = 0
        return []

    def _over_and_unduck(self, event: Any) -> list[Action]:
        return [*self._over(event), Unduck()]

    def _interrupt(self, _event: Any) -> list[Action]:
        interrupted, self._live = self._live, 0
        return [Interrupt(interrupted), Unduck()]


S, M = State, TurnMachine
Transition = tuple[State, Callable[[TurnMachine, Any], list[Action]]]

TABLE: Mapping[tuple[State, type], Transition] = {
    # Nobody speaks. (An end can still arrive for speech that was too short to interrupt a reply.)
    (S.LISTENING, SpeechStarted): (S.HEARING, M._open),
    (S.LISTENING, SpeechResumed): (S.HEARING, M._open),
    (S.LISTENING, SpeechConfirmed): (S.LISTENING, M._nothing),
    (S.LISTENING, SpeechPaused): (S.LISTENING, M._nothing),
    (S.LISTENING, SpeechEnded): (S.LISTENING, M._nothing),
    (S.LISTENING, NothingSaid): (S.LISTENING, M._nothing),
    # The user speaks; at the first pause we begin to work.
    (S.HEARING, SpeechConfirmed): (S.HEARING, M._nothing),
    (S.HEARING, SpeechPaused): (S.PAUSED, M._begin),
    (S.HEARING, SpeechEnded): (S.THINKING, M._commit),  # cut at the maximum length
    # A pause: the end of the turn, or a breath.
    (S.PAUSED, SpeechResumed): (S.HEARING, M._drop),
    (S.PAUSED, SpeechEnded): (S.THINKING, M._commit),
    # The turn is ours, nothing is heard yet.
    (S.THINKING, ReplySounded): (S.SPEAKING, M._nothing),
    (S.THINKING, ReplyEmpty): (S.LISTENING, M._over),
    (S.THINKING, ReplyFinished): (S.LISTENING, M._over),
    (S.THINKING, SpeechStarted): (S.HELD, M._hold),
    (S.THINKING, SpeechResumed): (S.HELD, M._hold),
    (S.THINKING, SpeechPaused): (S.THINKING, M._nothing),
    (S.THINKING, SpeechConfirmed): (S.THINKING, M._nothing),
    (S.THINKING, SpeechEnded): (S.THINKING, M._nothing),
    (S.THINKING, NothingSaid): (S.THINKING, M._nothing),
    # The user goes on before we were heard: the same turn, if it is more than a cough.
    (S.HELD, SpeechConfirmed): (S.HEARING, M._drop),
    (S.HELD, SpeechPaused): (S.THINKING, M._release),
    (S.HELD, SpeechEnded): (S.THINKING, M._release),
    (S.HELD, ReplyEmpty): (S.HEARING, M._over_and_open),
    (S.HELD, ReplySounded): (S.DUCKED, M._lower),  # it had already left when we held it back
    (S.HELD, ReplyFinished): (S.HEARING, M._over_and_open),
    # The reply is heard.
    (S.SPEAKING, ReplySounded): (S.SPEAKING, M._nothing),
    (S.SPEAKING, ReplyFinished): (S.LISTENING, M._over),
    (S.SPEAKING, SpeechStarted): (S.DUCKED, M._duck),
    (S.SPEAKING, SpeechResumed): (S.DUCKED, M._duck),
    (S.SPEAKING, SpeechConfirmed): (S.SPEAKING, M._nothing),
    (S.SPEAKING, SpeechPaused): (S.SPEAKING, M._nothing),
    (S.SPEAKING, SpeechEnded): (S.SPEAKING, M._nothing),
    (S.SPEAKING, NothingSaid): (S.SPEAKING, M._nothing),
    # Somebody speaks over the reply: a cough passes, words interrupt.
    (S.DUCKED, SpeechConfirmed): (S.HEARING, M._interrupt),
    (S.DUCKED, SpeechPaused): (S.SPEAKING, M._unduck),
    (S.DUCKED, SpeechEnded): (S.SPEAKING, M._unduck),
    (S.DUCKED, ReplyFinished): (S.HEARING, M._over_and_unduck),
    (S.DUCKED, ReplySounded): (S.DUCKED, M._nothing),
}
