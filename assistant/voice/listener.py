"""From the microphone's ring to the events of an utterance."""

from __future__ import annotations

from assistant.audio.ring import Ring
from assistant.errors import Overrun
from assistant.events import SpeechEvent
from assistant.turns.endpoint import Endpointer
from assistant.types import Samples
from assistant.vad import VoiceDetector


class Listener:
    """Reads the ring in the detector's own hop and asks the endpointer what each frame means."""

    def __init__(self, ring: Ring, detector: VoiceDetector, endpointer: Endpointer) -> None:
        self._reader = ring.reader()
        self._detector = detector
        self._endpointer = endpointer
        self.voiced = False
        """Whether there was speech in the last frame."""
        self.lost: Samples = 0
        """Samples that were overwritten before we came to them."""

    def expect_pause(self, silence: Samples | None) -> None:
        """From how much silence on a pause is reported; None: not before the end."""
        self._endpointer.pause = silence

    def expect_speech(self, within: Samples) -> None:
        """Report it when nobody speaks within so much time from now on."""
        self._endpointer.expect(within)

    def over_reply(self, heard: bool) -> None:
        """Whether a reply is heard now: then speech counts sooner."""
        self._endpointer.over_reply = heard

    def begin_at(self, start: Samples) -> list[SpeechEvent]:
        """Somebody called us: what was said before `start` does not count."""
        return self._endpointer.begin_at(start)

    def wait(self, hangover: Samples, speech_end: Samples) -> None:
        """How much silence after `speech_end` ends the turn. Too late when there was speech since."""
        self._endpointer.wait(hangover, speech_end)

    def poll(self) -> list[SpeechEvent]:
        """What the samples that have arrived since the last call made certain."""
        events: list[SpeechEvent] = []
        while True:
            try:
                frame = self._reader.read(self._detector.hop)
            except Overrun as overrun:
                self.lost += overrun.lost
                self._detector.reset()
                continue
            if frame is None:
                return events
            stop = self._reader.cursor
            probability = self._detector.probability(frame)
            self.voiced = probability >= self._endpointer.threshold
            events += self._endpointer.feed(probability, stop - len(frame), stop)
