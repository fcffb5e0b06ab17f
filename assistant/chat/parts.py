"""Long answers in parts: cut where somebody would pause, and never inside what is one character to its reader."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator

from assistant.brain.sentences import ends_sentence

_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
_LINE = re.compile(r"\n")
_STOP = re.compile(r"(?<![.!?…؟।])[.!?…؟।](?:[.!?…؟।\"'”’»)\]]|[^\S\n]»)*+(?=\s)|[。！？][」』”’）]*+")
_SPACE = re.compile(r"[^\S\u00a0\u2007\u202f]")  # those that join words are no place to cut
_URL = re.compile(r"(?:https?://|www\.)[^\s。！？，、；：）」』】]+", re.IGNORECASE)
_SENTENCE = 400
"""Characters before a full stop that tell whether it ends a sentence."""

_JOINER = "\u200d"
_JOINED_MARKS = "\u0e33\u0eb3\u200c\u200d\uff9e\uff9f"
"""Marks that Unicode counts as letters or formats."""
_FLAGS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
"""Letters of which two are a flag."""


def utf16(text: str) -> int:
    """How long it is as Telegram and Messenger count: in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, most: int, measure: Callable[[str], int] = len) -> list[str]:
    """`text` in parts of at most `most`, as `measure` counts, which counts at least 1 a character, and more for more.

    Cut at the end of a paragraph, else of a sentence or line, else at a space; only where there is none of them inside a word,
    but not inside an address (URL) that fits into a part. All that is lost is white space. A character that alone is longer
    than `most` is a part by itself.
    """
    parts, rest = [], text.strip()
    while measure(rest[: most + 1]) > most:
        window = range(min(len(rest), most) + 1)
        end = bisect_right(window, most, key=lambda length: measure(rest[:length])) - 1
        cut = _cut(rest, max(end, 1), lambda piece: measure(piece) <= most)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest] if rest else parts


def _cut(text: str, end: int, fits: Callable[[str], bool]) -> int:
    """Where to cut: behind at least one character, and at most `end`."""
    paragraph, sentence = _last(_paragraphs(text, end)), max(_last(_lines(text, end)), _sentence(text, end))
    for cut in (paragraph, sentence):
        if cut * 4 >= end:  # a heading alone is not worth a message
            return cut
    return paragraph or sentence or _last(_spaces(text, end)) or _within_word(text, end, fits)


def _last(cuts: Iterator[int]) -> int:
    return max(cuts, default=0)


def _paragraphs(text: str, end: int) -> Iterator[int]:
    return _starts(_PARAGRAPH, text, end)


def _lines(text: str, end: int) -> Iterator[int]:
    return _starts(_LINE, text, end)


def _spaces(text: str, end: int) -> Iterator[int]:
    return _starts(_SPACE, text, end)


def _starts(pattern: re.Pattern[str], text: str, end: int) -> Iterator[int]:
    """Where white space begins at which may be cut."""
    for found in pattern.finditer(text):
        if found.start() > end:
            return
        if not _joined(text, found.end()):
            yield found.start()


def _sentence(text: str, end: int) -> int:
    """Behind the last sentence that ends within `end`; 0: none does."""
    for found in reversed(list(_STOP.finditer(text, 0, end + 1))):
        cut = found.end()
        if cut <= end and not _joined(text, cut) and _ends(text, cut):
            return cut
    return 0


def _ends(text: str, cut: int) -> bool:
    if not text[cut].isspace():  # a full-width stop, which always ends it
        return True
    start = max(text.rfind("\n", 0, cut) + 1, cut - _SENTENCE)
    following = text[cut : cut + 64].lstrip()[:1]
    return ends_sentence(text[start:cut].strip(), following)


def _within_word(text: str, end: int, fits: Callable[[str], bool]) -> int:
    for address in _URL.finditer(text):
        if address.start() >= end:
            break
        if address.start() > 0 and end < address.end() and fits(address[0]):
            return address.start()
    return next((cut for cut in range(end, 0, -1) if not _joined(text, cut)), 0) or _not_halved(text, end)


def _not_halved(text: str, end: int) -> int:
    """One character with more marks than there is room for: cut between them."""
    return end - 1 if end > 1 and _halves(text[end - 1], text[end]) else end


def _joined(text: str, at: int) -> bool:
    """Whether what stands around `at` is one character to its reader. After Unicode's annex 29, extended grapheme clusters."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before == "\r":
        return after == "\n"
    if before == _JOINER or _is_mark(after) or _halves(before, after):
        return True
    if before in _FLAGS and after in _FLAGS:
        return (at - len(text[:at].rstrip(_FLAGS))) % 2 == 1
    if "\u1100" <= before <= "\u11ff" or "\uac00" <= before <= "\ud7a3":  # the letters of a Korean syllable
        return "\u1160" <= after <= "\u11ff" or (before <= "\u115f" and "\u1100" <= after <= "\u115f")
    return unicodedata.combining(before) == 9 and after.isalpha()  # an Indian conjunct


def _is_mark(char: str) -> bool:
    tone_or_tag = "\U0001f3fb" <= char <= "\U0001f3ff" or "\U000e0020" <= char <= "\U000e007f"
    return tone_or_tag or char in _JOINED_MARKS or unicodedata.category(char).startswith("M")


def _halves(before: str, after: str) -> bool:
    return "\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff"
