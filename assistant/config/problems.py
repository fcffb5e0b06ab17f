"""What is wrong with a configuration, in words: where, which field, why, and what was perhaps meant."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from assistant.config.document import Loc

_SHOWN = 50
"""Problems that are printed; a file with more is not a configuration."""

_REASONS = {
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "string_type": "must be text",
    "dict_type": "must hold `name: value` pairs",
    "mapping_type": "must hold `name: value` pairs",
    "model_type": "must hold `field: value` pairs",
    "list_type": "must be a list, such as [a, b]",
    "tuple_type": "must be a list, such as [a, b]",
    "path_type": "must be a path",
    "missing": "is missing; add it",
    "extra_forbidden": "there is no such setting",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "multiple_of": "must be a multiple of {multiple_of}",
    "string_too_short": "is too short; the least is {min_length}",
    "string_too_long": "is too long; the most is {max_length}",
    "too_short": "is too short; the least is {min_length}",
    "too_long": "is too long; the most is {max_length}",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
}


Finding = tuple[tuple[Loc, ...], str]
"""The fields that a problem is about, the likeliest culprit first, and the reason. More than one when they contradict each other."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value was written. `names`: the field that `label` itself names already."""

    label: str
    line: int = 0
    names: Loc = ()

    def problem(self, loc: Loc, reason: str) -> str:
        """One line: `FILE:LINE: section.field: reason`, or `--set section.field: reason`."""
        where = f"{self.label}:{self.line}" if self.line else self.label
        return f"{where}: {reason}" if loc == self.names else f"{where}: {dotted(loc)}: {reason}"


@dataclass
class Problems:
    """Collects; `secrets` are words that no message may repeat."""

    secrets: set[str] = field(default_factory=set)
    _found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, origin: Origin, loc: Loc, reason: str) -> None:
        self._found.append((origin.line or 1 << 30, origin.problem(loc, reason)))

    def __bool__(self) -> bool:
        return bool(self._found)

    def lines(self) -> list[str]:
        """All of them: those of the file by line, then the others as they were found."""
        texts = [text for _, text in sorted(self._found, key=lambda found: found[0])]
        more = [f"and {len(texts) - _SHOWN} more problems"] if len(texts) > _SHOWN else []
        return [self._masked(text) for text in [*texts[:_SHOWN], *more]]

    def _masked(self, text: str) -> str:
        for secret in sorted(self.secrets, key=len, reverse=True):
            text = text.replace(secret, "**********")
        return text


def dotted(loc: Loc) -> str:
    """`("tts", "voices", "fr")` as `tts.voices.fr`. One line and short, whatever the keys are."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{_shown(part)}" for part in loc]
    return "".join(parts).removeprefix(".")


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """` (did you mean X?)`, or nothing."""
    near = get_close_matches(str(word)[:60], list(known), n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def explain(error: ValidationError, model: type[BaseModel], data: Any, secret: Container[Loc]) -> list[Finding]:
    """What `model` found wrong in `data`, without the values of the fields that are `secret`. The alternatives of a union
    become one problem."""
    reasons: dict[tuple[Loc, ...], list[str]] = {}
    hints: dict[tuple[Loc, ...], str] = {}
    for detail in error.errors(include_url=False, include_input=False)[: 2 * _SHOWN]:
        loc = detail["loc"] if detail["type"] == "missing" else _written(detail["loc"], data)
        places = detail.get("ctx", {}).get("at", (loc,))
        said = reasons.setdefault(places, [])
        if (reason := _reason(detail)) not in said:
            said.append(reason)
        hints[places] = "" if loc in secret else _hint(detail, loc, model, data)
    return [(places, ", or ".join(said) + hints[places]) for places, said in reasons.items()]


def _reason(detail: ErrorDetails) -> str:
    if detail["type"] in _REASONS:
        return _REASONS[detail["type"]].format(**detail.get("ctx", {}))
    return detail["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")


def _hint(detail: ErrorDetails, loc: Loc, model: type[BaseModel], data: Any) -> str:
    """What stands there now, and what was perhaps meant."""
    kind, value = detail["type"], _value(loc, data)
    if kind == "extra_forbidden":
        return did_you_mean(loc[-1], _fields(model, loc[:-1]))
    if kind not in _REASONS:
        return ""
    if kind == "string_type" and isinstance(value, int | float):
        return f"{_given(value)}; put it in quotes"
    expected = str(detail.get("ctx", {}).get("expected", ""))
    return _given(value) + did_you_mean(value, re.findall("'([^']*)'", expected))


def _given(value: object) -> str:
    """Numbers and words; longer text may be anything, and stays out of messages."""
    if isinstance(value, bool):
        return f", not {str(value).lower()}"
    if isinstance(value, int | float) or (isinstance(value, str) and 0 < len(value) <= 20):
        return f", not {value!r}"
    return ""


def _shown(part: str) -> str:
    text = part if part.isprintable() else repr(part)[1:-1]
    return text if len(text) <= 60 else f"{text[:57]}..."


def _written(loc: Loc, data: Any) -> Loc:
    """The part of pydantic's location that is in the data: it adds names of union members and `[key]` at the end."""
    for depth, part in enumerate(loc):
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return loc[:depth]
    return loc


def _value(loc: Loc, data: Any) -> Any:
    for part in loc:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _fields(model: type[BaseModel], loc: Loc) -> list[str]:
    """The field names of the model that stands at `loc` below `model`."""
    for part in loc:
        if not isinstance(part, str) or part not in model.model_fields:
            return []
        annotation = model.model_fields[part].annotation
        models = [
            kind
            for kind in (annotation, *get_args(annotation))
            if isinstance(kind, type) and issubclass(kind, BaseModel)
        ]
        if not models:
            return []
        model = models[0]
    return list(model.model_fields)
