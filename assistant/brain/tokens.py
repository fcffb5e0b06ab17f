"""Text as words, so that what a person says, what a recogniser writes and what a template spells meet.

Case, accents, typographic apostrophes, hyphens inside words and punctuation make no difference: "Mets-moi", "mets moi" and
"METS MOI," are the same two words. Elisions and clitics are words of their own ("l'", "heure"; "what", "'s"), so are figures
and the letters behind them ("6h50": "6", "h", "50"), and signs that are said ("%", "+").
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_APOSTROPHES = re.compile("[’‘ʼ´`]")
_WORD = re.compile(
    r"""
      (?P<initials> (?<![^\W_]) (?:[^\W\d_]\.)+[^\W\d_]\b\.? | (?<=\d)\s?[ap]\.m\b\.?)  # a.m., u.s.a.
    | [0-9]+(?:[.,:][0-9]+)*                                            # 1,000  3.5  7:30
    | '(?:s|t|re|ve|ll|d|m)\b                                           # what's, we're
    | [^\W\d_]+(?:'(?!(?:s|t|re|ve|ll|d|m)\b)(?=[^\W\d_]))?             # a word; l', d', qu'
    | (?<![^\W_])[-−](?=\s?[0-9])                                       # a minus, not a hyphen
    | [-−](?=\s) (?<=\s[-−])
    | [%+*/=°€$£×÷√½¼¾²³^]
    """,
    re.VERBOSE,
)
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "−": "-"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word without accents, and where it stands in the lowered text."""

    text: str
    start: int
    end: int


def lowered(text: str) -> str:
    """`text` in lower case on one line, with straight apostrophes: what slots of free text are cut from."""
    return _APOSTROPHES.sub("'", " ".join(unicodedata.normalize("NFC", text).lower().split()))


def tokens(text: str) -> list[Token]:
    """The words of a `lowered` text."""
    return [Token(_folded(match), match.start(), match.end()) for match in _WORD.finditer(text)]


def words(text: str) -> list[str]:
    """The words of any text."""
    return [token.text for token in tokens(lowered(text))]


def canonical(piece: str) -> str:
    """A piece of a template as its words, one blank apart. A blank at an end says that a word ends there."""
    text = unicodedata.normalize("NFC", _APOSTROPHES.sub("'", piece)).lower()
    elided = text.endswith("'") and text[-2:-1].isalpha()
    found = tokens(f"{text}e")[:-1] if elided else tokens(text)
    if not found:
        return " " if text else ""
    first, last = found[0], found[-1]
    before = " " if first.start > 0 or not first.text[0].isalnum() else ""
    after = " " if last.end < len(text) or not last.text[-1].isalnum() else ""
    return before + " ".join(token.text for token in found) + after


def _folded(match: re.Match[str]) -> str:
    text = match[0].translate(_LIGATURES)
    if match["initials"]:
        text = "".join(text.replace(".", "").split())
    if text.isascii() or text in "½¼¾²³":
        return text
    plain = unicodedata.normalize("NFD", text)
    return "".join(char for char in plain if not unicodedata.combining(char))
