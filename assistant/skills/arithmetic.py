"""Sums written in signs, worked out in exact fractions by recursive descent.

sum      = term {("+" | "-") term}          a percentage there is a part of what stands before it: 80 + 15 % = 92
term     = factor {("*" | "/" | "of" | "off" | "~") factor}     "~" is the distance between two numbers
factor   = ("-" | "√" | "∛") factor | power
power    = percent ["^" factor]
percent  = atom ["%"]
atom     = number | "(" sum ")"
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

_TOO_LARGE = 10**100
_MOST_DIGITS = 400
"""Of an exact power; from there on floating point will do."""
_DEEPEST = 20
"""Brackets within brackets."""
_SIGN = re.compile(r"\s*([-+*/^%()~√∛])\s*|\s*\b(of|off)\b\s*")


class NotASum(Exception):
    """The text is something else, or a number alone."""


class Undefined(Exception):
    """There is no such number."""


def work_out(signs: str, number: Callable[[str], float | None]) -> Fraction:
    """The result; `number` reads what stands between the signs. Raises `NotASum`; `Undefined` or `ZeroDivisionError`;
    `OverflowError` beyond 10^100."""
    if signs.count("(") > _DEEPEST:
        raise NotASum
    return _Reading(signs, number).whole()


@dataclass(frozen=True, slots=True)
class _Part:
    value: Fraction
    percent: bool = False
    alone: bool = False
    """It is a number as it was said, which "of" may follow: "three quarters of 60"."""


class _Reading:
    """One pass over the signs, from the left."""

    def __init__(self, signs: str, number: Callable[[str], float | None]) -> None:
        pieces = (piece.strip() for piece in _SIGN.split(signs) if piece)
        self._pieces = [piece for piece in pieces if piece]
        self._at = 0
        self._number = number
        self._worked = False
        """Something was to be worked out: a number alone is not a sum, nor a negative one, nor a percentage."""

    def whole(self) -> Fraction:
        result = self._sum()
        if self._at < len(self._pieces) or not self._worked:
            raise NotASum
        return result.value

    def _next(self, *signs: str) -> str | None:
        if self._at < len(self._pieces) and self._pieces[self._at] in signs:
            self._at += 1
            return self._pieces[self._at - 1]
        return None

    def _sum(self) -> _Part:
        left = self._term()
        while sign := self._next("+", "-"):
            right = self._term()
            amount = right.value * left.value if right.percent and not left.percent else right.value
            left = self._done(left.value + (amount if sign == "+" else -amount))
        return left

    def _term(self) -> _Part:
        left = self._factor()
        while sign := self._next("*", "/", "of", "off", "~"):
            if sign in ("of", "off") and not left.percent:
                left = _fraction(left)
            left = self._done(_OPERATIONS[sign](left.value, self._factor().value))
        return left

    def _factor(self) -> _Part:
        if self._next("-"):
            return _Part(-self._factor().value)
        if sign := self._next("√", "∛"):
            return self._done(_root(self._factor().value, 2 if sign == "√" else 3))
        return self._power()

    def _power(self) -> _Part:
        base = self._percent()
        return self._done(_raised(base.value, self._factor().value)) if self._next("^") else base

    def _percent(self) -> _Part:
        part = self._atom()
        return _Part(part.value / 100, percent=True) if self._next("%") else part

    def _atom(self) -> _Part:
        if self._next("("):
            inner = self._sum()
            if not self._next(")"):
                raise NotASum
            return _Part(inner.value)
        if self._at == len(self._pieces):
            raise NotASum
        number = self._number(self._pieces[self._at])
        if number is None:
            raise NotASum
        self._at += 1
        return _Part(Fraction(str(number)), alone=True)

    def _done(self, value: Fraction) -> _Part:
        if abs(value) > _TOO_LARGE:
            raise OverflowError
        self._worked = True
        return _Part(value)


_OPERATIONS: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "of": lambda left, right: left * right,
    "off": lambda left, right: (1 - left) * right,
    "~": lambda left, right: abs(left - right),
}


def _root(value: Fraction, degree: int) -> Fraction:
    """Exact where the root is a fraction."""
    if value < 0 and degree == 2:
        raise Undefined
    size = abs(value)
    top, bottom = (round(float(part) ** (1 / degree)) for part in (size.numerator, size.denominator))
    exact = Fraction(top, max(bottom, 1))
    root = exact if exact**degree == size else Fraction(float(size) ** (1 / degree))
    return root if value >= 0 else -root


def _fraction(part: _Part) -> _Part:
    """What stands before "of": "two thirds" arrives as a decimal number. "5 of 80" is no sum."""
    if not (part.alone and 0 < part.value < 1):
        raise NotASum
    return _Part(part.value.limit_denominator(1000))


def _raised(base: Fraction, exponent: Fraction) -> Fraction:
    """Exact where the exponent is whole and the result not too long. Refuses before it computes what is beyond all use."""
    if not base:
        return base**exponent.numerator
    if base < 0 and exponent.denominator != 1:
        raise Undefined
    top, bottom = math.log10(abs(base.numerator)), math.log10(base.denominator)
    if exponent * Fraction(top - bottom) > 2 * len(str(_TOO_LARGE)):
        raise OverflowError
    if exponent.denominator == 1 and abs(exponent) * Fraction(top + bottom) <= _MOST_DIGITS:
        return base**exponent.numerator
    return Fraction(float(base) ** float(exponent))
