"""`colibri privacy`: what is kept about somebody on this board, and erasing it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from assistant.abilities import Abilities, abilities, state_folder
from assistant.chat.gate import Rules, person_of
from assistant.chat.store import Store
from assistant.cli.config import ConfigFile, Overrides, configuration
from assistant.config import Config
from assistant.errors import UsageError
from assistant.messaging import FILE, rules
from assistant.people import Person, Role

app = typer.Typer(help="What is kept about somebody on this board.", no_args_is_help=True)

_KEEPERS = ("timers", "lists", "memory")
"""Skills that keep something, which is there even if they are not enabled any more."""
Whose = Annotated[
    str,
    typer.Option(
        "--person", metavar="ID", help="Whose: owner, room where guests speak, or as colibri bridge people says."
    ),
]
T = TypeVar("T")


@app.command()
def export(
    person: Whose = "owner",
    out: Annotated[Path | None, typer.Option(metavar="FILE.json", help="Write it instead of printing it.")] = None,
    config: ConfigFile = None,
    overrides: Overrides = None,
) -> None:
    """All that is kept, as JSON: conversations, facts, lists, timers, messages, phones."""
    settings = configuration(config, overrides)
    messages = _of_messengers(settings, person, lambda store, name: store.export(name))
    with _kept(settings) as able:
        found = {
            "person": person,
            **able.export(_person(person)),
            "messengers": [one for some in messages for one in some],
        }
    text = json.dumps(found, ensure_ascii=False, indent=2)
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
    """Erase all that is kept, for good; phones have to be paired again. What the running assistant still has in memory goes
    when it restarts."""
    settings = configuration(config, overrides)
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("nobody can be asked here; give --yes to erase without a question")
        typer.confirm(f"Erase all that is kept about {person}?", abort=True)
    erased = sum(_of_messengers(settings, person, lambda store, name: store.erase(name)))
    with _kept(settings) as able:
        erased += able.erase(_person(person))
    print(f"{erased} {'entry' if erased == 1 else 'entries'} erased")


@contextmanager
def _kept(settings: Config) -> Iterator[Abilities]:
    skills = settings.skills.model_copy(update={"enabled": (*dict.fromkeys((*settings.skills.enabled, *_KEEPERS)),)})
    with abilities(settings.model_copy(update={"skills": skills}), state_folder()) as able:
        yield able


def _of_messengers(settings: Config, person: str, use: Callable[[Store, str], Awaitable[T]]) -> list[T]:
    """What `use` gives for each name by which the store of the bridge, which may be at work, knows somebody."""

    async def used(path: Path) -> list[T]:
        store = Store(path)
        try:
            return [await use(store, name) for name in await _names(store, person, rules(settings.chat))]
        finally:
            await store.close()

    path = state_folder() / FILE
    return asyncio.run(used(path)) if path.exists() else []


async def _names(store: Store, person: str, allowed: Rules) -> list[str]:
    """What the configuration calls somebody may not be what the store does."""
    others = [
        f"{known.channel}:{known.account}:{known.user}"
        for known in await store.people.all()
        if person not in (known.person, f"{known.channel}:{known.user}")
        and (who := person_of(known, allowed)) is not None
        and who.id == person
    ]
    return [person, *others]


def _person(name: str) -> Person:
    return Person(name, Role.OWNER)
