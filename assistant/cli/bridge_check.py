"""`colibri bridge check`: the platforms are asked whether tokens, accounts and webhooks are good."""

from __future__ import annotations

import asyncio
import json as jsonlib
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from assistant.chat import Channel, Finding, Polling
from assistant.cli.config import ConfigFile, Overrides, configuration
from assistant.config import Config
from assistant.errors import UsageError
from assistant.messaging import build_channels
from assistant.observe import log

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


def check(config: ConfigFile = None, overrides: Overrides = None, json: AsJson = False) -> None:
    """Ask the platforms whether tokens, accounts and webhooks are good. Exits with 1 when something is not."""
    settings = configuration(config, overrides)
    log.configure("error", settings.log.format)
    require_channels(settings)
    found = asyncio.run(_examine(settings))
    for name, findings in found.items():
        for finding in findings:
            if json:
                record = {"channel": name, "what": finding.what, "good": finding.good, "mend": _mend(finding)}
                typer.echo(jsonlib.dumps(record, ensure_ascii=False))
            else:
                _print(name, finding)
    if not all(finding.good for findings in found.values() for finding in findings):
        raise typer.Exit(1)


def require_channels(settings: Config) -> None:
    """Raises `UsageError` when nothing is to be served."""
    if not settings.chat.enabled:
        raise UsageError(
            "no channel is configured; add one, such as chat.channels.telegram.token: ${credential:telegram}; "
            "see Messengers in the README"
        )


async def _examine(settings: Config) -> dict[str, Sequence[Finding]]:
    """By channel. All at once: each of them waits for its platform no longer than its `timeout_s` a question."""
    channels = build_channels(settings)
    try:
        findings = await asyncio.gather(*(_ask(name, of, settings.chat.public_url) for name, of in channels.items()))
    finally:
        for channel in channels.values():
            await channel.close()
    return dict(zip(channels, findings, strict=True))


async def _ask(name: str, channel: Channel, base: str | None) -> Sequence[Finding]:
    findings = await channel.check(f"{base.rstrip('/')}/{name}" if base else None)
    if base or (isinstance(channel, Polling) and channel.polls):
        return findings
    mend = f"set chat.public_url to the address at which the world reaches the bridge, without /{name}: https://..."
    return [*findings, Finding("it is known where the platform reaches the bridge", False, mend)]


def _print(name: str, finding: Finding) -> None:
    """How to mend something has a line of its own, so that it can be read and copied on a narrow terminal."""
    console = Console(width=None if sys.stdout.isatty() else 200)
    verdict = Text("ok     ", "green") if finding.good else Text("problem", "red")
    console.print(Text.assemble(verdict, f"  {name}: {finding.what}"), soft_wrap=True)
    if mend := _mend(finding):
        console.print(Text(f"         → {mend}", "bold"), soft_wrap=True)


def _mend(finding: Finding) -> str:
    return "" if finding.good else finding.mend
