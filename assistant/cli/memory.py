"""`colibri memory`: what people told Colibri to remember."""

from __future__ import annotations

import json as jsonlib
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import typer

from assistant.abilities import state_folder
from assistant.brain.facts import Fact, Facts
from assistant.cli.config import ConfigFile, Overrides, configuration
from assistant.errors import ColibriError, UsageError
from assistant.people import OWNER
from assistant.skills.memory import FILE

app = typer.Typer(help="What you told Colibri to remember.", no_args_is_help=True)

Whose = Annotated[str, typer.Option("--person", metavar="ID", help="Whose.")]


@app.command("list")
def list_facts(
    person: Whose = OWNER.id, json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False
) -> None:
    """Everything that is remembered for a person, as they said it."""
    with _facts() as facts:
        for fact in facts.entries(person):
            typer.echo(_record(fact, person) if json else fact.text)


@app.command()
def add(
    text: Annotated[str, typer.Argument(help="What to remember, as you would say it.")],
    person: Whose = OWNER.id,
    language: Annotated[
        str | None, typer.Option("--language", metavar="CODE", help="Default: the first configured one.")
    ] = None,
    config: ConfigFile = None,
    overrides: Overrides = None,
) -> None:
    """Remember something."""
    if not any(character.isalnum() for character in text):
        raise UsageError('there is nothing to remember; give some words: colibri memory add "My car is on level three"')
    languages = configuration(config, overrides).languages
    if language is not None and language not in languages:
        raise UsageError(f"{language} is not configured; configured: {', '.join(languages)}. Add it to `languages`")
    with _facts() as facts:
        if not facts.add(person, text, language or languages[0], datetime.now().astimezone()):
            typer.echo("That is remembered already.")


@app.command()
def forget(
    words: Annotated[str | None, typer.Argument(help="What it is about.", show_default=False)] = None,
    every: Annotated[bool, typer.Option("--all", help="Everything.")] = False,
    person: Whose = OWNER.id,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Forget what has these words, or everything. What it is is shown first."""
    if bool(words) == every:
        raise UsageError("say what to forget: some words of it, or --all")
    with _facts() as facts:
        found = facts.entries(person) if every else tuple(facts.find(person, words or ""))
        if not found:
            if every:
                typer.echo("Nothing is remembered.")
                return
            raise ColibriError(f"nothing like that is remembered for {person}; see: colibri memory list")
        for fact in found:
            typer.echo(fact.text)
        if not yes:
            _confirm(f"Forget {'this' if len(found) == 1 else f'these {len(found)}'}?")
        facts.remove(found)
        typer.echo(f"Forgotten: {len(found)}")


def _confirm(question: str) -> None:
    if not sys.stdin.isatty():
        raise UsageError("nobody is there to agree; add --yes")
    typer.confirm(question, abort=True)


@contextmanager
def _facts() -> Iterator[Facts]:
    facts = Facts(state_folder() / FILE)
    try:
        yield facts
    except sqlite3.Error as error:
        raise ColibriError(f"{state_folder() / FILE}: {error}; free space or mend its permissions") from error
    finally:
        facts.close()


def _record(fact: Fact, person: str) -> str:
    record = {"person": person, "text": fact.text, "language": fact.language, "told": fact.told}
    return jsonlib.dumps(record, ensure_ascii=False)
