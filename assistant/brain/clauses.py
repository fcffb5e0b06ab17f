"""From a token stream to the clauses that are synthesized one by one.

The first clause is what the listener waits for, so it is cut short on purpose; later ones are as long as a sentence,
for their prosody is better and there is time. Decisions are made at the first character after a boundary, or, where the
next word matters ("the capital | of France"), when that word is complete: never later, and the same however the stream
is cut into pieces.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.brain.joints import joint_cost, opens_clause
from assistant.brain.sentences import OPENERS, ends_sentence

_SOFT_ENDS = (",", ";", ":", "—", "–", "-", "…", "...")
_OPENING_CLAUSE_WORDS = 3
"""Fewest words before a conjunction at which the first clause may end."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of text to synthesize in one go; it holds at least one letter or digit."""

    text: str
    is_sentence_end: bool


@dataclass(slots=True)
class _Word:
    """A word with the lone punctuation around it ("« Bonjour » !"), as it stands in the text, joined by spaces."""

    text: str = ""
    marks: list[str] = field(default_factory=list)

    @property
    def whole(self) -> str:
        return " ".join([self.text, *self.marks])


class ClauseSplitter:
    """Incremental splitter: `feed` pieces of plain text, then `finish`.

    The clauses' texts joined by a space are the whitespace-normalized input. `first_words` bounds the very first clause,
    `early_words` is how many words the reply must have sounding before commas stop being used as boundaries (0: nobody waits,
    and the first sentence is treated as any other), and a sentence longer than `max_words` is split at its commas.
    """

    def __init__(self, language: str, first_words: int = 6, early_words: int = 12, max_words: int = 25) -> None:
        self._language = language.lower()[:2]
        self._first_words = first_words
        self._early_words = early_words
        self._max_words = max_words
        self._words: list[_Word] = []  # complete words of the clause being gathered
        self._sentence = ""  # the sentence so far, for abbreviations and list numbers
        self._lead: list[str] = []  # lone punctuation that opens the next word
        self._current = ""  # the word being written
        self._given = 0  # words given out in clauses

    def feed(self, piece: str) -> list[Clause]:
        """The clauses that are certain now, in order."""
        clauses: list[Clause] = []
        for char in piece:
            if not char.isspace():
                self._current += char
                if char.isalnum() and not any(c.isalnum() for c in self._current[:-1]):
                    clauses += self._before_word(char)
            elif self._current:
                clauses += self._end_word()
        return clauses

    def whole(self, text: str) -> list[Clause]:
        """All clauses of a text that is known whole."""
        return [*self.feed(text), *self.finish()]

    def finish(self) -> list[Clause]:
        """The rest. A stream without any letter or digit gives nothing."""
        clauses = self._end_word() if self._current else []
        if self._words:
            self._words[-1].marks += self._lead
            self._lead = []
            clauses += self._cut(len(self._words), self._is_over(""))
        return clauses

    # -- the two moments of decision

    def _before_word(self, initial: str) -> list[Clause]:
        """A new word begins, so that everything before it is settled: may the clause end here?"""
        words = self._words
        if not words:
            return []
        following = self._lead[0][0] if self._lead else self._current[0]
        if self._is_over(following):
            self._sentence = ""
            return self._cut(len(words), True)
        count, last = len(words), words[-1].whole
        soft = last.endswith(_SOFT_ENDS) and not (last[-2:-1].isdigit() and initial.isdigit())
        if soft and self._is_early and (self._given == 0 or count >= _OPENING_CLAUSE_WORDS):
            return self._cut(count, False)
        if self._is_first and count >= self._first_words:
            return self._force(self._first_words, initial)
        if count >= self._max_words:
            return self._split_long(initial)
        return []

    def _end_word(self) -> list[Clause]:
        """The word being written is complete: does it open a clause of its own?"""
        word, self._current = self._current, ""
        if not any(char.isalnum() for char in word):
            self._take_mark(word)
            return []
        clauses: list[Clause] = []
        count = len(self._words)
        if self._is_first and count >= _OPENING_CLAUSE_WORDS and opens_clause(word, self._language):
            before = self._words[-1].whole
            if joint_cost(before, word, self._language) <= 0:
                clauses = self._cut(count, False)
        text = " ".join([*self._lead, word])
        self._lead = []
        self._words.append(_Word(text))
        self._sentence = f"{self._sentence} {text}".lstrip()
        return clauses

    # -- helpers

    @property
    def _is_early(self) -> bool:
        return self._given < self._early_words

    @property
    def _is_first(self) -> bool:
        return self._given == 0 and self._is_early

    def _take_mark(self, mark: str) -> None:
        """Lone punctuation goes to the word before it, unless it opens the next one."""
        if self._words and not self._lead and mark[0] not in OPENERS.replace('"', ""):
            self._words[-1].marks.append(mark)
            self._sentence += f" {mark}"
        else:
            self._lead.append(mark)

    def _is_over(self, following: str) -> bool:
        return ends_sentence(self._sentence, following)

    def _cut(self, count: int, is_sentence_end: bool) -> list[Clause]:
        taken, self._words = self._words[:count], self._words[count:]
        self._given += len(taken)
        return [Clause(" ".join(word.whole for word in taken), is_sentence_end)]

    def _force(self, wanted: int, initial: str) -> list[Clause]:
        """Cuts at the least bad joint of the first `wanted` words, or waits a few words more for a tolerable one."""
        costs = self._costs(initial)
        best = min(costs, key=lambda count: (costs[count], -count))
        patient = len(self._words) >= wanted + _OPENING_CLAUSE_WORDS
        if costs[best] >= 9 and not patient:
            return []
        return self._cut(best, False)

    def _split_long(self, initial: str) -> list[Clause]:
        """A sentence that is too long: at its last comma, else, half as long again, at the least bad joint."""
        for count in range(len(self._words), _OPENING_CLAUSE_WORDS, -1):
            if self._words[count - 1].whole.endswith(_SOFT_ENDS):
                return self._cut(count, False)
        if len(self._words) >= self._max_words * 3 // 2:
            return self._force(self._max_words, initial)
        return []

    def _costs(self, initial: str) -> dict[int, int]:
        """How bad it is to cut after each number of words; of the word to come only the first character is known."""
        texts = [word.whole for word in self._words] + [initial]
        fewest = min(2, len(self._words))
        return {
            count: joint_cost(texts[count - 1], texts[count], self._language, partial=count == len(self._words))
            for count in range(fewest, len(self._words) + 1)
        }
