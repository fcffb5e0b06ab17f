"""Where a sentence ends, decided with the least that must be known of what follows.

The `sentence-stream` package was looked at first. It takes every capitalised word of up to three letters before a full
stop for an abbreviation ("Yes. It is." stays one sentence), ends sentences at "e.g. Paris", and keeps the unfinished
sentence to itself, from which the first clause must be cut. Hence this small rule, shared by the spoken budget and the
clause splitter.
"""

from __future__ import annotations

import re

CLOSERS = "\"'”’»)]"
OPENERS = "\"'“‘«([¿¡"

_TAIL = re.compile(r"(?:^|\s)([^\s]*?)([.!?…؟।。！？]+)((?:\s?»|[\"'”’)\]])*)$")
_DOTTED = re.compile(r"(?:[^\W\d_]\.-?)+[^\W\d_]$")
_SHORTENED = frozenset(
    "dr mr mrs ms prof gen col sgt capt lt rev hon st ste mt vs viz approx dept est fig vol ch pp ex env cf av apr bd "
    "tél tel art chap éd hab mm jan feb aug sept oct nov dec janv févr avr juil déc min max".split()
)
"""Words that a full stop shortens and that do not end a sentence, without their full stop."""
_MAY_END = frozenset(("etc", "inc", "ltd", "co", "jr", "sr", "a.m", "p.m", "j.-c"))
"""Shortened words with which a sentence often ends: the next word's capital decides."""


def ends_sentence(sentence: str, following: str) -> bool:
    """Whether a sentence is over.

    `sentence` is the sentence so far, without whitespace around it; `following` is the first character that comes after
    the whitespace behind it, empty where the text is over. Decimals, abbreviations, initials, list numbers and "..." do
    not end a sentence.
    """
    tail = _TAIL.search(sentence)
    if tail is None or (following and following in CLOSERS and following not in OPENERS):
        return False
    word, marks, closers = tail.groups()
    if marks == ".":
        return _stop_ends(sentence, word.lstrip(OPENERS), following)
    if not marks.strip(".…"):
        return False
    return not (closers and following.islower())


def _stop_ends(sentence: str, word: str, following: str) -> bool:
    """The rule for a single full stop behind `word`."""
    lowered = word.lower()
    if lowered in _MAY_END:
        return not following.islower() and not following.isdigit()
    if lowered in _SHORTENED or (lowered in ("no", "p") and following.isdigit()):
        return False
    if not following:
        return True
    if _is_initial(word) or _DOTTED.search(word):
        return False
    if word.isdigit() and len(word) <= 2 and sentence == f"{word}.":
        return False
    return not following.islower() or sentence[0].islower()


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isalpha() and word.isupper() and word != "I"


class SpokenBudget:
    """Lets text through until `max_sentences` sentences are complete, and cuts there.

    The end of a sentence shows at the first character of the next one. Whitespace is held back until then, so that the
    text that passed never ends in it, and is the same whatever the pieces.
    """

    def __init__(self, max_sentences: int) -> None:
        self._left = max_sentences
        self._sentence = ""
        self._held = ""

    @property
    def done(self) -> bool:
        """True once the budget is used: the model may stop."""
        return self._left <= 0

    def feed(self, piece: str) -> str:
        """The part of `piece` (and of whitespace held back before it) that is within the budget."""
        passed = []
        for char in piece:
            if self.done:
                break
            passed.append(self._step(char))
        return "".join(passed)

    def _step(self, char: str) -> str:
        if char.isspace():
            self._held += char
            return ""
        held, self._held = self._held, ""
        if held and ends_sentence(self._sentence, char):
            self._sentence = ""
            self._left -= 1
            if self.done:
                return ""
        elif held and self._sentence:
            self._sentence += " "
        self._sentence += char
        return held + char


def complete(text: str) -> str:
    """`text` cut behind its last complete sentence; all of it where it holds none (an answer that ran out of tokens)."""
    start = end = 0
    for word in re.finditer(r"\S+", text):
        following = text[word.end() :].lstrip()[:1]
        if ends_sentence(" ".join(text[start : word.end()].split()), following):
            start = end = word.end()
    return text[:end].lstrip() if end else text.strip()
