"""How a port finds its engines: a table of lazily imported classes, widened by entry points from outside.

A port's `__init__.py` holds `ENGINES = {"piper": "assistant.tts.piper:PiperVoice"}`. An outside package adds one with an
entry point in the group `colibri.PORT`, e.g. `colibri.tts`. Every engine class has an inner or attribute class `Options`,
a subclass of the `Options` here: its own settings, which `config.py` checks without knowing them.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from difflib import get_close_matches
from importlib.metadata import entry_points
from typing import Any

from pydantic import BaseModel, ConfigDict

from assistant.errors import UsageError


class Options(BaseModel):
    """Base of every engine's own settings: frozen, unknown keys refused, each field with a description and a range."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)


def threads(wanted: int, most: int = 64) -> int:
    """Threads of an engine: `wanted`, or with 0 half of the cores that this process may use. Engines take turns, and threads
    that outnumber the free cores make each other wait."""
    return wanted or max(1, min(most, len(os.sched_getaffinity(0)) // 2))


def names(port: str, engines: Mapping[str, str]) -> list[str]:
    """The engines a port has, its own first, then those of entry points."""
    return [*engines, *(e.name for e in entry_points(group=f"colibri.{port}") if e.name not in engines)]


def load(port: str, engines: Mapping[str, str], name: str) -> Any:
    """The engine class called `name`. Raises `UsageError` naming the nearest engine when there is none."""
    if name in engines:
        module, _, attribute = engines[name].partition(":")
        return getattr(importlib.import_module(module), attribute)
    for entry in entry_points(group=f"colibri.{port}"):
        if entry.name == name:
            return entry.load()
    known = names(port, engines)
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"choose one of: {', '.join(known)}"
    raise UsageError(f"{port}: there is no engine {name!r}; {hint}")
