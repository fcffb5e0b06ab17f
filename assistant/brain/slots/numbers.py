"""Numbers in figures and words, and mixtures of both: "97", "quatre-vingt-dix-sept", "2.5 million", "one and a half"."""

from __future__ import annotations

import re

from assistant.brain.slots.lexicon import NUMERALS, Numerals

Read = tuple[float, int]
"""A value, and the index of the word behind it."""

_MOST_DIGITS = 15
_FIGURES = re.compile(r"[0-9]{1,15}")
_DECIMAL = re.compile(r"([0-9]{1,15})[.,]([0-9]{1,15})")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_GROUPED_DECIMAL = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+)\.([0-9]{1,15})")
_REST_OF_THOUSANDS = re.compile(r"([0-9]{3}),([0-9]{1,12})")
_UP_TO_THREE = re.compile(r"[0-9]{1,3}")
_DOZEN = frozenset(("dozen", "douzaine", "douzaines"))
_VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75}


def number(words: list[str], language: str) -> int | float | None:
    """The number that all of `words` say."""
    found = read_number(words, 0, language)
    return plain(found[0]) if found is not None and found[1] == len(words) else None


def ordinal(words: list[str], language: str) -> int | None:
    """The place that all of `words` name: 1 for "first"."""
    lexicon = NUMERALS[language]
    if len(words) == 2 and _FIGURES.fullmatch(words[0]) and words[1] in lexicon.ordinal_marks:
        return int(words[0])
    last = _cardinal(words[-1], lexicon)
    if last is None:
        return None
    cardinal = [*words[:-1], last]
    for said in (cardinal, ["one", *cardinal], ["un", *cardinal]):  # "hundredth" has no "one"
        found = _whole(said, 0, lexicon)
        if found is not None and found[1] == len(said):
            return int(found[0])
    return None


def plain(value: float) -> int | float:
    """Whole numbers as int."""
    return int(value) if value == int(value) else round(value, 10)


def read_number(words: list[str], start: int, language: str) -> Read | None:
    """The longest number that begins at `start`."""
    lexicon = NUMERALS[language]
    if start < len(words) and words[start] in lexicon.minus:
        found = _positive(words, start + 1, lexicon)
        return (-found[0], found[1]) if found else None
    return _positive(words, start, lexicon)


def read_fraction(words: list[str], at: int, lexicon: Numerals) -> Read | None:
    """ "half", "a quarter", "three quarters", "½", "1/2": less than one."""
    if at < len(words) and words[at] in _VULGAR:
        return _VULGAR[words[at]], at + 1
    if at + 2 < len(words) and words[at + 1] == "/":
        return _ratio(words[at], words[at + 2], at + 3)
    if at < len(words) and words[at] in lexicon.fractions and words[at] not in lexicon.ordinals:
        return lexicon.fractions[words[at]], at + 1
    if at + 1 < len(words) and (share := lexicon.fractions.get(words[at + 1])) is not None:
        count = 1 if words[at] in lexicon.articles else lexicon.small.get(words[at], 0)
        count = int(words[at]) if words[at] in ("1", "2", "3") else count
        if 0 < count * share < 1:
            return count * share, at + 2
    return None


def _ratio(above: str, below: str, end: int) -> Read | None:
    if _FIGURES.fullmatch(above) and _FIGURES.fullmatch(below) and int(above) < int(below):
        return int(above) / int(below), end
    return None


def _positive(words: list[str], at: int, lexicon: Numerals) -> Read | None:
    fraction = read_fraction(words, at, lexicon)
    if fraction is not None:
        return fraction
    found = _decimal(words, at, lexicon) or _whole(words, at, lexicon)
    if found is None:
        return None
    value, end = found
    if value == int(value) and end < len(words):
        joined = end + 1 if words[end] in lexicon.joins else end
        more = read_fraction(words, joined, lexicon)
        mixed = words[end] in _VULGAR or joined > end or "/" in words[end : end + 2]
        if more is not None and mixed:
            return value + more[0], more[1]
    return found


