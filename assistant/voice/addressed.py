"""Is this for us? After an answer the microphone stays open for a while, and a room is full of talk that is not for us."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.stt import Transcript
from assistant.stt.guard import loudness_dbfs
from assistant.types import Audio

_QUIETER_DB = 12.0
"""Who speaks so much more softly than the one who was answered sits farther away, or is a television in the next room."""
_SURE = 0.45
"""Mean probability of the tokens below which the words are only half heard."""
_NOBODY = 0.3
"""Probability that nobody spoke, by the recogniser, from which it was noise."""


@dataclass(slots=True)
class Company:
    """How loud the person is whom we are talking with."""

    level_dbfs: float | None = None

    def met(self, audio: Audio) -> None:
        """They woke us, or were answered: this is how loud they are."""
        self.level_dbfs = loudness_dbfs(audio)

    def addresses(self, audio: Audio, transcript: Transcript) -> bool:
        """Whether something said without the wake word is for us, by its level and by what the recogniser makes of it."""
        if not transcript.text or transcript.confidence < _SURE or transcript.no_speech >= _NOBODY:
            return False
        return self.level_dbfs is None or loudness_dbfs(audio) >= self.level_dbfs - _QUIETER_DB
