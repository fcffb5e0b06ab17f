"""What happens in a conversation: frozen facts, each at a position in the microphone's stream (16 kHz samples)."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.types import Samples


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Somebody began to speak."""

    at: Samples
    """First sample of speech: earlier than the moment it was noticed."""


@dataclass(frozen=True, slots=True)
class SpeechConfirmed:
    """The speech has lasted so long that it is meant for us and not a cough."""

    at: Samples


@dataclass(frozen=True, slots=True)
class SpeechPaused:
    """A first silence after speech: perhaps the end, perhaps a breath."""

    end: Samples
    """Where speech really ended."""
    at: Samples
    """Where it was noticed."""


@dataclass(frozen=True, slots=True)
class SpeechResumed:
    """It was a breath."""

    at: Samples


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """It was the end: the silence has lasted, or the utterance reached its maximum length."""

    end: Samples
    at: Samples


@dataclass(frozen=True, slots=True)
class NothingSaid:
    """Nobody spoke for as long as we were prepared to wait."""

    at: Samples


@dataclass(frozen=True, slots=True)
class WordsHeard:
    """The speech over the reply has words, and they are not the reply's own."""

    at: Samples


@dataclass(frozen=True, slots=True)
class NoWords:
    """The sound over the reply has no words, or only the reply's own."""

    at: Samples


@dataclass(frozen=True, slots=True)
class Announced:
    """There is something to say that nobody asked for."""

    at: Samples


BUTTON = "button"
"""The wake word that is pressed instead of said."""
RINGING = "ringing"
"""What wakes us when a timer rings: "stop" needs no wake word then."""


@dataclass(frozen=True, slots=True)
class WakeHeard:
    """A wake word was said, or the talk button pressed."""

    word: str
    """Name of the word, or `BUTTON`, or `RINGING`."""
    start: Samples
    """No part of the word is before this."""
    at: Samples
    """Where it was recognised: about where the word ends, somewhat earlier or later."""
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class ReplySounded:
    """The first sample of a reply left the speaker."""

    draft: int


@dataclass(frozen=True, slots=True)
class ReplyFinished:
    """The last sample of a reply left the speaker."""

    draft: int


@dataclass(frozen=True, slots=True)
class ReplyEmpty:
    """A draft came to nothing: no words in the audio, or nothing to say to them, or a stage failed."""

    draft: int


@dataclass(frozen=True, slots=True)
class Dismissed:
    """A draft found that we are only asked to be silent."""

    draft: int


SpeechEvent = SpeechStarted | SpeechConfirmed | SpeechPaused | SpeechResumed | SpeechEnded | NothingSaid
ReplyEvent = ReplySounded | ReplyFinished | ReplyEmpty | Dismissed
Event = SpeechEvent | WordsHeard | NoWords | WakeHeard | Announced | ReplyEvent
