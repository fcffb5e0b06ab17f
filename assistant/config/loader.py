"""Finds, reads and checks the configuration. Everything wrong with it is reported at once, in one `ConfigError`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import platformdirs

from assistant.config.check import Engines, check
from assistant.config.document import read, write
from assistant.config.layers import CONFIG_VARIABLE, Layers
from assistant.config.problems import Problems
from assistant.config.sections import Config
from assistant.errors import ConfigError

_SYSTEM_FILE = Path("/etc/colibri/config.yaml")


def load(path: Path | None, *, engines: Engines, overrides: Sequence[str] = (), environ: Mapping[str, str]) -> Config:
    """The configuration: defaults, then the file, then `COLIBRI_SECTION__FIELD` of `environ`, then `overrides`
    (`section.field=value`). Without `path` the file is `default_path(environ)`, if there is one. Each `options` is an instance
    of the chosen engine's own `Options`. Raises `ConfigError` with all problems."""
    problems = Problems()
    layers = Layers(problems)
    file = path or default_path(environ)
    if file:
        layers.add_file(file, read(file))
    layers.add_environment(environ)
    layers.add_overrides(overrides)
    config = check(layers, engines, environ, problems)
    if config is None:
        raise ConfigError(problems.lines())
    return config


def default_path(environ: Mapping[str, str]) -> Path | None:
    """The file that is read when none is named: `$COLIBRI_CONFIG`, the user's own, the system's, or none."""
    if named := environ.get(CONFIG_VARIABLE):
        return Path(named)
    candidates = (platformdirs.user_config_path("colibri") / "config.yaml", _SYSTEM_FILE)
    return next((candidate for candidate in candidates if candidate.exists()), None)


def dump(config: Config) -> str:
    """The configuration as YAML, secrets masked."""
    return write(config.model_dump(mode="json"))
