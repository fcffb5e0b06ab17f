"""A call as the language model writes it, `{"name": "SetTimer", "arguments": {"minutes": 10}}`, read and checked. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.skills import Parameter, Tool, Value

LONGEST = 120
"""Characters of a string."""
OPENERS = "{<[`"
"""What an answer in words never begins with; a call begins with the first or, as some models are used to, with `WRAPPER`."""
WRAPPER = ("<tool_call>", "</tool_call>")

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the model asks for. Nothing about it has been checked but its shape."""

    name: str
    arguments: Mapping[str, Any]

    def __str__(self) -> str:
        return json.dumps({"name": self.name, "arguments": self.arguments}, ensure_ascii=False)


def read(text: str) -> Wanted | None:
    """The call that `text` is, from its first to its last character; None if it is anything else."""
    opening, closing = WRAPPER
    text = text.strip().removeprefix(opening).removesuffix(closing).strip()
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    match found:
        case {"name": str(name), "arguments": dict(arguments), **more} if not more:
            return Wanted(name, arguments)
    return None


def slots(tool: Tool, arguments: Mapping[str, Any]) -> dict[str, Value] | None:
    """The arguments as slots of the tool's intent; None unless all that are needed are there and each is what it must be."""
    known = {parameter.name: parameter for parameter in tool.parameters}
    missing = any(parameter.required and parameter.name not in arguments for parameter in tool.parameters)
    if missing or not all(name in known and _fits(known[name], value) for name, value in arguments.items()):
        return None
    return dict(arguments)


def _fits(parameter: Parameter, value: Any) -> bool:
    match parameter.type:
        case "boolean":
            return isinstance(value, bool)
        case "integer" | "number":
            numbers = int if parameter.type == "integer" else int | float
            return isinstance(value, numbers) and not isinstance(value, bool) and _within(parameter, value)
        case "time":
            return isinstance(value, str) and _TIME.fullmatch(value) is not None
        case "string":
            known = parameter.choices
            return isinstance(value, str) and (value in known if known else 0 < len(value) <= LONGEST)


def _within(parameter: Parameter, value: float) -> bool:
    return parameter.least <= value <= parameter.most
