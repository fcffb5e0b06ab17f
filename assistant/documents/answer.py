"""What is said of a passage: the sentence that answers, and where it stands. Pure."""

from __future__ import annotations

import re
from urllib.parse import quote

from assistant.documents import Passage
from assistant.documents.passages import sentences
from assistant.documents.terms import folded, lexicon

SPOKEN_WORDS = 45
"""About fifteen seconds."""
_BRIEF_WORDS = 30
"""Two sentences that have no more are said together: the second one often tells what to do."""
_SOURCE = {"en": "According to {}, {}", "fr": "D'après {}, {}"}


def answer(passage: Passage, language: str, most_words: int = SPOKEN_WORDS) -> str:
    """One or two sentences of the passage, behind its source: "According to Waste collection, glass is collected on Fridays."
    `language`: the one it is said in."""
    said = extract(passage, most_words)
    return _SOURCE.get(language, _SOURCE["en"]).format(passage.title, _continued(said, passage.language))


def extract(passage: Passage, most_words: int = SPOKEN_WORDS) -> str:
    """The best sentence, the next one too where both are short, and no more than `most_words`."""
    said = sentences(passage.text)
    at = said.index(passage.best[0]) if passage.best and passage.best[0] in said else 0
    chosen = said[at]
    following = said[at + 1] if at + 1 < len(said) else ""
    if following and len(f"{chosen} {following}".split()) <= min(_BRIEF_WORDS, most_words):
        chosen = f"{chosen} {following}"
    return _cut(chosen, most_words)


def link(passage: Passage) -> str:
    """The file's address, with the page or the heading in it."""
    part = f"page={passage.page}" if passage.page else _slug(passage.headings[-1]) if passage.headings else ""
    return passage.path.as_uri() + (f"#{quote(part, safe='=-')}" if part else "")


def _cut(text: str, most_words: int) -> str:
    """No longer than that, cut behind a comma where there is one in its second half."""
    words = text.split()
    if len(words) <= most_words:
        return text
    kept = words[:most_words]
    comma = next((at for at in range(most_words - 1, most_words // 2, -1) if kept[at][-1] in ",;:"), most_words - 1)
    return " ".join(kept[: comma + 1]).rstrip(",;:.") + "…"


def _continued(sentence: str, language: str) -> str:
    """As it goes on in the middle of another one: a word that is no name loses its capital."""
    first = re.match(r"[^\W\d_]+", sentence)
    if first is None or first[0] == "I" or folded(first[0].lower()) not in lexicon(language).stop:
        return sentence
    return sentence[0].lower() + sentence[1:]


def _slug(heading: str) -> str:
    """As web pages and editors name the place of a heading."""
    return re.sub(r"[\s_]+", "-", re.sub(r"[^\w\s-]", "", heading.lower())).strip("-")
