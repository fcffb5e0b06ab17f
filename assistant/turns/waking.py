"""When a wake word counts as said: once an utterance, the best of those over their thresholds, and not again too soon. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from assistant.errors import UsageError
from assistant.types import Samples


def thresholds(recommended: Mapping[str, float], configured: Mapping[str, float]) -> dict[str, float]:
    """Each word's threshold: the configured one, else the recommended one. Raises `UsageError` when a word is configured that
    nobody listens for while others are."""
    for word in configured:
        if recommended and word not in recommended:
            near = get_close_matches(word, recommended, n=1)
            hint = f"did you mean {near[0]}?" if near else f"words: {', '.join(recommended)}"
            raise UsageError(f"wake.thresholds: {word} is not one of wake.words; {hint}")
    return {word: configured.get(word, threshold) for word, threshold in recommended.items()}


class WakeGate:
    """Feed it every frame's scores; it answers with the word that this frame completed, if any."""

    def __init__(self, thresholds: Mapping[str, float], refractory: Samples) -> None:
        """`thresholds` by word, in (0, 1); `refractory`: how long after a word no other one counts."""
        self._thresholds = dict(thresholds)
        self._refractory = refractory
        self._over: frozenset[str] = frozenset()
        self._last: Samples | None = None

    def feed(self, scores: Mapping[str, float], at: Samples) -> str | None:
        """The scores of the frame that ends at `at`, by word. A word counts when its score rises over its threshold; one that
        rises in the refractory time of another does not count later either."""
        over = frozenset(word for word, score in scores.items() if score >= self._thresholds[word])
        risen, self._over = over - self._over, over
        if not risen or (self._last is not None and at - self._last < self._refractory):
            return None
        self._last = at
        return max(sorted(risen), key=lambda word: self._certainty(word, scores[word]))

    def retract(self, at: Samples) -> None:
        """The word that was said at `at` turned out to be none: it keeps nobody waiting."""
        if self._last == at:
            self._last = None

    def _certainty(self, word: str, score: float) -> float:
        """How far between its threshold (0) and certainty (1) a score is: words have different thresholds."""
        threshold = self._thresholds[word]
        return (score - threshold) / (1 - threshold)
