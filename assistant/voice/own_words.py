"""Did we say that ourselves? Pure comparison of what was heard with what the speaker is saying."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_SHARE = 0.6
"""Share of the words heard that must be among those spoken, in their order, to be our own. An echo is recognised badly."""


def is_echo(heard: str, spoken: str) -> bool:
    """Whether a transcript is what the speaker was saying at that time, or a part of it. Without words it is."""
    words, own = _words(heard), _words(spoken)
    if not words:
        return True
    matched = sum(block.size for block in SequenceMatcher(None, words, own, autojunk=False).get_matching_blocks())
    return matched >= _SHARE * len(words)


def says(phrase: str, spoken: str) -> bool:
    """Whether the speaker is saying a phrase: all its words in a row, or run together."""
    return bool(phrase.strip()) and "".join(_words(phrase)) in "".join(_words(spoken))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())
