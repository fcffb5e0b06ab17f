"""What the language model can write while it has tools, as a GBNF grammar: words, or exactly one call whose arguments are
what the tool takes. Pure; see llama.cpp's `grammars/README.md` for the notation.

A call is spelled as `json.dumps` spells it, so that it comes back as history in the very words that it was written in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from assistant.brain.tools.calls import LONGEST, OPENERS, WRAPPER
from assistant.skills import Parameter, Tool

_BLANK = r"[ \t\r\n]{0,3}"
_WORDS = rf"""words ::= {_BLANK} ([^ \t\r\n{OPENERS.replace("[", chr(92) + "[")}] .*)?"""
_SHARED = rf"""
boolean ::= "true" | "false"
time ::= "\"" ([0-1] [0-9] | "2" [0-3]) ":" [0-5] [0-9] "\""
string ::= "\"" character{{1,{LONGEST}}} "\""
character ::= [^"\\\x00-\x1f\x7f] | "\\" ["\\/]
"""


def grammar(tools: Iterable[Tool], *, may_call: bool = True) -> str:
    """Words, or one call of one of `tools`, of which there is at least one; without `may_call` nothing but words."""
    tools = tuple(tools)
    if not may_call:
        return f"root ::= words\n{_WORDS}\n"
    opening, closing = (_literal(mark) for mark in WRAPPER)
    lines = [
        "root ::= words | call",
        _WORDS,
        rf"call ::= {_BLANK} (json | {opening} {_BLANK} json {_BLANK} {closing})",
        f"json ::= {' | '.join(f'tool-{number}' for number, _ in enumerate(tools))}",
        *(f"tool-{number} ::= {_call(tool)}" for number, tool in enumerate(tools)),
    ]
    return "\n".join(lines) + _SHARED


def _call(tool: Tool) -> str:
    opening = f'{{"name": {json.dumps(tool.name, ensure_ascii=False)}, "arguments": {{'
    return " ".join(filter(None, (_literal(opening), _members(tool.parameters), _literal("}}"))))


def _members(parameters: Sequence[Parameter]) -> str:
    """Those that are needed first, then any of the others, in their order."""
    needed = [_member(parameter) for parameter in parameters if parameter.required]
    others = [_member(parameter) for parameter in parameters if not parameter.required]
    comma = _literal(", ")
    if needed:
        return f" {comma} ".join(needed) + "".join(f" ({comma} {other})?" for other in others)
    starts = [
        other + "".join(f" ({comma} {later})?" for later in others[number + 1 :]) for number, other in enumerate(others)
    ]
    return f"({' | '.join(starts)})?" if starts else ""


def _member(parameter: Parameter) -> str:
    return f"{_literal(json.dumps(parameter.name, ensure_ascii=False) + ': ')} {_value(parameter)}"


def _value(parameter: Parameter) -> str:
    if parameter.choices:
        choices = (_literal(json.dumps(choice, ensure_ascii=False)) for choice in parameter.choices)
        return f"({' | '.join(choices)})"
    if parameter.type == "integer":
        return f"({integers(parameter.least, parameter.most)})"
    if parameter.type == "number":
        return _numbers(parameter.least, parameter.most)
    return parameter.type


def _numbers(least: int, most: int) -> str:
    """Integers within the range, and what lies between two of them."""
    parts = []
    if max(least, 0) < most:
        parts.append(rf'({integers(max(least, 0), most - 1)}) ("." [0-9]{{1,6}})?')
    if max(-most, 0) < -least:
        parts.append(rf'"-" ({integers(max(-most, 0), -least - 1)}) ("." [0-9]{{1,6}})?')
    return f"({' | '.join((*parts, integers(least, most)))})"


def integers(least: int, most: int) -> str:
    """Alternatives that are just the integers from `least` to `most`, without leading zeros."""
    parts = []
    if least < 0:
        parts += [f'"-" {part}' for part in _naturals(max(-most, 1), -least)]
    if most >= 0:
        parts += _naturals(max(least, 0), most)
    return " | ".join(parts)


def _naturals(least: int, most: int) -> list[str]:
    parts = []
    for digits in range(len(str(least)), len(str(most)) + 1):
        smallest = 0 if digits == 1 else 10 ** (digits - 1)
        low, high = max(least, smallest), min(most, 10**digits - 1)
        parts += _between(str(low), str(high))
    return parts


def _between(low: str, high: str) -> list[str]:
    """Numbers of the same length, digit by digit."""
    rest = len(low) - 1
    if (low == "0" * len(low) and high == "9" * len(high)) or (low == "1" + "0" * rest and high == "9" * len(high)):
        return [f"[{low[0]}-9]" + _digits(rest)]
    if not rest:
        return [f"[{low}-{high}]"]
    if low[0] == high[0]:
        return [f'"{low[0]}" {part}' for part in _between(low[1:], high[1:])]
    middle = [f"[{int(low[0]) + 1}-{int(high[0]) - 1}]" + _digits(rest)] if int(high[0]) - int(low[0]) > 1 else []
    return [
        *(f'"{low[0]}" {part}' for part in _between(low[1:], "9" * rest)),
        *middle,
        *(f'"{high[0]}" {part}' for part in _between("0" * rest, high[1:])),
    ]


def _digits(count: int) -> str:
    return f" [0-9]{{{count}}}" if count else ""


def _literal(text: str) -> str:
    escaped = (
        text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    )
    return f'"{escaped}"'
