"""Everything that listens, in one place: the utterance, its end, and the wake words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from assistant.events import NothingSaid, SpeechEvent, WakeHeard
from assistant.types import Samples
from assistant.voice.judge import EndJudge
from assistant.voice.listener import Listener
from assistant.voice.waking import WakeListener


class Ears:
    """`judge`: decides how long to wait in a pause; None: always as long as configured. `waking`: None when no word wakes."""

    def __init__(
        self,
        listener: Listener,
        judge: EndJudge | None = None,
        waking: WakeListener | None = None,
        phrases: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.listener = listener
        self.judge = judge
        self.phrases = phrases
        """What is said to wake us, by word."""
        self._waking = waking

    @property
    def computing(self) -> bool:
        """Whether a model is at work on what was heard."""
        judging = self.judge is not None and self.judge.computing
        return judging or (self._waking is not None and self._waking.computing)

    def poll(self) -> list[SpeechEvent | WakeHeard]:
        """What the samples that have arrived since the last call made certain."""
        events: list[SpeechEvent | WakeHeard] = []
        for event in self.listener.poll():
            if self.judge is not None and not isinstance(event, NothingSaid):
                self.judge.note(event)
            events.append(event)
        for word in self._waking.poll() if self._waking is not None else ():
            events += [*self.listener.begin_at(word.start), word]
        return events

    def expect_pause(self, silence: Samples | None) -> None:
        """From how much silence on a pause is reported; None: not before the end."""
        self.listener.expect_pause(silence)

    def expect_speech(self, within: Samples) -> None:
        """Report it when nobody speaks within so much time from now on."""
        self.listener.expect_speech(within)

    def merged(self) -> None:
        """The turn had been judged to be over, and was not."""
        if self.judge is not None:
            self.judge.merged()

    def close(self) -> None:
        """Nobody asks any more."""
        if self.judge is not None:
            self.judge.close()
        if self._waking is not None:
            self._waking.close()
