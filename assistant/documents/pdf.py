"""PDF: the text of its pages, in the order in which it was laid out."""

from __future__ import annotations

import io
import logging

from assistant.documents.content import Builder, Content, Unreadable
from assistant.documents.plain import add_text

_MOST_PAGES = 2000
_MOST_CHARACTERS = 20_000_000


def pdf(data: bytes) -> Content:
    """All pages that have text. Raises `Unreadable` when it is encrypted, broken, or no PDF. How long it takes and how much
    memory is the file's to say: whoever calls it sets limits."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it complains about every flaw that it then overcomes
    builder = Builder()
    try:
        reader = PdfReader(io.BytesIO(data))
        # Many are encrypted against changes only, and open with an empty password.
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("is encrypted; save it without a password")
        title = str((reader.metadata and reader.metadata.title) or "")
        if _is_title(title):
            builder.heading(1, title)
        left = _MOST_CHARACTERS
        for number, page in enumerate(reader.pages[:_MOST_PAGES], 1):
            text = page.extract_text()[:left]
            left -= len(text)
            add_text(builder, text, page=number)
    except (Unreadable, MemoryError, TimeoutError):
        raise
    except PyPdfError as error:
        raise Unreadable(f"is no PDF that can be read ({error}); save it again") from error
    except Exception as error:  # a damaged file makes the library stumble anywhere
        raise Unreadable(f"is damaged ({type(error).__name__}: {error}); save it again") from error
    return builder.content()


def _is_title(text: str) -> bool:
    """Programs write file names and "untitled" there."""
    words = text.split()
    return 1 < len(words) <= 12 and "." not in words[-1] and "untitled" not in text.lower()
