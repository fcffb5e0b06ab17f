"""`colibri bridge`: the chat bridge, alone or beside `colibri run`, and what it holds."""

from __future__ import annotations

import asyncio
import json as jsonlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, TypeVar

import typer

from assistant.abilities import state_folder
from assistant.chat.pairing import Pairing
from assistant.chat.store import BridgeLock, Known, Store
from assistant.cli.bridge_check import AsJson, check, require_channels
from assistant.cli.config import ConfigFile, Overrides, configuration
from assistant.daemon import require
from assistant.errors import ColibriError, UsageError
from assistant.messaging import FILE, alone
from assistant.models.store import ModelStore
from assistant.observe import log
from assistant.parts import needed_models
from assistant.people import OWNER, Role
from assistant.service.notify import SystemdNotifier
from assistant.service.supervisor import supervise

app = typer.Typer(help="The same assistant on Telegram, WhatsApp and Messenger.", no_args_is_help=True)

_LONGEST_NUMBER = 19
"""Digits; jobs of the outbox have longer names."""
T = TypeVar("T")


@app.command()
def run(config: ConfigFile = None, overrides: Overrides = None) -> None:
    """Serve the configured channels, without a microphone."""
    settings = configuration(config, overrides)
    log.keep_standard_error()
    log.configure(settings.log.level, settings.log.format)
    require_channels(settings)
    with BridgeLock(state_folder() / FILE):  # said at once, not once the models are loaded
        pass
    require(ModelStore(), needed_models(settings))
    code = asyncio.run(supervise(lambda: configuration(config, overrides), alone, SystemdNotifier()))
    raise typer.Exit(code)


app.command("check")(check)


@app.command()
def status(json: AsJson = False) -> None:
    """How many messages wait, were answered, or were set aside."""
    counts = _with(lambda store: store.counts())
    if json:
        record = {
            "inbox": counts.inbox,
            "outbox": counts.outbox,
            "oldest_s": round(counts.oldest_s, 1),
            "people": counts.people,
            "bytes": counts.file_bytes,
        }
        typer.echo(jsonlib.dumps(record))
        return
    rows = [
        (f"{name}, {state}", str(number))
        for name, states in (("received", counts.inbox), ("to send", counts.outbox))
        for state, number in sorted(states.items())
    ]
    rows.append(("the oldest waits for", f"{counts.oldest_s:.0f} s"))
    rows.append(("people who ever wrote", str(counts.people)))
    rows.append(("size", f"{counts.file_bytes / 2**20:.1f} MB"))
    for name, value in rows:
        typer.echo(f"{name:<24}{value:>10}")


@app.command()
def failed(json: AsJson = False) -> None:
    """What was set aside, and why. `colibri bridge retry` tries it again."""
    failures = _with(_set_aside)
    if not failures and not json:
        typer.echo("Nothing was set aside.")
    for failure in failures:
        if json:
            typer.echo(jsonlib.dumps(failure, ensure_ascii=False))
            continue
        when, tries = str(failure["at"])[:16].replace("T", " "), failure["tries"]
        state = f"{failure['state']}, {tries} {'try' if tries == 1 else 'tries'}"
        typer.echo(f"{failure['id']}  {failure['channel']}  {when}  {state}")
        typer.echo(f"    {_printable(str(failure['reason'])) or 'no reason is known'}")


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
    every: Annotated[bool, typer.Option("--all", help="All that failed; what is unknown, by its number only.")] = False,
) -> None:
    """Try again what was set aside. What may have arrived already arrives twice then."""
    if (which is None) is not every:
        raise UsageError("say what to try again: a number of `colibri bridge failed`, or --all")

    async def again(store: Store) -> int:
        if which is None:
            return await store.inbox.retry(None) + await store.outbox.retry(None)
        received = which.isdecimal() and len(which) < _LONGEST_NUMBER
        return await (store.inbox.retry(int(which)) if received else store.outbox.retry(which))

    count = _with(again)
    if not count and which is not None:
        raise ColibriError(
            f"there is no {which} that could be tried again: what could not be read cannot, and who wants no more "
            "messages gets none; see: colibri bridge failed"
        )
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
    if not person.strip() or not person.isprintable():
        raise UsageError("--person needs a name, such as anna")
    if guest and person == OWNER.id:
        raise UsageError("a guest is somebody else than the owner; add a name of theirs: --person anna")
    role = Role.GUEST if guest else Role.OWNER
    typer.echo(_with(lambda store: Pairing(store.people).offer(person, role), make=True))


@app.command()
def people(
    forget: Annotated[str | None, typer.Option(metavar="CHANNEL:ID", help="Let somebody in no longer.")] = None,
    json: AsJson = False,
) -> None:
    """Who may write, because a phone of theirs was paired; who else may, chat.owners and chat.guests in the configuration say."""
    found = _with(lambda store: store.people.all())
    if forget is not None:
        gone = [known for known in found if forget == f"{known.channel}:{known.user}"]
        if not gone:
            raise UsageError(f"nobody is known as {forget}; see: colibri bridge people")
        for known in gone:
            _with(partial(_forget, known))
        typer.echo(f"Forgotten: {len(gone)}")
        return
    paired = [known for known in found if known.role is not None]
    if not paired and not json:
        typer.echo("No phone was paired; to pair one: colibri bridge pair")
    for known in paired:
        typer.echo(jsonlib.dumps(_record(known), ensure_ascii=False) if json else _line(known))


def _record(known: Known) -> dict[str, object]:
    who, stopped = f"{known.channel}:{known.user}", known.stopped
    return {"id": who, "person": known.person, "role": known.role, "stopped": stopped, "last": _when(known.last)}


def _line(known: Known) -> str:
    """Their name comes from outside, and last."""
    last = _when(known.last)[:16].replace("T", " ") if known.last else "never"
    role = f"{known.role}, stopped" if known.stopped else str(known.role)
    return f"{known.channel}:{known.user}  {known.person} ({role})  {last}  {_printable(known.name)}".rstrip()


def _printable(text: str) -> str:
    """What a terminal would obey is left out."""
    return "".join(char if char.isprintable() else " " for char in text)


async def _forget(known: Known, store: Store) -> bool:
    return await store.people.remove(known.channel, known.account, known.user)


def _with(use: Callable[[Store], Awaitable[T]], *, make: bool = False) -> T:
    async def go() -> T:
        async with _opened(make) as store:
            return await use(store)

    return asyncio.run(go())


@asynccontextmanager
async def _opened(make: bool) -> AsyncIterator[Store]:
    """Who only looks makes no file, for it might not be one that the service can write; without one they see an empty one."""
    path = state_folder() / FILE
    with TemporaryDirectory(prefix="colibri-") as empty:
        store = Store(path if make or path.exists() else Path(empty) / FILE)
        try:
            yield store
        finally:
            await store.close()
