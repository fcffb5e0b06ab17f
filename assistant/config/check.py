"""Merged plain data to a checked `Config`: secrets put in, types and ranges held, options given to the engine they belong to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from assistant import registry
from assistant.config import secrets
from assistant.config.document import Loc
from assistant.config.layers import Layers
from assistant.config.problems import Problems, did_you_mean, explain
from assistant.config.sections import NO_ENGINE, Config, EngineSection, engine_sections

Engines = Mapping[str, Mapping[str, str]]
"""Engine tables by section name, as in `assistant.engines.ENGINES`."""

_BESIDES = ("intents", "tools")
"""What a person may use beside skills: the owner's own sentences, and what the language model calls."""
_Model = TypeVar("_Model", bound=BaseModel)


def check(layers: Layers, engines: Engines, environ: Mapping[str, str], problems: Problems) -> Config | None:
    """The configuration, or None when anything was added to `problems`."""
    data = dict(layers.data)
    options: dict[str, registry.Options | None] = {}
    for name, section in engine_sections().items():
        if isinstance(written := data[name], dict):
            data[name] = {key: value for key, value in written.items() if key != "options"}
            kind = _options_class(name, section, written.get("engine"), engines.get(name, {}), layers, problems)
            if kind:
                given = {} if written.get("options") is None else written["options"]
                options[name] = _validate(kind, given, (name, "options"), layers, environ, problems)
    skills: dict[str, Any] = {}
    if "skills" in engines and isinstance(written := data["skills"], dict):
        data["skills"] = {key: value for key, value in written.items() if key != "options"}
        skills = _skills(written, engines["skills"], layers, environ, problems)
        _people(data["people"], engines["skills"], layers, problems)
    config = _validate(Config, data, (), layers, environ, problems)
    if config is None or problems:
        return None
    of_engines = {name: getattr(config, name).model_copy(update={"options": own}) for name, own in options.items()}
    return config.model_copy(update={**of_engines, "skills": config.skills.model_copy(update={"options": skills})})


def _skills(
    written: Mapping[str, Any],
    table: Mapping[str, str],
    layers: Layers,
    environ: Mapping[str, str],
    problems: Problems,
) -> dict[str, registry.Options]:
    """The settings of skills. Their names are checked, too."""
    known = registry.names("skills", table)

    def exists(name: object, at: Loc) -> bool:
        if not isinstance(name, str) or name in known:
            return isinstance(name, str)
        hint = did_you_mean(name, known) or f"; choose from: {', '.join(known)}"
        problems.add(layers.origin(at), at, f"there is no such skill{hint}")
        return False

    enabled = written.get("enabled")
    for index, name in enumerate(enabled if isinstance(enabled, list | tuple) else ()):
        exists(name, ("skills", "enabled", index))
    given = written.get("options") or {}
    if not isinstance(given, dict):
        whole = ("skills", "options")
        problems.add(
            layers.origin(whole), whole, "must be settings by the name of a skill, such as {weather: {latitude: 48.9}}"
        )
        return {}
    options: dict[str, registry.Options] = {}
    for name, settings in given.items():
        at = ("skills", "options", name)
        if exists(name, at):
            found = _validate(skill_options(table, name), settings or {}, at, layers, environ, problems)
            if found is not None:
                options[name] = found
    return options


def _people(written: object, table: Mapping[str, str], layers: Layers, problems: Problems) -> None:
    """The names of what guests and strangers may use."""
    known = [*registry.names("skills", table), *_BESIDES]
    for who in ("guest", "stranger"):
        names = written.get(who) if isinstance(written, dict) else None
        for index, name in enumerate(names if isinstance(names, list | tuple) else ()):
            if isinstance(name, str) and name not in known:
                at = ("people", who, index)
                hint = did_you_mean(name, known) or f"; choose from: {', '.join(known)}"
                problems.add(layers.origin(at), at, f"there is no such skill{hint}")


def skill_options(table: Mapping[str, str], name: str) -> type[registry.Options]:
    """The class of a skill's settings; those of most have none. Raises `UsageError`, or whatever importing a faulty skill
    raises."""
    found: type[registry.Options] = getattr(registry.load("skills", table, name), "Options", registry.Options)
    return found


def options_class(port: str, table: Mapping[str, str], engine: str) -> type[registry.Options]:
    """The class of an engine's settings. Raises `UsageError`, or whatever importing a faulty engine raises."""
    found: type[registry.Options] = registry.load(port, table, engine).Options
    return found


def choices(port: str, section: type[EngineSection], table: Mapping[str, str]) -> list[str]:
    """What `engine` may be: the port's engines, and `none` where the part can be left out."""
    return [*([NO_ENGINE] if section.optional else []), *registry.names(port, table)]


def _options_class(
    name: str,
    section: type[EngineSection],
    engine: object,
    table: Mapping[str, str],
    layers: Layers,
    problems: Problems,
) -> type[registry.Options] | None:
    if not isinstance(engine, str):
        return None  # the section's own check says so
    known = choices(name, section, table)
    if engine not in known:
        hint = did_you_mean(engine, known) or f"; choose one of: {', '.join(known)}"
        problems.add(layers.origin((name, "engine")), (name, "engine"), f"there is no such engine{hint}")
        return None
    if engine == NO_ENGINE:
        return registry.Options
    try:
        return options_class(name, table, engine)
    except (ImportError, AttributeError) as error:
        reason = f"the engine {engine} cannot be loaded ({error}); install what it needs or choose another"
        problems.add(layers.origin((name, "engine")), (name, "engine"), reason)
        return None


def _validate(
    model: type[_Model], data: Any, at: Loc, layers: Layers, environ: Mapping[str, str], problems: Problems
) -> _Model | None:
    """`data`, which stands `at` that place of the configuration, as a `model`. By way of JSON, because pydantic is strict about
    it in the right way: a list may become a tuple and a text a path, but "8" is no number and true is no 1."""
    secret: set[Loc] = set()
    refused: set[Loc] = set()

    def put_in(loc: Loc, text: str) -> str | None:
        secret.add(loc)
        try:
            found = secrets.resolve(text, environ)
        except secrets.Unresolved as error:
            refused.add(loc)
            problems.add(layers.origin((*at, *loc)), (*at, *loc), str(error))
            return None
        problems.secrets.add(found)
        return found

    filled = secrets.replace(model, data, put_in)
    try:
        return model.model_validate_json(json.dumps(filled), strict=True)
    except ValidationError as error:
        for places, reason in explain(error, model, filled, secret):
            if refused.isdisjoint(places):
                absolute = [(*at, *place) for place in places]
                problems.add(*layers.blame(absolute), reason)
        return None
