"""How words sound, coarsely, and how unlike two sounds are. Pure.

Letters that a recogniser confuses are one, and vowels count half (a weighted edit distance, Wagner and Fischer 1974).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

VOWELS = frozenset("aeiou")
_ALIKE = tuple(
    pair.split(">")
    for pair in "okay>ok ght>ft ph>f ck>k qu>k tch>j ch>j sh>s dg>j gh> x>ks ow>a oo>u ou>u ee>i "
    "ce>se ci>si c>k z>s v>f y>i h>".split()
)
"""Spellings that sound alike, and the letters that stand for both; one after another."""


def sound(text: str) -> str:
    """Letters that stand for how it sounds: no accents, no doubles, one spelling for those that are confused."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if letter.isalnum())
    for spelling, spoken in _ALIKE:
        plain = plain.replace(spelling, spoken)
    return re.sub(r"(.)\1+", r"\1", plain)


@lru_cache(maxsize=256)
def unlikeness(said: str, meant: str) -> float:
    """The cheapest way from one sound to the other, in letters added, left out or replaced; a vowel is half a letter."""
    row = [0.0]
    for letter in meant:
        row.append(row[-1] + weight(letter))
    for spoken in said:
        previous, row = row, [row[0] + weight(spoken)]
        for column, letter in enumerate(meant, 1):
            replaced = 0.0 if spoken == letter else max(weight(spoken), weight(letter))
            row.append(
                min(
                    previous[column] + weight(spoken),
                    row[-1] + weight(letter),
                    previous[column - 1] + replaced,
                )
            )
    return row[-1]


def weight(letter: str) -> float:
    """What one letter more or less counts."""
    return 0.5 if letter in VOWELS else 1.0


def spoken(word: str) -> str:
    """The sound of one word, without the e that ends many and is heard in few; "er" at its end is the a of "mocha"."""
    heard = sound(word.casefold())
    if len(heard) > 3 and heard.endswith("er"):
        return f"{heard[:-2]}a"
    return heard[:-1] if len(heard) > 3 and heard[-1] == "e" and word[-1:] == "e" else heard
