"""The layers of a configuration, later ones over earlier ones: defaults, file, environment, command line.

A file's `voices` or `options` replace the defaults' as a whole, since they are lists of what the owner wants. A variable or
`--set` changes the one thing that it names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.config.document import MAX_DEPTH, UNSAFE, Document, Loc, parse_value
from assistant.config.problems import Origin, Problems, dotted
from assistant.config.sections import Config

PREFIX = "COLIBRI_"
CONFIG_VARIABLE = f"{PREFIX}CONFIG"
_OF_OTHERS = frozenset({CONFIG_VARIABLE, f"{PREFIX}MODELS"})
"""Variables with this prefix that are not settings: which file to read, and where the models are."""

DEFAULTS = Origin("built-in defaults")


class Layers:
    """The merged plain data, and where each value of it came from."""

    def __init__(self, problems: Problems) -> None:
        self.data: dict[str, Any] = Config().model_dump(mode="json")
        self._sections = frozenset(name for name, value in self.data.items() if isinstance(value, dict))
        self._origins: dict[Loc, Origin] = {}
        self._problems = problems

    def add_file(self, path: Path, document: Document) -> None:
        """Lay a file over the defaults. A section without a value, all its lines being commented out, changes nothing."""
        for loc, line, reason in document.problems:
            self._problems.add(Origin(str(path), line), loc, reason)
        if document.data is None:
            return
        if not isinstance(document.data, dict):
            self._problems.add(Origin(str(path), 1), (), "must hold `section: …` pairs, one section below the other")
            return
        self._origins.update({loc: Origin(str(path), line) for loc, line in document.lines.items()})
        for key, value in document.data.items():
            if key not in self._sections:
                self.data[key] = value
            elif isinstance(value, dict):
                self.data[key].update(value)
            elif value is not None:
                self.data[key] = value

    def add_environment(self, environ: Mapping[str, str]) -> None:
        """Lay `COLIBRI_SECTION__FIELD=value` over it."""
        for name in sorted(environ):
            if name.startswith(PREFIX) and name not in _OF_OTHERS:
                loc = tuple(name.removeprefix(PREFIX).lower().split("__"))
                self._set(loc, environ[name], Origin(f"environment {name}", names=loc))

    def add_overrides(self, overrides: Sequence[str]) -> None:
        """Lay the command line's `section.field=value` over it."""
        for override in overrides:
            key, equals, text = override.partition("=")
            loc = tuple(key.strip().split("."))
            origin = Origin(f"--set {dotted(loc)}", names=loc)
            if equals:
                self._set(loc, text, origin)
            else:
                self._problems.add(origin, loc, "has no value; write --set section.field=value")

    def origin(self, loc: Loc) -> Origin:
        """Where a value was written: itself, else something below it, else what is nearest above it."""
        if loc in self._origins:
            return self._origins[loc]
        for below, origin in self._origins.items():
            if below[: len(loc)] == loc:
                return origin
        return next((self._origins[loc[:n]] for n in range(len(loc), -1, -1) if loc[:n] in self._origins), DEFAULTS)

    def blame(self, places: Sequence[Loc]) -> tuple[Origin, Loc]:
        """Of places that contradict each other, the first that was written at all, and not left at its default."""
        loc = next((place for place in places if place in self._origins), places[0])
        return self.origin(loc), loc

    def _set(self, loc: tuple[str, ...], text: str, origin: Origin) -> None:
        if len(loc) > MAX_DEPTH or any(UNSAFE.search(part) for part in loc):
            self._problems.add(origin, loc, "is no field's name; write section.field")
            return
        document = parse_value(text)
        for _, _, reason in document.problems:
            self._problems.add(origin, loc, reason)
        if document.problems:
            return
        parent: Any = self.data
        for depth, part in enumerate(loc[:-1]):
            parent = parent.setdefault(part, {})
            if not isinstance(parent, dict):
                self._problems.add(origin, loc, f"{dotted(loc[: depth + 1])} has no fields below it")
                return
        if loc[1:] == ("engine",) and parent.get("engine") != document.data:
            self._drop_options(loc[0], parent)
        parent[loc[-1]] = document.data
        self._origins = {at: place for at, place in self._origins.items() if at[: len(loc)] != loc}
        self._origins[loc] = origin

    def _drop_options(self, section: str, data: dict[str, Any]) -> None:
        """Options that a lower layer wrote are those of the engine that is being replaced."""
        data["options"] = {}
        self._origins = {at: place for at, place in self._origins.items() if at[:2] != (section, "options")}
