"""Endpointing: from probabilities of speech to the events of an utterance.

Pure and exact: it sees one probability per VAD frame and counts samples. Two thresholds (hysteresis) keep a voice that
fades from flickering; speech counts as started once `start` samples of it were seen, but starts where the first of them was.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from assistant.events import (
    NothingSaid,
    SpeechConfirmed,
    SpeechEnded,
    SpeechEvent,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
)
from assistant.types import Samples, from_ms


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """Lengths in samples at 16 kHz."""

    threshold: float = 0.5
    """Probability at which silence becomes speech."""
    release: float = 0.35
    """Probability below which speech becomes silence."""
    start: Samples = from_ms(60)
    """Speech needed before it counts."""
    confirm: Samples = from_ms(300)
    """Speech needed before it may interrupt."""
    threshold_over_reply: float = 0.35
    """As `threshold`, while a reply is heard: little of what is said over it gets past the echo canceller."""
    confirm_over_reply: Samples = from_ms(60)
    """As `confirm`, while a reply is heard."""
    pause: Samples = from_ms(160)
    """Silence that is reported as a pause."""
    end: Samples = from_ms(700)
    """Silence that ends the utterance (hangover)."""
    no_speech: Samples = from_ms(8_000)
    """Silence from the beginning after which nobody is expected to speak."""
    longest: Samples = from_ms(30_000)
    """Length at which an utterance is cut; what goes on after that is ignored up to the next pause."""


class _State(Enum):
    SILENCE = auto()
    SPEECH = auto()
    PAUSE = auto()


class Endpointer:
    """Feed it every frame's probability; it answers with what that frame made certain."""

    def __init__(self, settings: EndpointSettings, at: Samples = 0) -> None:
        """`at`: position of the stream's first frame."""
        self._settings = settings
        self.pause: Samples | None = settings.pause
        """Silence that is reported as a pause; None: none before the end. Stays as it is set."""
        self.hangover = settings.end
        """Silence that ends the utterance, in the silence going on; the next one begins as configured."""
        self.over_reply = False
        """Whether a reply is heard. Stays as it is set."""
        self._no_speech = settings.no_speech
        self._cut = False
        self.reset(at)

    @property
    def threshold(self) -> float:
        """Probability at which silence becomes speech."""
        settings = self._settings
        return settings.threshold_over_reply if self.over_reply else settings.threshold

    def reset(self, at: Samples) -> None:
        """Begin anew at position `at`: nobody is speaking, the no-speech time-out starts."""
        self._state = _State.SILENCE
        self._since = at
        self._voiced: Samples = 0
        self._run_start: Samples = at
        self._start: Samples = at
        self._end: Samples = at
        self._confirmed = False
        self._timed_out = False
        self._at = at
        self.hangover = self._settings.end

    @property
    def speech_end(self) -> Samples:
        """Where the last speech of the utterance going on ended: which silence this is."""
        return self._end

    @property
    def silence(self) -> Samples:
        """How long nothing was heard since the last speech of the utterance going on; 0 when there is none."""
        return 0 if self._state is _State.SILENCE else self._at - self._end

    def wait(self, hangover: Samples, speech_end: Samples) -> None:
        """Let the silence that began at `speech_end` end the utterance once it lasts `hangover`, and no sooner than it is a
        pause. Ignored when there was speech since: the judgement came too late."""
        if self._state is not _State.SILENCE and speech_end == self._end:
            self.hangover = max(hangover, self.pause or 0)

    def expect(self, within: Samples) -> None:
        """Speech is expected from now on: report it once when there was none for `within`, and the same after every
        utterance from now on."""
        self._no_speech, self._since, self._timed_out = within, self._at, False

    def begin_at(self, start: Samples) -> list[SpeechEvent]:
        """What was said before `start` was none of our business: the longest length counts from there on. Of talk so long
        that its rest is ignored, the rest from `start` on is heard after all."""
        self._start = max(self._start, start)
        if not self._cut:
            return []
        self._cut, self._state, self._confirmed = False, _State.SPEECH, False
        self._spoke(self._at)
        return [SpeechStarted(start)]

    def feed(self, probability: float, start: Samples, stop: Samples) -> list[SpeechEvent]:
        """One frame [start, stop) and its probability of speech."""
        self._at = stop
        if self._state is _State.SILENCE:
            return self._silence(probability, start, stop)
        if self._state is _State.SPEECH:
            return self._speech(probability, start, stop)
        return self._pause(probability, start, stop)

    def _silence(self, probability: float, start: Samples, stop: Samples) -> list[SpeechEvent]:
        if self._cut:
            # Somebody, or a television, who never stops would be cut again and again, and never be answered.
            self._end = stop if probability >= self._settings.release else self._end
            self._cut = stop - self._end < self._settings.pause
            return []
        if not self._sounds(probability, start, stop):
            if stop - self._since >= self._no_speech and not self._timed_out:
                self._timed_out = True
                return [NothingSaid(stop)]
            return []
        self._state = _State.SPEECH
        self._start, self._end, self._confirmed = self._run_start, stop, False
        return [SpeechStarted(self._start), *self._confirm(stop)]

    def _speech(self, probability: float, start: Samples, stop: Samples) -> list[SpeechEvent]:
        if probability >= self._settings.release:
            self._spoke(stop)
            self._voiced += stop - start
        if stop - self._start >= self._settings.longest:
            self._cut = True
            return [self._finish(stop)]
        if self.pause is not None and stop - self._end >= self.pause:
            self._state, self._voiced = _State.PAUSE, 0
            return [SpeechPaused(self._end, stop), *self._ended(stop)]
        if stop - self._end >= self.hangover:
            return [self._finish(stop)]
        return self._confirm(stop)

    def _pause(self, probability: float, start: Samples, stop: Samples) -> list[SpeechEvent]:
        if self._sounds(probability, start, stop):
            self._state, self._confirmed = _State.SPEECH, False
            self._spoke(stop)
            return [SpeechResumed(self._run_start), *self._confirm(stop)]
        return self._ended(stop)

    def _ended(self, stop: Samples) -> list[SpeechEvent]:
        return [self._finish(stop)] if stop - self._end >= self.hangover and not self._voiced else []

    def _spoke(self, stop: Samples) -> None:
        self._end = stop
        self.hangover = self._settings.end

    def _sounds(self, probability: float, start: Samples, stop: Samples) -> bool:
        """Whether a run of voiced frames is now long enough to be speech."""
        if probability < self.threshold:
            self._voiced = 0
            return False
        if not self._voiced:
            self._run_start = start
        self._voiced += stop - start
        return self._voiced >= self._settings.start

    def _confirm(self, stop: Samples) -> list[SpeechEvent]:
        needed = self._settings.confirm_over_reply if self.over_reply else self._settings.confirm
        if self._confirmed or self._voiced < needed:
            return []
        self._confirmed = True
        return [SpeechConfirmed(stop)]

    def _finish(self, stop: Samples) -> SpeechEnded:
        end = self._end
        self.reset(stop)
        return SpeechEnded(end, stop)
