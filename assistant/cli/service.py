"""`colibri service`: put Colibri under systemd, and take it away again. Nothing is changed before it was shown and agreed to."""

from __future__ import annotations

import os
import pwd
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import platformdirs
import typer

import assistant
from assistant.errors import UsageError
from assistant.service import plan
from assistant.service.steps import Step

app = typer.Typer(help="Colibri as a service, from the start of the board or of a session on.", no_args_is_help=True)

SYSTEMD = Path("/run/systemd/system")
"""Is there when systemd runs this machine, sd_booted(3)."""
ROOT = Path("/")

User = Annotated[
    bool, typer.Option("--user", help="In your own session (PipeWire, PulseAudio), not for the whole board.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


@app.command()
def install(user: User = False, yes: Yes = False) -> None:
    """Install and start the service, or update it. An existing configuration is kept."""
    _check(user)
    command = _command()
    if user:
        _carry_out(plan.install_for_session(_session(), command), yes)
    else:
        _check_visible(command)
        _carry_out(plan.install_for_board(plan.board(ROOT), command), yes)
    flag = " --user" if user else ""
    typer.echo(f"Colibri runs. Its log: journalctl{flag} -fu colibri; its configuration: colibri config check")


@app.command()
def uninstall(
    user: User = False,
    yes: Yes = False,
    purge: Annotated[
        bool, typer.Option("--purge", help="Models, configuration, secrets and the service's user, too.")
    ] = False,
) -> None:
    """Stop and remove the service. Models and configuration stay."""
    _check(user)
    places = _session() if user else plan.board(ROOT)
    _carry_out(plan.uninstall(places, purge=purge, user_exists=not user and _exists("colibri")), yes)


def _carry_out(steps: Sequence[Step], yes: bool) -> None:
    due = [step for step in steps if not step.done]
    if not due:
        typer.echo("Nothing is left to do.")
        return
    typer.echo("This will")
    for step in due:
        typer.echo(f"  {step}")
    if not yes:
        typer.confirm("Go on?", abort=True)
    for step in due:
        step.do()


def _check(user: bool) -> None:
    """Raise `UsageError` where no service can be installed."""
    if not SYSTEMD.is_dir():
        raise UsageError("systemd does not run this machine; start `colibri run` with what starts programs here")
    if user and os.geteuid() == 0:
        raise UsageError("a session's service belongs to its user; run this again without sudo, or without --user")
    if not user and os.geteuid() != 0:
        raise UsageError("this needs root; run it again with sudo, or with --user for your own session")


def _command() -> Path:
    """The program that this interpreter's installation has for the command line. Raises `UsageError`."""
    command = Path(sys.executable).with_name("colibri")
    if not command.exists():
        raise UsageError(
            f"{command} does not exist; install Colibri into a virtual environment first: sudo make install"
        )
    return command


def _check_visible(command: Path) -> None:
    """The service sees no home folders: everything it consists of must lie elsewhere. Raises `UsageError`."""
    parts = (command, command.resolve(), Path(sys.executable).resolve(), Path(assistant.__file__).resolve())
    hidden = plan.hidden_from_service(parts)
    if hidden is not None:
        raise UsageError(
            f"the service is not allowed to see {hidden}; `sudo make install` installs Colibri in /opt/colibri, with"
            " PYTHON=/usr/bin/python3 if your own Python lies in a home folder; or use --user"
        )


def _session() -> plan.Places:
    """Places of the user who runs this."""
    folders = (platformdirs.user_config_path(), platformdirs.user_data_path(), platformdirs.user_cache_path())
    return plan.session(*folders)


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True
