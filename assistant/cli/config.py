"""`colibri config`: check a configuration, print the one in effect, print its JSON schema."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from assistant.config import Config, default_path, dump, load, schema
from assistant.engines import ENGINES

app = typer.Typer(help="Check, show and describe the configuration.", no_args_is_help=True)

ConfigFile = Annotated[
    Path | None,
    typer.Option("-c", "--config", metavar="FILE", help="Configuration to use instead of the one that is found."),
]
"""`-c FILE` of every command that needs a configuration."""

Overrides = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="SECTION.FIELD=VALUE", help="Change one setting; may be given several times."),
]
"""`--set` of every command that needs a configuration."""


def configuration(file: Path | None, overrides: Sequence[str] | None = None) -> Config:
    """The configuration that `-c` and `--set` ask for, in this process's environment. Raises `ConfigError`."""
    return load(file, engines=ENGINES, overrides=overrides or (), environ=os.environ)


@app.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="Default: the one that `colibri run` would use.")] = None,
    config: ConfigFile = None,
    overrides: Overrides = None,
) -> None:
    """Find everything that is wrong: FILE:LINE: section.field: reason. Exits with 2 when there is something."""
    file = file or config
    configuration(file, overrides)
    typer.echo(f"{file or default_path(os.environ) or 'no file, built-in defaults'}: fine")


@app.command()
def show(config: ConfigFile = None, overrides: Overrides = None) -> None:
    """Print the configuration in effect, after environment and --set, with secrets masked."""
    typer.echo(dump(configuration(config, overrides)), nl=False)


@app.command("schema")
def print_schema() -> None:
    """Print the JSON schema, which lets an editor complete and check a configuration."""
    typer.echo(json.dumps(schema(ENGINES), indent=2, ensure_ascii=False))
