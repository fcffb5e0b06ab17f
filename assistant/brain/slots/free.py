"""Free text: as it was said."""

from __future__ import annotations

import re

from assistant.brain.tokens import lowered, tokens

_ARTICLES = {
    "en": re.compile(r"(?:(?:the|an?|some|any|my|our)\s+(?:more\s+)?)(?=\w)"),
    "fr": re.compile(
        r"(?:(?:les?|la|une?|des|du|mon|ma|mes|notre|nos)\s+|de\s+(?:la\s+|l')|de\s+(?=\w)|d'(?=\w)|l')(?=\w)"
    ),
}


def cleaned(kind: str, text: str, language: str, most_words: int) -> str | None:
    """`text` in lower case without the punctuation around it, and for items and names without a leading article; None if no
    word is left, or too many are."""
    text = lowered(text[: most_words * 40])
    found = tokens(text)
    if not found or len(found) > most_words or len(text) >= most_words * 40:
        return None
    text = text[found[0].start : found[-1].end]
    if kind != "text" and (article := _ARTICLES.get(language)):
        text = article.sub("", text, count=1) if article.match(text) else text
    return text or None
