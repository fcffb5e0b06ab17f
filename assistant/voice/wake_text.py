"""A transcript without the wake word at its beginning, however the recogniser spelled it. Pure.

Words are compared by sound. The cut is only ever between two words, so that "Alexander the Great" keeps its Alexa.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from assistant.brain.sounds import VOWELS, sound, unlikeness

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CLOSING = ",.;:!?…-–—"
_BETWEEN = _CLOSING + " \t\n'\"’”“‘«»()[]¿¡"
"""What may stand between the wake word and the request, and belongs to neither."""
_CALLS = frozenset("hey hi hello oh ah um uh so and ok okay yo".split())
"""What people say before the name of whom they call."""
_MOST_UNLIKE = 2.0
"""Letters that differ at the most, in a long phrase too."""
_NEVER = -1.0
_OTHER_TALK = 6
"""Words that nobody says in the second of sound from before a wake word that is kept."""
_SHORTEST_END = 2
"""Letters that the end of a wake word has at least before a comma."""
_PLAIN_END = 4
"""The same where the request follows at once."""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    end: int
    """Where it ends in the transcript."""
    closed: bool
    """Whether punctuation, or nothing, follows."""


def without_wake_word(text: str, phrases: Iterable[str]) -> str:
    """What was said after the wake word; `text` as it is when it does not begin with one of `phrases`.

    A phrase is left out when it is whole, misspelt, torn apart, called ("oh Alexa") or said twice, and so is the end of one
    whose beginning was not recorded ("Jarvis, what time is it?" for "hey jarvis"). A few words of other talk may come
    before a whole one.
    """
    known = [tuple(word.lower() for word in _WORD.findall(phrase)) for phrase in phrases]
    most = max((len(phrase) for phrase in known), default=0) + 2
    words = list(islice(_words(text), 2 * most + _OTHER_TALK))
    cut = max((_cut(words, phrase) or _later(words, phrase) for phrase in known if phrase), default=0)
    if not cut:
        return text
    rest = text[words[cut - 1].end :].lstrip(_BETWEEN)
    return rest[:1].upper() + rest[1:]


def _words(text: str) -> Iterator[_Word]:
    for found in _WORD.finditer(text):
        after = text[found.end() :].lstrip()[:1]
        yield _Word(found.group().lower(), found.end(), not after or after in _CLOSING)


def _cut(words: Sequence[_Word], phrase: Sequence[str]) -> int:
    """How many words at the beginning are the wake word."""
    cut = _whole(words, phrase) or _called(words, phrase) or _ending(words, phrase)
    if cut and (again := _whole(words[cut:], phrase, exactly=True)):
        return cut + again
    return cut


def _later(words: Sequence[_Word], phrase: Sequence[str]) -> int:
    """How many words are other talk and the wake word after it, of which every letter has to sound right; more has to follow,
    or it may be what the talk is about."""
    for first in range(1, min(len(words), _OTHER_TALK)):
        cut = _whole(words[first:], phrase, exactly=True)
        if cut and first + cut < len(words):
            return first + cut
    return 0


def _called(words: Sequence[_Word], phrase: Sequence[str]) -> int:
    if not words or words[0].text not in _CALLS:
        return 0
    cut = _whole(words[1:], phrase)
    return cut and cut + 1


def _whole(words: Sequence[_Word], phrase: Sequence[str], *, exactly: bool = False, part: bool = False) -> int:
    """How many words at the beginning sound like `phrase`, which is a `part` of a wake word or a whole one."""
    meant = sound("".join(phrase))
    best, chosen = float("inf"), 0
    for count, word in enumerate(words[: len(phrase) + 1], 1):
        said = sound("".join(each.text for each in words[:count]))
        torn = count > len(phrase)
        unlike = unlikeness(said, meant)
        if unlike < best and unlike <= _allowed(said, meant, torn=torn, closed=word.closed, part=part):
            best, chosen = unlike, count
            if word.closed:
                break  # what follows a comma is not the rest of a name
    return 0 if exactly and best > 0 else chosen


def _allowed(said: str, meant: str, *, torn: bool, closed: bool, part: bool) -> float:
    """How unlike a phrase the words may be. Short names resemble too much; a comma after them makes them more likely. Less
    than a whole name ("Alex" for "Alexa") may be another, and so may several words that are part of one ("my craft")."""
    if said[:1] != meant[:1] and not VOWELS.issuperset(said[:1] + meant[:1]):
        return _NEVER
    if not closed and ((said != meant and meant.startswith(said)) or (torn and part)):
        return _NEVER
    share = 0.2 if torn else 0.45 if closed else 0.25 if part else 0.3
    return min(_MOST_UNLIKE, share * (len(meant) - 2))


def _ending(words: Sequence[_Word], phrase: Sequence[str]) -> int:
    """How many words at the beginning are the end of the wake word: its last words by sound, its last letters exactly."""
    for first in range(1, len(phrase)):
        if cut := _whole(words, phrase[first:], part=True):
            return cut
    letters = "".join(phrase)
    said = words[0].text if words else ""
    if letters.endswith(said) and len(said) >= (_SHORTEST_END if words and words[0].closed else _PLAIN_END):
        return 1
    return 0
