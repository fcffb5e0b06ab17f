"""`colibri bridge`: the chat bridge, alone or beside `colibri run`, and what it holds."""

from __future__ import annotations

import asyncio
import json as jsonlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from assistant.abilities import state_folder
from assistant.chat.pairing import Pairing
from assistant.chat.store import Known, Store
from assistant.cli.config import ConfigFile, Overrides, configuration
from assistant.config import Config
from assistant.daemon import require
from assistant.errors import ColibriError, UsageError
from assistant.messaging import FILE, alone, build_channels
from assistant.models.store import ModelStore
from assistant.observe import log
from assistant.parts import needed_models
from assistant.people import OWNER, Role
from assistant.service.notify import SystemdNotifier
from assistant.service.supervisor import supervise

app = typer.Typer(help="The same assistant on Telegram, WhatsApp and Messenger.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
T = TypeVar("T")


@app.command()
def run(config: ConfigFile = None, overrides: Overrides = None) -> None:
    """Serve the configured channels, without a microphone."""
    settings = configuration(config, overrides)
    log.keep_standard_error()
    log.configure(settings.log.level, settings.log.format)
    _configured(settings)
    require(ModelStore(), needed_models(settings))
    code = asyncio.run(supervise(lambda: configuration(config, overrides), alone, SystemdNotifier()))
    raise typer.Exit(code)


@app.command()
def check(config: ConfigFile = None, overrides: Overrides = None, json: AsJson = False) -> None:
    """Ask the platforms whether tokens, accounts and webhooks are good."""
    settings = configuration(config, overrides)
    log.configure("error", settings.log.format)
    _configured(settings)
    if not asyncio.run(_check(settings, json)):
        raise typer.Exit(1)


async def _check(settings: Config, json: bool) -> bool:
    table = Table("", "what", "how to mend it", box=None)
    good = True
    for name, channel in build_channels(settings).items():
        base = settings.chat.public_url
        try:
            findings = await channel.check(f"{base.rstrip('/')}/{name}" if base else None)
        finally:
            await channel.close()
        for finding in findings:
            good = good and finding.good
            if json:
                record = {"channel": name, "what": finding.what, "good": finding.good, "mend": finding.mend}
                typer.echo(jsonlib.dumps(record, ensure_ascii=False))
            table.add_row("ok" if finding.good else "problem", f"{name}: {finding.what}", finding.mend)
    if not json:
        Console().print(table)
    return good


@app.command()
def status(json: AsJson = False) -> None:
    """How many messages wait, were answered, or were set aside."""
    counts = _with(lambda store: store.counts())
    record = {
        "inbox": counts.inbox,
        "outbox": counts.outbox,
        "oldest_s": round(counts.oldest_s, 1),
        "people": counts.people,
        "bytes": counts.file_bytes,
    }
    if json:
        typer.echo(jsonlib.dumps(record))
        return
    table = Table("", "messages", box=None)
    for name, states in (("received", counts.inbox), ("to send", counts.outbox)):
        for state, number in sorted(states.items()):
            table.add_row(f"{name}, {state}", str(number))
    table.add_row("oldest that waits", f"{counts.oldest_s:.0f} s")
    table.add_row("people who may write", str(counts.people))
    table.add_row("size", f"{counts.file_bytes / 2**20:.1f} MB")
    Console().print(table)


@app.command()
def failed(json: AsJson = False) -> None:
    """What was set aside, and why. `colibri bridge retry` tries it again."""

    failures = _with(_set_aside)
    if not failures and not json:
        typer.echo("Nothing was set aside.")
        return
    table = Table("number", "channel", "when", "state", "tries", "why", box=None)
    for failure in failures:
        if json:
            typer.echo(jsonlib.dumps(failure, ensure_ascii=False))
        table.add_row(*(str(failure[key]) for key in ("id", "channel", "at", "state", "tries", "reason")))
    if not json:
        Console().print(table)


async def _set_aside(store: Store) -> list[dict[str, object]]:
    received = [
        {"id": str(one.id), "channel": one.channel, "at": _when(one.received), "state": one.state, "tries": one.tries}
        | {"reason": one.reason}
        for one in await store.inbox.dead()
    ]
    unsent = [
        {"id": one.job, "channel": one.channel, "at": _when(one.made), "state": one.state, "tries": one.tries}
        | {"reason": one.reason, "code": one.code}
        for one in await store.outbox.failures()
    ]
    return [*received, *unsent]


def _when(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).astimezone().isoformat(timespec="seconds")


@app.command()
def retry(
    which: Annotated[str | None, typer.Argument(metavar="NUMBER", help="Of `colibri bridge failed`.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Everything.")] = False,
) -> None:
    """Try again what was set aside. What may have arrived already arrives twice then."""
    if (which is None) is not every:
        raise UsageError("say what to try again: a number of `colibri bridge failed`, or --all")

    async def again(store: Store) -> int:
        if which is None:
            return await store.inbox.retry(None) + await store.outbox.retry(None)
        return await (store.inbox.retry(int(which)) if which.isdecimal() else store.outbox.retry(which))

    count = _with(again)
    if not count and which is not None:
        raise ColibriError(f"there is nothing with the number {which} to try again; see: colibri bridge failed")
    typer.echo(f"Tried again: {count}")


@app.command()
def purge(
    days: Annotated[float, typer.Option(min=0, help="Texts of answered messages older than that.")] = 0.0,
    dead: Annotated[bool, typer.Option("--failed", help="What was set aside, too.")] = False,
) -> None:
    """Erase texts that are no longer needed."""
    typer.echo(f"Erased: {_with(lambda store: store.purge(time.time() - days * 86_400, dead=dead))}")


@app.command()
def pair(
    person: Annotated[str, typer.Option("--person", metavar="ID", help="Whose lists, memory and timers.")] = OWNER.id,
    guest: Annotated[bool, typer.Option("--guest", help="May do what guests may; their own lists and memory.")] = False,
) -> None:
    """Print six digits: the phone that writes them to the assistant within ten minutes may use it."""
    if guest and person == OWNER.id:
        raise UsageError("a guest is somebody else than the owner; add a name of theirs: --person anna")
    role = Role.GUEST if guest else Role.OWNER
    typer.echo(_with(lambda store: Pairing(store.people).offer(person, role)))


@app.command()
def people(
    forget: Annotated[str | None, typer.Option(metavar="CHANNEL:ID", help="Let somebody in no longer.")] = None,
    json: AsJson = False,
) -> None:
    """Who may write."""
    found = _with(lambda store: store.people.all())
    if forget is not None:
        gone = [known for known in found if forget == f"{known.channel}:{known.user}"]
        if not gone:
            raise UsageError(f"nobody is known as {forget}; see: colibri bridge people")
        for known in gone:
            _with(partial(_forget, known))
        typer.echo(f"Forgotten: {len(gone)}")
        return
    table = Table("who", "person", "role", "name", "last", box=None)
    for known in found:
        if known.role is None:
            continue
        last = _when(known.last)
        who, role = f"{known.channel}:{known.user}", str(known.role) + (", stopped" if known.stopped else "")
        if json:
            typer.echo(jsonlib.dumps({"id": who, "person": known.person, "role": role, "last": last}))
        table.add_row(who, known.person, role, known.name, last)
    if not json:
        Console().print(table)


async def _forget(known: Known, store: Store) -> bool:
    return await store.people.remove(known.channel, known.account, known.user)


def _configured(settings: Config) -> None:
    if not settings.chat.enabled:
        raise UsageError(
            "no channel is configured; add one, such as chat.channels.telegram.token: ${credential:telegram}; "
            "see Chat in the README"
        )


def _with(use: Callable[[Store], Awaitable[T]]) -> T:
    async def go() -> T:
        async with _opened() as store:
            return await use(store)

    return asyncio.run(go())


@asynccontextmanager
async def _opened() -> AsyncIterator[Store]:
    store = Store(state_folder() / FILE)
    try:
        yield store
    finally:
        await store.close()
