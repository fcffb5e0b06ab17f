"""Who speaks over the reply: are there words in it, and are they not the reply's own?"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.audio.ring import Ring
from assistant.stt import SpeechToText, Transcript
from assistant.types import Cancelled, Samples, from_ms
from assistant.voice.own_words import is_echo
from assistant.voice.spoken import with_first
from assistant.voice.stop import is_stop
from assistant.workers import Worker

LEAD: Samples = from_ms(200)
"""Audio from before the speech was noticed."""
MORE: Samples = from_ms(350)
"""Audio between two looks: the first one may have caught half a word."""
LOOKS = 4
"""After so many without words it is taken for noise."""
LATER: Samples = from_ms(1500)
"""Audio between two looks from then on: somebody may begin to speak in the noise."""
_FEW = 2
"""So few words may be the reply's by chance."""
_SURE = 0.3
"""Mean probability of the tokens below which a transcript of so little sound is made up."""
_NOBODY = 0.5
"""Probability that nobody spoke from which it is made up, too."""
_MADE_UP = frozenset({"you", "thank you", "thanks", "bye", "oh", "ah", "uh", "um", "hmm", "mm", "huh", "ooh", "so"})
"""What Whisper makes of coughs and breaths, and nobody interrupts with."""


class Examiner:
    """Looks at the sound since `begin`, again and again while more of it arrives."""

    def __init__(self, ring: Ring, stt: SpeechToText, worker: Worker, languages: Sequence[str]) -> None:
        self._ring = ring
        self._stt = stt
        self._worker = worker
        self._languages = tuple(languages)
        self._onset: Samples = 0
        self._next: Samples = 0
        self._looks = 0
        self._looking = False

    def expect(self, language: str) -> None:
        """From now on this one of the languages is likeliest. Raises `UsageError`."""
        self._languages = with_first(language, self._languages)

    def begin(self, onset: Samples) -> None:
        """Somebody speaks since `onset`."""
        self._onset, self._next, self._looks = onset, 0, 0

    def due(self, *, silent: bool) -> bool:
        """Whether to call `look` now. `silent`: they have stopped speaking, no more will come."""
        return not self._looking and (silent or self._ring.written >= self._next)

    async def look(self, spoken: str, just_spoken: str, cancelled: Cancelled, *, silent: bool) -> bool | None:
        """Whether there are words other than those `spoken` by us in the last seconds; a word or two are compared with what
        was `just_spoken`. "Stop" is never ours. None: not yet, more sound may tell. Raises what the recogniser raises."""
        stop = self._ring.written
        audio = self._ring.view(max(self._onset - LEAD, self._ring.oldest), stop).copy()
        self._looking = True
        try:
            transcript = await self._worker.run(
                lambda: self._stt.transcribe(audio, languages=self._languages, cancelled=cancelled)
            )
        finally:
            self._looking = False
        if has_words(transcript) and not _is_ours(transcript, spoken, just_spoken):
            return True
        self._looks += 1
        self._next = stop + (MORE if self._looks < LOOKS else LATER)
        return False if silent or self._looks >= LOOKS else None


def _is_ours(transcript: Transcript, spoken: str, just_spoken: str) -> bool:
    if is_stop(transcript.text, transcript.language):
        return False
    return is_echo(transcript.text, just_spoken if len(transcript.text.split()) <= _FEW else spoken)


def has_words(transcript: Transcript) -> bool:
    """Whether somebody said something, as far as so little sound can tell."""
    text = "".join(c for c in transcript.text.casefold() if c.isalpha() or c == " ").strip()
    sure = transcript.confidence >= _SURE and transcript.no_speech < _NOBODY
    return bool(text) and sure and text not in _MADE_UP
