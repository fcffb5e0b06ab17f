"""Roman numerals behind the names of rulers, wars, chapters and centuries. Only I, V and X: the rest are initials or sizes."""

from __future__ import annotations

import re

_CANONICAL = re.compile(r"(X{0,3})(IX|IV|V?I{0,3})$")
_VALUES = {"I": 1, "V": 5, "X": 10}

REGNAL_EN = frozenset(
    "Henry Louis Elizabeth George Edward James Charles Richard William Mary Francis Frederick Philip Peter Paul Pius "
    "Benedict Gregory Alexander Ivan Catherine Ferdinand Napoleon Leo Innocent Urban Clement Christian Gustav Leopold "
    "Nicholas Otto Ramesses Ptolemy Victoria Albert Alfonso Baldwin Boniface Haakon Harald Juan Carlos John".split()
)
"""Names that are followed by an ordinal ("Henry the eighth"); other words by a cardinal ("World War two")."""


def roman_value(numeral: str) -> int | None:
    """1 to 39, or None where `numeral` is not written as Romans would."""
    if not numeral or _CANONICAL.match(numeral) is None:
        return None
    values = [_VALUES[letter] for letter in numeral]
    behind = [*values[1:], 0]
    return sum(-value if value < following else value for value, following in zip(values, behind, strict=True))
