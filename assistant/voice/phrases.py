"""Phrases kept as audio: what is said often is synthesized once.

Least recently used leaves first; the bound is in samples, so a long clause costs as much room as it takes.
"""

from __future__ import annotations

from collections import OrderedDict

from assistant.types import Audio

APOLOGY = {
    "en": "Sorry, something went wrong.",
    "fr": "Désolé, quelque chose n'a pas marché.",
}
"""Said when a stage fails after the user has spoken."""

LONGEST_S = 3.0
"""Longer clauses are hardly ever said twice."""


def apology(language: str) -> str:
    """The apology in a language (ISO 639-1), in English where there is none."""
    return APOLOGY.get(language, APOLOGY["en"])


class PhraseCache:
    """Audio by (language, words), at most `capacity_s` seconds of it at `rate` Hz."""

    def __init__(self, rate: int, capacity_s: float = 60.0) -> None:
        self._longest = round(LONGEST_S * rate)
        self._room = round(capacity_s * rate)
        self._phrases: OrderedDict[tuple[str, str], Audio] = OrderedDict()

    def get(self, language: str, words: str) -> Audio | None:
        """The audio of these words, if it is kept."""
        audio = self._phrases.get((language, words))
        if audio is not None:
            self._phrases.move_to_end((language, words))
        return audio

    def keep(self, language: str, words: str, audio: Audio) -> None:
        """Keep the audio of these words, unless it is long."""
        if len(audio) > self._longest or (language, words) in self._phrases:
            return
        self._phrases[language, words] = audio
        self._room -= len(audio)
        while self._room < 0:
            _, oldest = self._phrases.popitem(last=False)
            self._room += len(oldest)