def _decimal(words: list[str], at: int, lexicon: Numerals) -> Read | None:
    """ "3.5", "three point one four", ".5" said as "point five"; with a scale behind it: "1.5 million"."""
    found = _written_decimal(words, at, lexicon) or _spoken_decimal(words, at, lexicon)
    if found is None:
        return None
    value, end = found
    scale = lexicon.scales.get(words[end]) if end < len(words) else None
    return (value * scale, end + 1) if scale else found


def _written_decimal(words: list[str], at: int, lexicon: Numerals) -> Read | None:
    word = words[at] if at < len(words) else ""
    if not lexicon.comma_decimal and _GROUPED.fullmatch(word):
        return None
    if match := _DECIMAL.fullmatch(word):
        return float(f"{match[1]}.{match[2]}"), at + 1
    if match := _GROUPED_DECIMAL.fullmatch(word):
        return float(f"{match[1].replace(',', '')}.{match[2]}"), at + 1
    behind = _REST_OF_THOUSANDS.fullmatch(words[at + 1]) if at + 1 < len(words) else None
    if lexicon.comma_decimal and behind and _UP_TO_THREE.fullmatch(word):
        return float(f"{word}{behind[1]}.{behind[2]}"), at + 2
    return None


def _spoken_decimal(words: list[str], at: int, lexicon: Numerals) -> Read | None:
    whole = _whole(words, at, lexicon)
    value, end = whole or (0, at)
    if end >= len(words) or words[end] not in lexicon.point:
        return None
    digits, end = "", end + 1
    while len(digits) < _MOST_DIGITS and (part := _below_thousand(words, end, lexicon)) is not None:
        digits += words[end] if words[end].isdigit() else str(int(part[0]))
        end = part[1]
    return (float(f"{int(value)}.{digits}"), end) if digits else None


def _whole(words: list[str], at: int, lexicon: Numerals) -> Read | None:
    """A whole number: parts below a thousand, each with its scale, the largest first."""
    if (grouped := _grouped(words, at, lexicon)) is not None:
        return grouped
    total, end, least = 0.0, at, float("inf")
    while (part := _part(words, end, lexicon, least)) is not None:
        value, least, behind = part
        total += value * least
        end = behind
        if least == 1 or value == 0:
            break
    return (total, end) if end > at else None


def _part(words: list[str], at: int, lexicon: Numerals, below: float) -> tuple[float, float, int] | None:
    """Value, scale and end of the next part of a number, whose scale must be less than `below`."""
    start = at
    if below < float("inf") and at < len(words) and words[at] in lexicon.joins:
        at += 1
    found = _below_thousand(words, at, lexicon)
    if found is None and at < len(words):
        if words[at] in lexicon.scales and (lexicon.scales[words[at]] == 1000 and lexicon.comma_decimal):
            found = (1, at)
        elif words[at] in lexicon.articles and words[at + 1 : at + 2] and words[at + 1] in lexicon.scales:
            found = (1, at + 1)
    if found is None or (found[0] == 0 and at > start):
        return None
    value, end = found
    scale = lexicon.scales.get(words[end], 1) if end < len(words) else 1
    if scale >= below or (below < float("inf") and value == 0):
        return None
    return value, scale, end + 1 if scale > 1 else end


def _grouped(words: list[str], at: int, lexicon: Numerals) -> Read | None:
    """Thousands set apart: "1,000" in English, "1 000"."""
    word = words[at] if at < len(words) else ""
    if not lexicon.comma_decimal and _GROUPED.fullmatch(word) and len(word) <= 19:
        return int(word.replace(",", "")), at + 1
    if not re.fullmatch(r"[1-9][0-9]{0,2}", word):
        return None
    end, digits = at + 1, word
    while end < len(words) and len(digits) < 13 and re.fullmatch(r"[0-9]{3}", words[end]):
        digits += words[end]
        end += 1
    return (int(digits), end) if end > at + 1 else None


