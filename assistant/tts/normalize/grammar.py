"""What a language contributes to the reading of numbers, units and signs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]
"""A pattern and what its match is replaced by."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Names of a unit of measure for one and for many."""

    one: str
    many: str
    feminine: bool = False


@dataclass(frozen=True, slots=True)
class Currency:
    """Names of a currency and of its hundredth part; `cent` is None where there is none."""

    unit: Unit
    cent: Unit | None


@dataclass(frozen=True, slots=True)
class Grammar:
    """Words, and the rules that only this language has."""

    language: str
    number: str
    """Regular expression, without groups, of an unsigned number as this language writes it."""
    group_marks: str
    """Characters between thousands."""
    decimal_marks: str
    words: Mapping[str, str]
    """minus, point, to, times, power, squared, cubed, plus, equals, divided, over, per, half, and_half, about, at, dot…"""
    units: Mapping[str, Unit]
    currencies: Mapping[str, Currency]
    symbols: Mapping[str, str]
    parts: Mapping[int, tuple[str, str]]
    """Irregular names of fractions: denominator -> (one, many)."""
    scales: str
    """Regular expression of million and its like."""
    plural_from: float
    """From this absolute value on, a noun is plural, except that English also says "zero points", "0.5 kilometers"."""
    spell_fraction: Callable[[str], str]
    """The digits behind the decimal mark as words."""
    cents: Callable[[str, str, Currency], str]
    """An amount with two decimals, such as 5.20: whole part, cents, currency."""
    scaled: str
    """Between a scale and a currency: "one million dollars", "un million d'euros" ("{scale} {unit}")."""
    tight: str
    """Punctuation that stands right behind the word before it."""
    early: tuple[Rule, ...] = ()
    """Rules that run before numbers are touched: dates, times, abbreviations, ordinals, telephone numbers."""
    late: tuple[Rule, ...] = field(default=())
    """Rules that run right before plain numbers are spelled, such as years."""
