"""The turn machine: who is speaking, what we are preparing, when it may be heard. `states.py` draws its states.

A draft is work on a reply that nobody hears before it is committed. Every draft has a number; whatever still arrives for
a number that is no longer the current one is stale. The machine is pure: events in, actions out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from assistant.errors import ColibriError
from assistant.events import (
    Announced,
    Dismissed,
    Event,
    NothingSaid,
    NoWords,
    ReplyEmpty,
    ReplyEvent,
    ReplyFinished,
    ReplySounded,
    SpeechConfirmed,
    SpeechEnded,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
    WakeHeard,
    WordsHeard,
)
from assistant.turns.actions import Action
from assistant.turns.acts import Acts
from assistant.turns.states import State


class UnlistedTransition(ColibriError):
    """An event that the table does not expect in this state: a fault of the program."""


class TurnMachine(Acts):
    """Events in, actions out."""

    def handle(self, event: Event) -> list[Action]:
        """The actions that this event makes necessary. Raises `UnlistedTransition`."""
        if isinstance(event, ReplyEvent) and event.draft != self._live:
            return []
        try:
            targets, act = TABLE[self.state, type(event)]
        except KeyError:
            raise UnlistedTransition(f"{type(event).__name__} while {self.state.value}") from None
        if isinstance(event, SpeechStarted | SpeechResumed | SpeechPaused | SpeechEnded):
            self._voice = event
            if isinstance(event, SpeechStarted):
                self._onset = event.at
        before, self.state = self.state, targets[0]
        actions = act(self, event)
        if self.state not in targets:
            raise UnlistedTransition(f"{type(event).__name__} while {before.value} led to {self.state.value}")
        return actions


S, M = State, Acts
Transition = tuple[tuple[State, ...], Callable[[Acts, Any], list[Action]]]

TABLE: Mapping[tuple[State, type], Transition] = {
    # We were not called. Speech is followed, for the wake word may be in the midst of it.
    (S.ASLEEP, SpeechStarted): ((S.ASLEEP,), M._nothing),
    (S.ASLEEP, SpeechResumed): ((S.ASLEEP,), M._nothing),
    (S.ASLEEP, SpeechConfirmed): ((S.ASLEEP,), M._nothing),
    (S.ASLEEP, SpeechPaused): ((S.ASLEEP,), M._nothing),
    (S.ASLEEP, SpeechEnded): ((S.ASLEEP,), M._nothing),
    (S.ASLEEP, NothingSaid): ((S.ASLEEP,), M._nothing),
    (S.ASLEEP, WakeHeard): ((S.LISTENING, S.HEARING, S.PAUSED, S.THINKING), M._wake),
    (S.ASLEEP, Announced): ((S.THINKING,), M._announce),
    # Nobody speaks. (An end can still arrive for speech that was too short to interrupt a reply.)
    (S.LISTENING, SpeechStarted): ((S.HEARING,), M._open),
    (S.LISTENING, SpeechResumed): ((S.HEARING,), M._open),
    (S.LISTENING, SpeechConfirmed): ((S.LISTENING,), M._nothing),
    (S.LISTENING, SpeechPaused): ((S.LISTENING,), M._nothing),
    (S.LISTENING, SpeechEnded): ((S.LISTENING,), M._nothing),
    (S.LISTENING, NothingSaid): ((S.LISTENING, S.ASLEEP), M._give_up),
    (S.LISTENING, WakeHeard): ((S.LISTENING, S.HEARING, S.PAUSED, S.THINKING), M._wake),
    (S.LISTENING, Announced): ((S.THINKING,), M._announce),
    # The user speaks; at the first pause we begin to work.
    (S.HEARING, SpeechConfirmed): ((S.HEARING,), M._nothing),
    (S.HEARING, SpeechPaused): ((S.PAUSED,), M._begin),
    (S.HEARING, SpeechEnded): ((S.THINKING,), M._commit),  # cut at the maximum length
    (S.HEARING, WakeHeard): ((S.HEARING,), M._wake_again),
    # A pause: the end of the turn, or a breath.
    (S.PAUSED, SpeechResumed): ((S.HEARING,), M._drop),
    (S.PAUSED, SpeechEnded): ((S.THINKING,), M._commit),
    (S.PAUSED, WakeHeard): ((S.PAUSED,), M._wake_paused),
    # The turn is ours, nothing is heard yet.
    (S.THINKING, ReplySounded): ((S.SPEAKING,), M._nothing),
    (S.THINKING, ReplyEmpty): ((S.LISTENING, S.ASLEEP), M._empty),
    (S.THINKING, Dismissed): ((S.LISTENING, S.ASLEEP), M._dismissed),
    (S.THINKING, ReplyFinished): ((S.LISTENING, S.ASLEEP), M._rest),
    (S.THINKING, SpeechStarted): ((S.HELD, S.THINKING), M._hold),
    (S.THINKING, SpeechResumed): ((S.HELD, S.THINKING), M._hold),
    (S.THINKING, SpeechPaused): ((S.THINKING,), M._nothing),
    (S.THINKING, SpeechConfirmed): ((S.THINKING,), M._nothing),
    (S.THINKING, SpeechEnded): ((S.THINKING,), M._nothing),
    (S.THINKING, NothingSaid): ((S.THINKING,), M._nothing),
    (S.THINKING, WakeHeard): ((S.THINKING, S.LISTENING, S.HEARING, S.PAUSED), M._wake_thinking),
    # The user goes on before we were heard: the same turn, if it is more than a cough.
    (S.HELD, SpeechConfirmed): ((S.HEARING,), M._drop),
    (S.HELD, SpeechPaused): ((S.THINKING,), M._release),
    (S.HELD, SpeechEnded): ((S.THINKING,), M._release),
    (S.HELD, ReplyEmpty): ((S.HEARING,), M._empty_and_open),
    (S.HELD, Dismissed): ((S.HEARING,), M._empty_and_open),
    (S.HELD, ReplySounded): ((S.DUCKED, S.SPEAKING), M._lower),  # it had already left when we held it back
    (S.HELD, ReplyFinished): ((S.HEARING, S.ASLEEP), M._over_and_open),
    (S.HELD, WakeHeard): ((S.HELD, S.LISTENING, S.HEARING, S.PAUSED, S.THINKING), M._wake_thinking),
    # The reply is heard.
    (S.SPEAKING, ReplySounded): ((S.SPEAKING,), M._nothing),
    (S.SPEAKING, ReplyFinished): ((S.LISTENING, S.ASLEEP), M._rest),
    (S.SPEAKING, SpeechStarted): ((S.DUCKED, S.SPEAKING), M._duck),
    (S.SPEAKING, SpeechResumed): ((S.DUCKED, S.SPEAKING), M._duck),
    (S.SPEAKING, SpeechConfirmed): ((S.SPEAKING,), M._nothing),
    (S.SPEAKING, SpeechPaused): ((S.SPEAKING,), M._nothing),
    (S.SPEAKING, SpeechEnded): ((S.SPEAKING,), M._nothing),
    (S.SPEAKING, NothingSaid): ((S.SPEAKING,), M._nothing),
    (S.SPEAKING, WakeHeard): ((S.SPEAKING, S.LISTENING, S.HEARING, S.PAUSED, S.THINKING), M._wake_speaking),
    # Somebody speaks over the reply: a cough passes, who goes on is listened to.
    (S.DUCKED, SpeechConfirmed): ((S.HEARING, S.HUSHED, S.DUCKED), M._confirmed),
    (S.DUCKED, SpeechPaused): ((S.SPEAKING,), M._unduck),
    (S.DUCKED, SpeechEnded): ((S.SPEAKING,), M._unduck),
    (S.DUCKED, ReplyFinished): ((S.HEARING, S.ASLEEP), M._over_and_unduck),
    (S.DUCKED, ReplySounded): ((S.DUCKED,), M._nothing),
    (S.DUCKED, WordsHeard): ((S.HEARING, S.PAUSED, S.THINKING), M._words),
    (S.DUCKED, NoWords): ((S.DUCKED,), M._nothing),
    (S.DUCKED, WakeHeard): ((S.DUCKED, S.LISTENING, S.HEARING, S.PAUSED, S.THINKING), M._wake_speaking),
    # We have fallen silent: noise passes, words interrupt.
    (S.HUSHED, WordsHeard): ((S.HEARING, S.PAUSED, S.THINKING), M._words),
    (S.HUSHED, NoWords): ((S.DUCKED, S.SPEAKING), M._no_words),
    (S.HUSHED, SpeechStarted): ((S.HUSHED,), M._nothing),
    (S.HUSHED, SpeechResumed): ((S.HUSHED,), M._nothing),
    (S.HUSHED, SpeechConfirmed): ((S.HUSHED,), M._nothing),
    (S.HUSHED, SpeechPaused): ((S.HUSHED,), M._nothing),
    (S.HUSHED, SpeechEnded): ((S.HUSHED,), M._nothing),
    (S.HUSHED, NothingSaid): ((S.HUSHED,), M._nothing),
    (S.HUSHED, ReplySounded): ((S.HUSHED,), M._nothing),
    (S.HUSHED, ReplyFinished): ((S.HEARING, S.PAUSED, S.THINKING, S.ASLEEP), M._over_and_unduck),
    (S.HUSHED, WakeHeard): ((S.HUSHED, S.LISTENING, S.HEARING, S.PAUSED, S.THINKING), M._wake_speaking),
}
