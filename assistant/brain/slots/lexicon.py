"""The words that numbers are made of, by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Numerals:
    """Without accents, as `tokens.words` gives them."""

    small: Mapping[str, int]
    """Words of numbers below twenty."""
    tens: Mapping[str, int]
    teens_after: frozenset[int]
    """Tens that may be followed by ten to nineteen: "soixante-dix-sept"."""
    hundred: frozenset[str]
    scales: Mapping[str, int]
    joins: frozenset[str]
    """Words that may stand between parts: "and", "et"."""
    articles: frozenset[str]
    """Words before "hundred", "half" and the like that mean one."""
    minus: frozenset[str]
    point: frozenset[str]
    fractions: Mapping[str, float]
    ordinals: Mapping[str, str]
    """Ordinals that are not their cardinal with an ending, and that cardinal."""
    ordinal_endings: tuple[tuple[str, str], ...]
    """Endings, and what stands there in the cardinal."""
    ordinal_marks: frozenset[str]
    """Behind figures: "3rd"."""
    comma_decimal: bool
    """Whether "3,500" is three and a half."""


_EN_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_FR_SMALL = "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"

ENGLISH = Numerals(
    small={word: value for value, word in enumerate(_EN_SMALL.split())} | {"oh": 0, "dozen": 12},
    tens=dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True)),
    teens_after=frozenset(),
    hundred=frozenset(("hundred", "hundreds")),
    scales={"thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12},
    joins=frozenset(("and",)),
    articles=frozenset(("a", "an", "one")),
    minus=frozenset(("minus", "negative", "-")),
    point=frozenset(("point", "dot")),
    fractions={"half": 0.5, "halves": 0.5, "quarter": 0.25, "quarters": 0.25, "third": 1 / 3, "thirds": 1 / 3},
    ordinals={
        "first": "one", "second": "two", "third": "three", "fifth": "five", "eighth": "eight", "ninth": "nine",
        "twelfth": "twelve",
    },
    ordinal_endings=(("ieth", "y"), ("th", "")),
    ordinal_marks=frozenset(("st", "nd", "rd", "th")),
    comma_decimal=False,
)  # fmt: skip

FRENCH = Numerals(
    small={word: value for value, word in enumerate(_FR_SMALL.split())} | {"une": 1, "douzaine": 12},
    tens={
        "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "huitante": 80,
        "octante": 80, "nonante": 90,
    },
    teens_after=frozenset((60, 80)),
    hundred=frozenset(("cent", "cents")),
    scales={
        "mille": 1000, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9, "billion": 10**12,
        "billions": 10**12,
    },
    joins=frozenset(("et",)),
    articles=frozenset(("un", "une", "la")),
    minus=frozenset(("moins", "-")),
    point=frozenset(("virgule", "point")),
    fractions={
        "demi": 0.5, "demie": 0.5, "demis": 0.5, "demies": 0.5, "moitie": 0.5, "quart": 0.25, "quarts": 0.25,
        "tiers": 1 / 3,
    },
    ordinals={
        "premier": "un", "premiere": "un", "second": "deux", "seconde": "deux", "cinquieme": "cinq", "neuvieme": "neuf",
    },
    ordinal_endings=(
        ("cinquieme", "cinq"), ("neuvieme", "neuf"), ("unieme", "un"), ("quatrieme", "quatre"), ("zieme", "ze"),
        ("trentieme", "trente"), ("antieme", "ante"), ("millieme", "mille"), ("ieme", ""),
    ),
    ordinal_marks=frozenset(("er", "ere", "e", "eme", "ieme", "nd", "nde")),
    comma_decimal=True,
)  # fmt: skip

NUMERALS = {"en": ENGLISH, "fr": FRENCH}
