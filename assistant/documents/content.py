"""What a reader of a format finds in a file."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.documents.clean import clean
from assistant.errors import ColibriError

_MOST_HEADING_WORDS = 16


class Unreadable(ColibriError):
    """A file that cannot be read as its format. The message follows the file's name: "is encrypted; ..."."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, an item of a list, a row of a table: clean text on one line."""

    text: str
    headings: tuple[str, ...] = ()
    """Those it stands under, the widest first, without the document's title."""
    line: int | None = None
    """In the file, from 1 on."""
    page: int | None = None
    """Of a PDF, from 1 on."""


@dataclass(frozen=True, slots=True)
class Content:
    """A whole file."""

    title: str
    """Empty when the file does not say."""
    blocks: tuple[Block, ...]


class Builder:
    """Collects blocks, and keeps account of the headings they stand under."""

    def __init__(self) -> None:
        self.title = ""
        self._blocks: list[Block] = []
        self._headings: list[tuple[int, str]] = []

    def heading(self, level: int, text: str) -> None:
        """A heading, 1 for the widest. The first one of the file is its title when nothing stands before it."""
        text = " ".join(clean(text).split()[:_MOST_HEADING_WORDS])
        if not text:
            return
        if not self.title and not self._blocks and not self._headings:
            self.title = text
            return
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        self._headings.append((level, text))

    def block(self, text: str, *, line: int | None = None, page: int | None = None) -> None:
        """Some text under the headings so far; text without a letter or a figure is left out."""
        text = clean(text)
        if any(char.isalnum() for char in text):
            headings = tuple(heading for _, heading in self._headings if heading != self.title)
            self._blocks.append(Block(text, headings, line, page))

    def content(self) -> Content:
        return Content(self.title, tuple(self._blocks))
