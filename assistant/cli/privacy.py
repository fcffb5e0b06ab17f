"""`colibri privacy`: what is kept about somebody on this board, and erasing it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from assistant.abilities import Abilities, abilities, state_folder
from assistant.cli.config import ConfigFile, Overrides, configuration
from assistant.errors import UsageError
from assistant.people import Person, Role

app = typer.Typer(help="What is kept about somebody on this board.", no_args_is_help=True)

_KEEPERS = ("timers", "lists", "memory")
"""Skills that keep something, which is there even if they are not enabled any more."""
Whose = Annotated[str, typer.Option("--person", metavar="ID", help="Whose: owner, or room where guests speak.")]


@app.command()
def export(
    person: Whose = "owner",
    out: Annotated[Path | None, typer.Option(metavar="FILE.json", help="Write it instead of printing it.")] = None,
    config: ConfigFile = None,
    overrides: Overrides = None,
) -> None:
    """All that is kept, as JSON: conversations, facts, lists, timers."""
    with _kept(config, overrides) as able:
        text = json.dumps({"person": person, **able.export(_person(person))}, ensure_ascii=False, indent=2)
    if out is None:
        print(text)
    else:
        out.write_text(f"{text}\n", encoding="utf-8")


@app.command()
def erase(
    person: Whose = "owner",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    config: ConfigFile = None,
    overrides: Overrides = None,
) -> None:
    """Erase all that is kept, for good. What the running assistant still has in memory goes when it restarts."""
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("nobody can be asked here; give --yes to erase without a question")
        typer.confirm(f"Erase all that is kept about {person}?", abort=True)
    with _kept(config, overrides) as able:
        erased = able.erase(_person(person))
    print(f"{erased} {'entry' if erased == 1 else 'entries'} erased")


@contextmanager
def _kept(config: Path | None, overrides: list[str] | None) -> Iterator[Abilities]:
    settings = configuration(config, overrides)
    skills = settings.skills.model_copy(update={"enabled": (*dict.fromkeys((*settings.skills.enabled, *_KEEPERS)),)})
    with abilities(settings.model_copy(update={"skills": skills}), state_folder()) as able:
        yield able


def _person(name: str) -> Person:
    return Person(name, Role.OWNER)
