"""What somebody said about themselves, said back to them: "my car is on level three", "your car is on level three". Pure.

Text in quotation marks is left as it is. Where it is not certain what the other person would say, the fact is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from assistant.brain.second_person import english, french

_TURN: Mapping[str, Callable[[str], str | None]] = {"en": english.turned, "fr": french.turned}
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»")
_TOLD = {"en": 'You told me: "{text}"', "fr": "Vous m'avez dit : « {text} »"}
_ENDS = (".", "!", "?", "…", '"', "»", "”")


def turned(text: str, language: str) -> str | None:
    """`text` in the second person; None where that is not certain. French speaks formally."""
    turn = _TURN.get(language)
    if turn is None:
        return None
    # Turned as a whole, for what stands around a quotation belongs together. No word of a quotation is one that turns.
    quoted = _QUOTED.findall(text)
    found = turn(_QUOTED.sub("\N{OBJECT REPLACEMENT CHARACTER}", text))
    for each in quoted:
        found = found and found.replace("\N{OBJECT REPLACEMENT CHARACTER}", each, 1)
    return found


def told(text: str, language: str) -> str:
    """`text` as a sentence to the person who said it."""
    found = turned(text, language)
    if found is None:
        return _TOLD.get(language, _TOLD["en"]).format(text=text)
    return f"{found[:1].upper()}{found[1:]}" + ("" if found.endswith(_ENDS) else ".")
