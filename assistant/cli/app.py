"""The commands of `colibri`. One file a group of commands."""

from __future__ import annotations

import typer

from assistant import __version__
from assistant.cli import bench, board, bridge, config, docs, memory, models, privacy, service, text, voice, wake

app = typer.Typer(
    help="A hands-free voice assistant that runs whole on one small board.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("run")(voice.run)
app.command("replay")(voice.replay)
app.command("ask")(text.ask)
app.command("chat")(text.chat)
app.command("say")(text.say)
app.command("transcribe")(text.transcribe)
app.command("wake")(wake.wake)
app.add_typer(models.app, name="models")
app.add_typer(config.app, name="config")
app.command("doctor")(board.doctor)
app.command("devices")(board.devices)
app.command("bench")(bench.bench)
app.add_typer(service.app, name="service")
app.add_typer(docs.app, name="docs")
app.add_typer(memory.app, name="memory")
app.add_typer(privacy.app, name="privacy")
app.add_typer(bridge.app, name="bridge")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"colibri {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """A hands-free voice assistant that runs whole on one small board."""
