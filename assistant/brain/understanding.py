"""What is asked for, as sentence templates know it: exactly, or nearly, by sound and spelling.

Nearly only where words are names that nobody else knows: in the owner's own sentences, and in those with names of a home.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from assistant.brain.intents import Ambiguous, IntentMatcher, Match
from assistant.brain.rescore import FAMILIAR, LEAST, closest, familiar
from assistant.brain.sayable import Sayable, showing

UNSURE = 0.7
"""From here to `LEAST` a template may have been meant: worth a question."""
_FEW = 4
"""Fewer words than these are near to much by chance: nobody is asked about them."""
_EXACT = 0.99


@dataclass(frozen=True, slots=True)
class Unsure:
    """What may have been meant, and was not heard well enough to do it."""

    match: Match


Reading = Match | Ambiguous | Unsure


class Understanding:
    """Reads text. Any thread may ask; the matcher is exchanged as a whole when names have changed."""

    def __init__(self, matcher: IntentMatcher, named: Collection[str] = (), *, vocabulary: bool = True) -> None:
        """`named`: intents that are understood nearly, too. `vocabulary`: whether to listen again for their words."""
        self._vocabulary = vocabulary
        self.use(matcher, named)

    def use(self, matcher: IntentMatcher, named: Collection[str]) -> None:
        """From now on."""
        found: dict[str, tuple[Sayable, tuple[str, ...]]] = {}
        for language in matcher.languages:
            graphs = matcher.graphs(language, named)
            if graphs:
                sayable = Sayable.of_graphs(graphs)
                found[language] = sayable, showing(sayable)
        self._known = matcher, found  # at once, for other threads

    def exactly(self, text: str, language: str) -> Match | Ambiguous | None:
        """What a template says in these words. Quick."""
        return self._known[0].match(text, language)

    def nearly(self, text: str, language: str) -> tuple[Reading | None, float]:
        """What a template says in words that sound like these, and how much they do, in [0, 1]. Takes up to some hundredths of a
        second."""
        matcher, known = self._known
        if language not in known or familiar(text, known[language][0], language=language) < FAMILIAR:
            return None, 0.0
        near = closest(text, known[language][0], language=language, least=UNSURE)
        match = None if near is None else matcher.match(near.text, language)
        if near is None or match is None:
            return None, 0.0
        if near.score < LEAST:
            if isinstance(match, Match) and len(text.split()) >= _FEW:
                return Unsure(match), near.score
            return None, near.score
        return match, near.score

    def expected(self, text: str, language: str) -> tuple[str, ...]:
        """Sentences to listen again with, when `text` may be one that was misheard; else none."""
        _, known = self._known
        if not self._vocabulary or language not in known or self.exactly(text, language) is not None:
            return ()
        sayable, sentences = known[language]
        if familiar(text, sayable, language=language) < FAMILIAR or self.nearly(text, language)[1] >= _EXACT:
            return ()
        return sentences

    def score(self, text: str, language: str) -> float:
        """How well `text` is understood, in [0, 1]."""
        return 1.0 if self.exactly(text, language) is not None else self.nearly(text, language)[1]
