"""Numbers in an answer: rounded for the ear, and written as a language writes them, so that `tts/normalize` reads them well."""

from __future__ import annotations

from fractions import Fraction
from math import floor, log10

LARGEST_READ = 10**15
"""From here on the normaliser would read digit by digit."""
_SMALLEST_READ = 1e-6
_NOISE = 1e-9
"""Of floating point, relative: 37.00000000000001 is 37."""
_MARKS = {"en": (",", "."), "fr": ("\u00a0", ",")}
_POWER = {"en": "{} times 10 to the power of {}", "fr": "{} fois 10 puissance {}"}
_ABOUT = {"en": "about ", "fr": "environ "}


def spoken(value: float, language: str, *, exact: int = 3, least: int = 0) -> tuple[str, float]:
    """`value` as text in `language` ("en", "fr"), with "about" before it if it was rounded, and the number that this text says.

    What has at most `exact` decimals stays as it is. Any other keeps three significant digits, but its whole part and `least`
    decimals in any case. What is too long or too small to be read is given as a power of ten.
    """
    size = abs(value)
    if size and not _SMALLEST_READ <= size < LARGEST_READ:
        exponent = floor(log10(size))
        mantissa = round(float(Fraction(value) / Fraction(10) ** exponent), 2)
        text = _POWER[language].format(figure(mantissa, language), figure(exponent, language))
        return _ABOUT[language] + text, value
    kept = round(value, exact)
    if abs(kept - value) > _NOISE * size:
        kept = round(value, max(least, 2 - floor(log10(size))))
    about = "" if abs(kept - value) <= _NOISE * size else _ABOUT[language]
    return about + figure(kept, language), kept


def figure(value: float, language: str) -> str:
    """A number below 10^15 in size with the language's marks: "1,609.3", "1 609,3"."""
    group, point = _MARKS[language]
    whole, _, fraction = f"{value:,.9f}".partition(".")
    fraction = fraction.rstrip("0")
    text = whole.replace(",", group) + (point + fraction if fraction else "")
    return "0" if text == "-0" else text
