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
    """Whether the speaker is saying a phrase: whole words in a row that make it up, however they are divided."""
    wanted, words = "".join(_words(phrase)), _words(spoken)
    runs = ("".join(words[first:last]) for first in range(len(words)) for last in range(first + 1, len(words) + 1))
    return bool(wanted) and wanted in runs


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())
