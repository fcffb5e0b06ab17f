"""Splits a document's blocks into passages: pieces of about the length of a spoken answer and its surroundings. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from assistant.brain.sentences import ends_sentence
from assistant.documents.content import Block

ENOUGH_WORDS = 60
"""A passage of so many words takes no further block."""
MOST_WORDS = 120
_LONGEST_WORD = 80
_ENDS = ".!?:;…"


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage, before it has a document."""

    text: str
    """One line; every block ends like a sentence."""
    headings: tuple[str, ...]
    line: int | None
    page: int | None


def split(blocks: Iterable[Block]) -> Iterator[Piece]:
    """Blocks under one heading, on one page, put together up to `ENOUGH_WORDS`, and cut between sentences at `MOST_WORDS`."""
    for (headings, page), group in groupby(blocks, key=lambda block: (block.headings, block.page)):
        parts: list[str] = []
        count = 0
        line: int | None = None
        for block in group:
            for part in _cut(block.text):
                length = len(part.split())
                if parts and (count >= ENOUGH_WORDS or count + length > MOST_WORDS):
                    yield Piece(" ".join(parts), headings, line, page)
                    parts, count = [], 0
                line = line if parts else block.line
                parts.append(part)
                count += length
        if parts:
            yield Piece(" ".join(parts), headings, line, page)


def sentences(text: str) -> list[str]:
    """The sentences of a text on one line; one that has no end is cut at `MOST_WORDS`."""
    found: list[str] = []
    words: list[str] = []
    said = text.split()
    for word, following in zip(said, [*said[1:], ""], strict=True):
        words.append(word)
        if word[-1] not in ".!?…。؟！？»”\")]’'" and len(words) < MOST_WORDS:
            continue
        if len(words) >= MOST_WORDS or ends_sentence(" ".join(words), following[:1]):
            found.append(" ".join(words))
            words = []
    return [*found, " ".join(words)] if words else found


def _cut(text: str) -> Iterator[str]:
    """A block in parts of at most `MOST_WORDS`, each ending like a sentence."""
    text = _ended(_broken(text))
    if len(text.split()) <= MOST_WORDS:
        yield text
        return
    parts: list[str] = []
    count = 0
    for sentence in sentences(text):
        length = len(sentence.split())
        if parts and count + length > MOST_WORDS:
            yield " ".join(parts)
            parts, count = [], 0
        parts.append(sentence)
        count += length
    if parts:
        yield " ".join(parts)


def _ended(text: str) -> str:
    return text if text.rstrip("\"'”’»)]")[-1:] in _ENDS else f"{text}."


def _broken(text: str) -> str:
    """What has no blanks for very long is no word: it is broken, or a passage could be of any size."""
    return re.sub(rf"\S{{{_LONGEST_WORD}}}(?=\S)", lambda found: f"{found[0]} ", text)
