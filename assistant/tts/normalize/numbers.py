"""Numbers as words, by the CLDR's rules (unicode-rbnf). An engine is built once a language, in about 3 ms, when first needed."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Literal

from unicode_rbnf import RbnfEngine

Form = Literal["cardinal", "feminine", "ordinal", "ordinal-feminine", "year"]

_MOST_DIGITS = 15
"""The rules end at 10^18; what is longer is read digit by digit."""

_RULESETS: dict[tuple[str, Form], str] = {
    ("en", "cardinal"): "spellout-cardinal",
    ("en", "feminine"): "spellout-cardinal",
    ("en", "ordinal"): "spellout-ordinal",
    ("en", "ordinal-feminine"): "spellout-ordinal",
    ("en", "year"): "spellout-numbering-year",
    ("fr", "cardinal"): "spellout-cardinal-masculine",
    ("fr", "feminine"): "spellout-cardinal-feminine",
    ("fr", "ordinal"): "spellout-ordinal-masculine",
    ("fr", "ordinal-feminine"): "spellout-ordinal-feminine",
    ("fr", "year"): "spellout-cardinal-masculine",
}


@cache
def _engine(language: str) -> RbnfEngine:
    return RbnfEngine.for_language(language)


@lru_cache(maxsize=2048)
def spell(digits: str, language: str, form: Form = "cardinal") -> str:
    """A run of ASCII digits as words in "en" or "fr"; digit by digit if it is too long to be a number."""
    if len(digits.lstrip("0")) > _MOST_DIGITS:
        return spell_digits(digits, language)
    result = _engine(language).format_number(int(digits[-_MOST_DIGITS:]), ruleset_names=[_RULESETS[language, form]])
    return str(result.text)


def spell_digits(digits: str, language: str) -> str:
    """Each digit as a word; other characters are passed over."""
    return " ".join(spell(digit, language) for digit in digits if digit in "0123456789")
