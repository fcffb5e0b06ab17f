"""Merged plain data to a checked `Config`: secrets put in, types and ranges held, options given to the engine they belong to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
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
    channels: dict[str, Any] = {}
    if "chat" in engines and isinstance(written := data["chat"], dict):
        data["chat"] = {key: value for key, value in written.items() if key != "channels"}
        channels = _options_by_name("chat", "channels", "channel", written, engines["chat"], layers, environ, problems)
    config = _validate(Config, data, (), layers, environ, problems)
    if config is None or problems:
        return None
    of_engines = {name: getattr(config, name).model_copy(update={"options": own}) for name, own in options.items()}
    of_names = {
        "skills": config.skills.model_copy(update={"options": skills}),
        "chat": config.chat.model_copy(update={"channels": channels}),
    }
    return config.model_copy(update={**of_engines, **of_names})


def _skills(
    written: Mapping[str, Any],
    table: Mapping[str, str],
    layers: Layers,
    environ: Mapping[str, str],
    problems: Problems,
) -> dict[str, registry.Options]:
    """The settings of skills. Their names are checked, too."""
    known = registry.names("skills", table)
    enabled = written.get("enabled")
    for index, name in enumerate(enabled if isinstance(enabled, list | tuple) else ()):
        if isinstance(name, str):
            _exists("skill", name, known, ("skills", "enabled", index), layers, problems)
    return _options_by_name("skills", "options", "skill", written, table, layers, environ, problems)


def _options_by_name(
    section: str,
    key: str,
    what: str,
    written: Mapping[str, Any],
    table: Mapping[str, str],
    layers: Layers,
    environ: Mapping[str, str],
    problems: Problems,
) -> dict[str, registry.Options]:
    """Settings by the name of what they belong to, as they stand in `section.key`."""
    known = registry.names(section, table)
    given = written.get(key) or {}
    if not isinstance(given, dict):
        whole = (section, key)
        problems.add(layers.origin(whole), whole, f"must be settings by the name of a {what}, such as {known[0]}")
        return {}
    options: dict[str, registry.Options] = {}
    for name, settings in given.items():
        at = (section, key, name)
        if _exists(what, name, known, at, layers, problems):
            found = _validate(named_options(section, table, name), settings or {}, at, layers, environ, problems)
            if found is not None:
                options[name] = found
    return options


def _exists(what: str, name: object, known: Sequence[str], at: Loc, layers: Layers, problems: Problems) -> bool:
    if isinstance(name, str) and name in known:
        return True
    hint = (did_you_mean(name, known) if isinstance(name, str) else "") or f"; choose from: {', '.join(known)}"
    problems.add(layers.origin(at), at, f"there is no such {what}{hint}")
    return False


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


def named_options(section: str, table: Mapping[str, str], name: str) -> type[registry.Options]:
    """The class of the settings of a skill or channel; those of most skills have none. Raises `UsageError`, or whatever importing
    a faulty one raises."""
    found: type[registry.Options] = getattr(registry.load(section, table, name), "Options", registry.Options)
    return found


def skill_options(table: Mapping[str, str], name: str) -> type[registry.Options]:
    """As `named_options`, of a skill."""
    return named_options("skills", table, name)


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
