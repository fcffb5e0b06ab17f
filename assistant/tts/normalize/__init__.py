"""Text for the ear: what is written with digits, signs and abbreviations, as words that a voice reads right."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from assistant.tts.normalize import en, fr
from assistant.tts.normalize.grammar import Rule
from assistant.tts.normalize.rules import build, plain_digits

_GRAMMARS = {"en": en.GRAMMAR, "fr": fr.GRAMMAR}
_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
_FIXED_SPACES = frozenset("\u00a0\u202f\u2009")
"""Spaces that stand between thousands."""
_SPACES = re.compile(" {2,}")
_MARKUP = re.compile(r"[*_`#|~\\^{}\[\]<>]+")


@cache
def _rules(language: str) -> tuple[Rule, ...]:
    return build(_GRAMMARS[language])


def normalize(text: str, language: str) -> str:
    """`text` as words, in `language` ("en", "fr-FR", …): without digits in English and French, on one line.

    Acronyms are left as they are, for the voice spells them. Text of another language only loses markup and control
    characters. Never raises; text that is words already is returned as it is.
    """
    text = _visible(text)
    code = language.lower().replace("_", "-").split("-")[0]
    if code not in _GRAMMARS:
        return " ".join(_MARKUP.sub(" ", text).split())
    text = plain_digits(_SPACES.sub(" ", text))
    for pattern, replace in _rules(code):
        text = pattern.sub(replace, text)
    return " ".join(text.split())


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    kept = (
        "\u00a0" if char in _FIXED_SPACES else " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", text)
    )
    return "".join(char for char in kept if unicodedata.category(char) not in _INVISIBLE)
