"""Plain text: paragraphs, items, and lines that look like headings."""

from __future__ import annotations

import re

from assistant.documents.content import Builder, Content

_RULE = re.compile(r"\s*([=\-~*_#])\1{2,}\s*")
_BULLET = re.compile(r"\s*[-*•–·]\s+(?=\S)")
_NUMBERED = re.compile(r"\s*\d{1,2}[.)]\s+(?=\S)")
_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[IVX]{1,4}[.)]|[A-Za-z][.)])\s+(?=\S)")
_HASHES = re.compile(r"#{1,6}\s+(?=\S)")
_MOST_WORDS = 9


def plain(text: str) -> Content:
    """Paragraphs are parted by empty lines; a heading is underlined, in capitals, or the short first line."""
    builder = Builder()
    add_text(builder, text)
    return builder.content()


def add_text(builder: Builder, text: str, page: int | None = None) -> None:
    """Add plain text. `page`: which one it is, of a PDF; lines are not counted there."""
    lines = text.splitlines()
    paragraph: list[str] = []
    first = 1

    def flush() -> None:
        builder.block(_joined(paragraph), line=None if page else first, page=page)
        paragraph.clear()

    for at, line in enumerate(lines):
        following = lines[at + 1] if at + 1 < len(lines) else ""
        if not line.strip() or _RULE.fullmatch(line):
            flush()
        elif not paragraph and _is_heading(line, following, first_line=not any(map(str.strip, lines[:at]))):
            builder.heading(2 if builder.title else 1, _HASHES.sub("", line.strip()).rstrip(":"))
        else:
            # A figure at the beginning of a line may also end the sentence of the line before it.
            begins = not paragraph or paragraph[-1].rstrip()[-1:] in ".!?:;"
            item = _BULLET.match(line) or (_NUMBERED.match(line) if begins else None)
            if item:
                flush()
            if not paragraph:
                first = at + 1
            paragraph.append(line[item.end() :] if item else line)
    flush()


def _joined(lines: list[str]) -> str:
    """Lines as one; a word that a hyphen broke is whole again."""
    text = "\n".join(line.strip() for line in lines)
    return re.sub(r"(?<=[^\W\d_])-\n(?=[a-zà-ÿ])", "", text).replace("\n", " ")


def _is_heading(line: str, following: str, *, first_line: bool) -> bool:
    """Of a line that may begin a paragraph. `following`: the line behind it."""
    text = line.strip()
    if _RULE.fullmatch(following) or _HASHES.match(text):
        return len(text.split()) <= _MOST_WORDS
    text = _NUMBER.sub("", text)
    if not text or len(text.split()) > _MOST_WORDS or text[-1] in ".,;!?" or not text[0].isalnum():
        return False
    if not any(char.isalpha() for char in text):
        return False
    if text.isupper():
        return True
    if not following.strip():
        return first_line or text.endswith(":") or _is_titled(text)
    # In a paragraph the first line is filled: a short one before a longer one that begins anew stands above it.
    return _is_titled(text) and following.strip()[0].isupper() and len(following) > 2 * len(line)


def _is_titled(text: str) -> bool:
    """A short line that begins with a capital and holds no figure: a heading rather than a fact."""
    return text[0].isupper() and len(text.split()) <= 6 and not any(char.isdigit() for char in text) and ":" not in text
