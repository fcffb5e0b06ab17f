"""Words as an index knows them: without accents and endings, without those that tell nothing; and words of like meaning.

Endings are taken off by the Snowball stemmers. What is told of each language stands in `words/`. Pure, but for reading these.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

import snowballstemmer

LANGUAGES = ("en", "fr")
"""Those whose endings and synonyms are known. Of other languages a word is found as it is written."""

Phrase = tuple[str, ...]
"""Terms that stand side by side."""

_WORDS = Path(__file__).with_name("words")
_SNOWBALL = {"en": "english", "fr": "french"}
_WORD = re.compile(r"[^\W_]+|€")
_UNACCENTED = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_LONGEST_WORD = 40
_LEAST_SHARE = 0.12
"""Of a text's words that are stop words of its language."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is known of a language."""

    stop: frozenset[str]
    """Words, folded, that tell nothing."""
    light: frozenset[str]
    """Terms that tell little."""
    alike: Mapping[Phrase, frozenset[Phrase]]
    """What else a thing may be called."""


def words(text: str) -> list[str]:
    """The words of a text in lower case, with their accents."""
    return [word[:_LONGEST_WORD] for word in _WORD.findall(text.lower())]


@lru_cache(maxsize=100_000)
def folded(word: str) -> str:
    """A word in lower case without its accents."""
    if word.isascii():
        return word
    plain = unicodedata.normalize("NFD", word.translate(_UNACCENTED).replace("€", "euro"))
    return "".join(char for char in plain if not unicodedata.combining(char))


@lru_cache(maxsize=100_000)
def term(word: str, language: str) -> str:
    """A word of `words` as the index knows it: the same for all its forms, with its accents or without."""
    if language not in _SNOWBALL:
        return folded(word)
    stem = folded(_stemmer(language).stemWord(word))
    # Without its accent "fermé" is cut less: the final e makes them meet.
    return stem[:-1] if language == "fr" and len(stem) > 3 and stem.endswith("e") else stem


def terms(text: str, language: str) -> list[str]:
    """What is indexed of a text: the terms of all words that tell something, in their order."""
    stop = lexicon(language).stop
    return [term(word, language) for word in words(text) if folded(word) not in stop]


def language_of(text: str) -> str:
    """The language of a text, by its stop words; empty if it is none of `LANGUAGES`, or too short to tell."""
    found = [folded(word) for word in words(text[:20_000])]
    shares = {
        code: sum(1 for word in found if word in _own_stop_words(code)) / max(len(found), 1) for code in LANGUAGES
    }
    best = max(shares, key=lambda code: shares[code])
    return best if shares[best] >= _LEAST_SHARE else ""


@cache
def fingerprint(more: str = "") -> int:
    """Another 31-bit number when `terms` may give another result than before; `more` is what else it is to depend on."""
    listed = "".join((_WORDS / f"{code}.txt").read_text(encoding="utf-8") for code in LANGUAGES)
    return zlib.crc32(f"{more} {version('snowballstemmer')} {listed}".encode()) >> 1


@cache
def lexicon(language: str) -> Lexicon:
    """Of a language; an empty one if it is none of `LANGUAGES`."""
    if language not in LANGUAGES:
        return Lexicon(frozenset(), frozenset(), {})
    stop = frozenset(map(folded, _listed(language, "stop")))
    light = frozenset(term(word, language) for word in _listed(language, "light"))
    return Lexicon(stop, light, _alike(language, stop))


def _alike(language: str, stop: frozenset[str]) -> Mapping[Phrase, frozenset[Phrase]]:
    found: dict[Phrase, set[Phrase]] = {}
    for line in _lines(_WORDS / f"{language}_alike.txt"):
        entries = (
            tuple(term(word, language) for word in words(entry) if folded(word) not in stop)
            for entry in line.split(",")
        )
        group = {entry for entry in entries if entry}
        for entry in group:
            found.setdefault(entry, set()).update(group - {entry})
    return {entry: frozenset(others) for entry, others in found.items()}


@cache
def _own_stop_words(language: str) -> frozenset[str]:
    """Those that no other language has."""
    others = (lexicon(other).stop for other in LANGUAGES if other != language)
    return lexicon(language).stop.difference(*others)


def _listed(language: str, kind: str) -> Iterator[str]:
    for line in _lines(_WORDS / f"{language}.txt"):
        name, _, listed = line.partition(":")
        if name == kind:
            yield from (part for word in listed.split() for part in words(word))


def _lines(path: Path) -> Sequence[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@cache
def _stemmer(language: str) -> snowballstemmer.SnowballStemmer:
    return snowballstemmer.stemmer(_SNOWBALL[language])
