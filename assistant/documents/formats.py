"""A file as blocks of plain text, each with the headings it stands under. One function a format, by the end of the file's name."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from pathlib import Path

from assistant.documents.content import Content, Unreadable
from assistant.documents.html import html
from assistant.documents.markdown import markdown
from assistant.documents.pdf import pdf
from assistant.documents.plain import plain

MOST_BYTES = 64 * 2**20
"""Of a file; a larger one is a film or a backup that has the wrong name."""
_MOST_TEXT_BYTES = 8 * 2**20
"""Of a file that is not a PDF: three thousand pages."""
_ODD_SHARE = 0.05


def text(read: Callable[[str], Content]) -> Callable[[bytes], Content]:
    """A format of text, of which only the encoding has to be found out."""
    return lambda data: read(decoded(data))


FORMATS: Mapping[str, Callable[[bytes], Content]] = {
    ".md": text(markdown),
    ".markdown": text(markdown),
    ".txt": text(plain),
    ".text": text(plain),
    ".html": text(html),
    ".htm": text(html),
    ".xhtml": text(html),
    ".pdf": pdf,
}


def supported(path: Path) -> bool:
    """Whether the end of its name is that of a format."""
    return path.suffix.lower() in FORMATS


def read(path: Path) -> tuple[bytes, Content]:
    """What is in a file: its bytes and its text. Raises `Unreadable`, which says why and what to do, and `OSError`."""
    size, suffix = path.stat().st_size, path.suffix.lower()
    most = MOST_BYTES if suffix == ".pdf" else _MOST_TEXT_BYTES
    if size > most:
        raise Unreadable(f"is too large ({size / 2**20:.0f} MB; at most {most // 2**20} MB); split it")
    data = path.read_bytes()
    content = FORMATS[suffix](data)
    if not any(char.isalnum() for block in content.blocks for char in block.text):
        raise Unreadable("holds no text; if it is a scan, have its text recognised first")
    return data, content


def decoded(data: bytes) -> str:
    """The text of `data`: UTF-8 or UTF-16, else that of Windows in western Europe. Raises `Unreadable` if it is no text."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    try:
        found = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        found = data.decode("cp1252", errors="replace")
    odd = sum(1 for char in found[:20_000] if (char < " " and char not in "\t\n\r\f\v\x1b") or char == "\ufffd")
    if odd > _ODD_SHARE * min(len(found), 20_000):
        raise Unreadable("is not text, whatever its name says; remove it or give it its right name")
    return found
