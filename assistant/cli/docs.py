"""`colibri docs`: the documents it answers from."""

from __future__ import annotations

import json as jsonlib
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from assistant.abilities import state_folder
from assistant.cli.config import ConfigFile, Overrides, configuration
from assistant.documents import Documents, Passage
from assistant.documents.formats import FORMATS, supported
from assistant.documents.index import Update, absolute, update
from assistant.documents.store import Entry, Store
from assistant.errors import ColibriError, UsageError
from assistant.skills.documents import FILE

app = typer.Typer(help="The documents it answers from.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", show_default=False)]


@app.command()
def add(paths: Paths) -> None:
    """Have folders or files indexed, now and whenever they change. What cannot be read is reported, the others are done."""
    for path in paths:
        if not path.expanduser().exists():
            raise UsageError(f"{path}: there is no such file or folder; check the name")
        if path.is_file() and not supported(path):
            raise UsageError(f"{path}: is none of {' '.join(FORMATS)}; convert it to one of these")
    with _store() as store:
        for path in paths:
            store.add_root(absolute(path))
        done = update(store, note=_progress)
    _report(done)


@app.command("list")
def list_documents(json: AsJson = False) -> None:
    """All documents, and why one of them cannot be read."""
    with _store() as store:
        roots, entries = list(store.roots()), list(store.entries())
    for entry in entries:
        typer.echo(jsonlib.dumps(_record(entry), ensure_ascii=False) if json else _line(entry))
    if not json and not roots:
        typer.echo("no documents; add a folder: colibri docs add FOLDER", err=True)
    elif not json:
        typer.echo(f"from: {', '.join(map(str, roots))}", err=True)


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", show_default=False)],
    json: AsJson = False,
    language: Annotated[str | None, typer.Option("--language", metavar="CODE", help="Of the words.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100, help="Most passages.")] = 3,
    config: ConfigFile = None,
    overrides: Overrides = None,
) -> None:
    """The passages that answer best, each with how surely it does, from 0 to 1. Exits with 1 when there is none."""
    asked = language or configuration(config, overrides).languages[0]
    with _store() as store:
        update(store)
    documents = Documents(_path())
    try:
        found = documents.passages(" ".join(words), asked, limit)
    finally:
        documents.close()
    for passage in found:
        typer.echo(jsonlib.dumps(_found(passage), ensure_ascii=False) if json else _shown(passage))
    if not found:
        typer.echo("nothing found", err=True)
        raise typer.Exit(1)


@app.command()
def remove(paths: Paths) -> None:
    """Have folders or files indexed no more. The files themselves stay."""
    with _store() as store:
        roots = store.roots()
        for path in map(absolute, paths):
            if path not in roots:
                known = ", ".join(map(str, roots)) or "none"
                raise UsageError(f"{path}: has not been added; these have: {known}")
            if roots[path]:
                raise UsageError(f"{path}: the configuration has it; take it out of skills.options.documents.folders")
        for path in map(absolute, paths):
            store.remove_root(path)
        done = update(store)
        store.compact()
    typer.echo(f"{done.gone} documents left the index")


def _path() -> Path:
    return state_folder() / FILE


@contextmanager
def _store() -> Iterator[Store]:
    """The index. What goes wrong with its file is a message."""
    store = Store(_path())
    try:
        yield store
    except sqlite3.Error as error:
        raise ColibriError(f"{_path()}: {error}; free space or mend its permissions, then try again") from error
    finally:
        store.close()


def _progress(path: Path) -> None:
    if sys.stderr.isatty():
        typer.echo(f"reading {path}", err=True)


def _report(done: Update) -> None:
    for path, problem in done.problems.items():
        typer.echo(f"{path}: {problem}", err=True)
    typer.echo(f"{done.read} documents read ({done.passages} passages), {done.unchanged} unchanged, {done.gone} gone")
    if done.problems and not done.read and not done.unchanged:
        raise typer.Exit(1)


def _record(entry: Entry) -> dict[str, object]:
    return {
        "path": str(entry.path),
        "title": entry.title,
        "language": entry.language or None,
        "problem": entry.problem or None,
    }


def _line(entry: Entry) -> str:
    language = f" ({entry.language})" if entry.language else ""
    return f"{entry.path}: {entry.problem or entry.title + language}"


def _found(passage: Passage) -> dict[str, object]:
    return {
        "path": str(passage.path),
        "title": passage.title,
        "headings": passage.headings,
        "line": passage.line,
        "page": passage.page,
        "language": passage.language or None,
        "score": round(passage.score, 3),
        "text": passage.text,
    }


def _shown(passage: Passage) -> str:
    place = f"page {passage.page}" if passage.page else f"line {passage.line}"
    heading = " > ".join((passage.title, *passage.headings))
    return f"{passage.score:.2f}  {heading} ({passage.path}, {place})\n      {passage.text}"
