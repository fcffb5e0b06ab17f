"""What the turn machine makes happen. The voice loop carries it out."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.types import Samples


@dataclass(frozen=True, slots=True)
class BeginDraft:
    """Work out a reply to the audio [start, stop); hold its sound back."""

    draft: int
    start: Samples
    stop: Samples
    speech_start: Samples
    speech_end: Samples


@dataclass(frozen=True, slots=True)
class Announce:
    """Say what nobody asked for; it is a committed draft from the beginning."""

    draft: int
    at: Samples


@dataclass(frozen=True, slots=True)
class DropDraft:
    """Nobody will hear this draft: stop working on it."""

    draft: int
    too_early: bool = True
    """Whether it was begun, or even committed, before the user had finished."""


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
class Hush:
    """Fall silent where we are, and find out whether the speech since `onset` has words that are not our own."""

    onset: Samples


@dataclass(frozen=True, slots=True)
class Unhush:
    """Go on where we were."""


@dataclass(frozen=True, slots=True)
class Interrupt:
    """Fall silent; what was heard so far is all that was said."""

    draft: int


@dataclass(frozen=True, slots=True)
class Listen:
    """Wait for speech, not for ever."""

    follow_up: bool
    """Whether it would answer an answer, without the wake word."""


Action = (
    BeginDraft
    | Announce
    | DropDraft
    | CommitDraft
    | HoldReply
    | ReleaseReply
    | Duck
    | Unduck
    | Hush
    | Unhush
    | Interrupt
    | Listen
)
