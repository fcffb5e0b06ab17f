"""What no language model can know by itself: how this home is just now, what is in somebody's calendar, what happened today.

Small models answer such questions all the same, and make up the answer; asking them not to in the prompt costs them other answers
and helps with half of the questions. So the questions are recognised, by templates as skills have them, and answered with the
truth. They are few and whole sentences: what is not certainly such a question is left to the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.brain.intents import IntentMatcher, Match
from assistant.brain.tokens import words

_ANSWERS = {
    "CannotSee": ("I cannot see that from here.", "Je ne peux pas le voir d'ici."),
    "CannotLookUp": ("I have no way to look that up.", "Je n'ai pas de quoi le vérifier."),
}
_LONGEST_FUNCTION_WORD = 3
"""Letters; longer words are what somebody talks about."""


class Unknowable:
    """Recognises such questions in English and French. Pure once it is built, which reads and compiles the templates."""

    def __init__(self, languages: Sequence[str] = ("en", "fr")) -> None:
        self._matcher = IntentMatcher(["unknowable"], languages)

    def answer(self, text: str, language: str, said: Iterable[str] = ()) -> str | None:
        """What is to be said instead of asking a model; None for anything it may answer. `said`: what the same person said before
        in this conversation. What they told themselves, such as where they put their keys, is known."""
        intent = self._intent(text, language)
        if intent is None:
            return None
        about = _topics(text)
        if any(about & _topics(earlier) for earlier in said if self._told(earlier, language)):
            return None
        english, french = _ANSWERS[intent]
        return french if language == "fr" else english

    def _told(self, text: str, language: str) -> bool:
        return not text.rstrip().endswith("?") and self._intent(text, language) is None

    def _intent(self, text: str, language: str) -> str | None:
        found = self._matcher.match(text, language)
        if found is None:
            return None
        # Two readings that differ in what the home thing is do not differ in that it cannot be known.
        return (found if isinstance(found, Match) else found.readings[0]).intent


def _topics(text: str) -> set[str]:
    return {word for word in words(text) if len(word) > _LONGEST_FUNCTION_WORD and word.isalpha()}
