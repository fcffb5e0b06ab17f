"""What a server says about a tool, as a tool of ours. Pure. What a small model could not be held to (lists, objects) is left
out, and with it the tool, if it cannot be called without."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.skills import Parameter, Tool

_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
_LONGEST_DESCRIPTION = 120
_MOST_PARAMETERS = 8
_MOST_CHOICES = 16
_LONGEST_CHOICE = 40
_FAR = 999_999_999


@dataclass(frozen=True, slots=True)
class Offered:
    """A tool of a server."""

    tool: Tool
    original: str
    """What the server calls it."""
    acts: bool
    """Whether it may change something: unless the server says that it does not."""


def offered(server: str, name: str, description: str, schema: Mapping[str, Any], *, reads: bool) -> Offered | None:
    """The tool, if it is one that can be used here. `reads`: whether it changes nothing, as the server says."""
    parameters = _parameters(schema)
    if _NAME.fullmatch(name) is None or parameters is None:
        return None
    tool = Tool(f"{server}_{name}", _line(description), parameters, foreign=True)
    return Offered(tool, name, acts=not reads)


def _line(text: str) -> str:
    """One line, without what cannot be seen, cut at a word."""
    visible = "".join(
        " " if unicodedata.category(char)[0] == "C" else char for char in text[: 8 * _LONGEST_DESCRIPTION]
    )
    line = " ".join(visible.split())
    if len(line) <= _LONGEST_DESCRIPTION:
        return line
    return line[:_LONGEST_DESCRIPTION].rpartition(" ")[0] + " …"


def _parameters(schema: Mapping[str, Any]) -> tuple[Parameter, ...] | None:
    properties, required = schema.get("properties", {}), schema.get("required", [])
    if not isinstance(properties, Mapping) or not isinstance(required, list):
        return None
    taken = [_parameter(name, property_, name in required) for name, property_ in properties.items()]
    known = [parameter for parameter in taken if parameter is not None]
    needed = [parameter for parameter in known if parameter.required]
    if len(needed) < len(set(required)) or len(needed) > _MOST_PARAMETERS:
        return None
    others = [parameter for parameter in known if not parameter.required]
    return (*needed, *others[: _MOST_PARAMETERS - len(needed)])


def _parameter(name: str, schema: Any, required: bool) -> Parameter | None:
    if _NAME.fullmatch(name) is None or not isinstance(schema, Mapping):
        return None
    # Libraries write what may be left out as "this, or null".
    either = [one for one in schema.get("anyOf", []) if isinstance(one, Mapping) and one.get("type") != "null"]
    schema = either[0] if len(either) == 1 else schema
    match schema.get("type"):
        case "boolean":
            return Parameter(name, "boolean", required)
        case "integer" | "number" as kind:
            least, most = _bound(schema.get("minimum"), -_FAR), _bound(schema.get("maximum"), _FAR)
            return Parameter(name, kind, required, least=least, most=most) if least <= most else None
        case "string":
            choices = schema.get("enum", [])
            fine = len(choices) <= _MOST_CHOICES and all(map(_is_choice, choices))
            return Parameter(name, "string", required, tuple(choices)) if fine else None
    return None


def _is_choice(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_CHOICE and value.isprintable()


def _bound(value: Any, default: int) -> int:
    """A whole number within it; of a fraction the nearer to zero, which is within both bounds of a range that has any."""
    return max(-_FAR, min(_FAR, int(value))) if isinstance(value, int | float) else default
