"""The JSON schema of the configuration, for editors: sections, ranges and descriptions, and the options of every engine."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from assistant import registry
from assistant.config.check import Engines, choices, named_options, options_class
from assistant.config.sections import (
    NO_ENGINE,
    ChatSection,
    Config,
    EngineSection,
    Section,
    SkillsSection,
    engine_sections,
)

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

_NAMED: dict[str, tuple[type[Section], str]] = {"skills": (SkillsSection, "options"), "chat": (ChatSection, "channels")}
"""Sections of which a field holds settings by name."""


def schema(engines: Engines) -> dict[str, Any]:
    """The schema. In the section of a part with engines, `engine` is one of those of `engines`, and `options` are what that
    engine takes."""
    taken = {
        name: {
            engine: registry.Options if engine == NO_ENGINE else options_class(name, engines.get(name, {}), engine)
            for engine in choices(name, section, engines.get(name, {}))
        }
        for name, section in engine_sections().items()
    }
    named = {
        section: {
            name: named_options(section, engines[section], name) for name in registry.names(section, engines[section])
        }
        for section in _NAMED
        if section in engines
    }
    kinds: dict[type[BaseModel], None] = dict.fromkeys(kind for table in named.values() for kind in table.values())
    for of_engine in taken.values():
        kinds.update(dict.fromkeys(of_engine.values()))
    models: list[type[BaseModel]] = [Config, *kinds]
    references, whole = models_json_schema([(model, "validation") for model in models])
    definitions = whole["$defs"]
    for name, section in engine_sections().items():
        engine_references = {engine: references[own, "validation"] for engine, own in taken[name].items()}
        _bind(definitions[section.__name__], section, engine_references)
    for part, table in named.items():
        owner, key = _NAMED[part]
        definitions[owner.__name__]["properties"][key] = {
            "description": owner.model_fields[key].description,
            "type": "object",
            "properties": {name: references[kind, "validation"] for name, kind in table.items()},
            "additionalProperties": False,
        }
    return {
        "$schema": _DIALECT,
        "title": "Configuration of Colibri",
        **references[Config, "validation"],
        "$defs": definitions,
    }


def _bind(definition: dict[str, Any], section: type[EngineSection], options: dict[str, dict[str, Any]]) -> None:
    """Let `engine` decide what `options` may be. A section without `engine` has the default one."""
    definition["properties"]["engine"]["enum"] = list(options)
    definition["properties"]["options"] = {"description": section.model_fields["options"].description, "type": "object"}
    default = section.model_fields["engine"].default
    definition["allOf"] = [
        {
            "if": {"properties": {"engine": {"const": engine}}, "required": [] if engine == default else ["engine"]},
            "then": {"properties": {"options": own}},
        }
        for engine, own in options.items()
    ]