def _below_thousand(words: list[str], at: int, lexicon: Numerals) -> Read | None:
    """Up to 999, or a number in figures; in English also "nineteen hundred"."""
    found = _below_hundred(words, at, lexicon)
    if found is None:
        article = at + 1 < len(words) and words[at] in lexicon.articles and words[at + 1] in lexicon.hundred
        found = (1, at + 1) if article else (1, at) if words[at : at + 1] == ["cent"] else None
    if found is None:
        return None
    value, end = found
    if end < len(words) and words[end] in lexicon.hundred and 0 < value < 100:
        value, end = value * 100, end + 1
        joined = end + 1 if end < len(words) and words[end] in lexicon.joins else end
        rest = _below_hundred(words, joined, lexicon)
        if rest is not None and 0 < rest[0] < 100:
            return value + rest[0], rest[1]
    return value, end


def _below_hundred(words: list[str], at: int, lexicon: Numerals) -> Read | None:
    if at >= len(words):
        return None
    word = words[at]
    if _FIGURES.fullmatch(word):
        return int(word), at + 1
    if word == "quatre" and words[at + 1 : at + 2] in (["vingt"], ["vingts"]):
        return _after_tens(words, at + 2, 80, lexicon)
    if word in lexicon.tens:
        return _after_tens(words, at + 1, lexicon.tens[word], lexicon)
    if word in lexicon.small:
        value, end = lexicon.small[word], at + 1
        if value == 10 and lexicon.comma_decimal and words[end : end + 1] and words[end] in ("sept", "huit", "neuf"):
            return 10 + lexicon.small[words[end]], end + 1
        if words[end : end + 1] and words[end] in _DOZEN:
            return value * 12, end + 1
        return value, end
    if word in lexicon.articles and words[at + 1 : at + 2] in (["dozen"], ["douzaine"]):
        return 12, at + 2
    return None


def _after_tens(words: list[str], at: int, tens: int, lexicon: Numerals) -> Read:
    """Twenty, or twenty-one; in French also "vingt et un", "soixante-dix-sept" and "quatre-vingt-onze"."""
    joined = lexicon.comma_decimal and words[at : at + 1] == ["et"]
    begin = at + 1 if joined else at
    if begin >= len(words) or words[begin] not in lexicon.small or words[begin] in _DOZEN:
        return tens, at
    rest = _below_hundred(words, begin, lexicon)
    most = 19 if tens in lexicon.teens_after else 9
    if rest is None or not 1 <= rest[0] <= most or (joined and rest[0] not in (1, 11)):
        return tens, at
    return tens + rest[0], rest[1]


def _cardinal(word: str, lexicon: Numerals) -> str | None:
    if word in lexicon.ordinals:
        return lexicon.ordinals[word]
    for ending, instead in lexicon.ordinal_endings:
        if word.endswith(ending) and len(word) >= len(ending):
            return word[: len(word) - len(ending)] + instead
    return None


def openers(language: str) -> frozenset[str]:
    """The words that a number can begin with."""
    lexicon = NUMERALS[language]
    known = lexicon.small.keys() | lexicon.tens.keys() | lexicon.hundred | lexicon.scales.keys() | lexicon.articles
    return frozenset(known | lexicon.minus | lexicon.point | lexicon.fractions.keys() | _VULGAR.keys())


def ordinal_openers(language: str) -> frozenset[str]:
    """The words that an ordinal can begin with, besides those of numbers."""
    lexicon = NUMERALS[language]
    endings = ("th", "ieth") if language == "en" else ("ieme",)
    stems = (*lexicon.small, *lexicon.tens, *lexicon.hundred, *lexicon.scales)
    return frozenset(lexicon.ordinals) | {f"{stem.rstrip('ey')}{ending}" for stem in stems for ending in endings}
