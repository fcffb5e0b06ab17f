"""Exit codes and messages: what every command has in common."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from assistant import __version__, cli
from assistant.audio import files
from tests.cli.command import colibri, start

COMMANDS = ["run", "replay", "ask", "chat", "say", "transcribe", "models", "config", "doctor", "devices", "bench"]


@pytest.fixture
def wav(tmp_path: Path) -> Path:
    files.save(tmp_path / "a.wav", np.zeros(1600, np.int16))
    return tmp_path / "a.wav"


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_names_every_command(flag: str) -> None:
    ended = colibri(flag)
    assert ended.code == 0
    assert all(f" {name} " in ended.out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    assert colibri(name, "--help").code == 0


def test_version() -> None:
    assert colibri("--version").out == f"colibri {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["bogus"], "No such command"),
        (["--bogus"], "No such option"),
        (["ask"], "Missing argument"),
        (["replay"], "Missing argument"),
        (["ask", ""], "there is no question"),
        (["ask", " ?! "], "there is no question"),
        (["say", "..."], "there is nothing to say"),
        (["ask", "hi", "--language", "xx"], "xx is not configured; configured: en"),
        (["transcribe", "a.wav", "--language", "xx"], "ISO 639-1"),
        (["bench", "--stages", "--picture", "x.png"], "--picture shows turns"),
        (["ask", "hi", "--set", "llm.modle=x"], "did you mean model?"),
        (["run", "-c", "/nowhere.yaml"], "cannot be read"),
        (["replay", "a.wav", "--set", "turn.end_ms=soon"], "turn.end_ms"),
        (["models", "path", "whisper-bse"], "did you mean whisper-base?"),
        (["config", "check", "\udcff.yaml"], "\\udcff.yaml"),
    ],
)
def test_bad_usage_and_configuration_end_with_2(arguments: list[str], message: str) -> None:
    ended = colibri(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err


def test_no_command_at_all_shows_the_help_and_ends_with_2() -> None:
    assert colibri().code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "hi", "--json"],
        ["chat"],
        ["say", "hi", "--out", "x.wav"],
        ["transcribe", "WAV", "--json"],
        ["replay", "WAV", "--json", "--fast"],
        ["run"],
        ["models", "path", "whisper-base"],
    ],
)
def test_a_missing_model_ends_with_3_and_the_command_that_gets_it(
    arguments: list[str], wav: Path, tmp_path: Path
) -> None:
    named = [str(wav) if argument == "WAV" else argument for argument in arguments]
    ended = colibri(*named, environ={"COLIBRI_MODELS": str(tmp_path / "empty")})
    assert (ended.code, ended.out) == (3, "")
    assert "run: colibri models pull " in ended.err


@pytest.mark.parametrize("option", ["--out", "--picture"])
@pytest.mark.parametrize(("place", "message"), [("", "is a folder"), ("none/x", "does not exist; create it")])
def test_where_nothing_can_be_written_is_said_before_the_conversation(
    option: str, place: str, message: str, wav: Path, tmp_path: Path
) -> None:
    ended = colibri("replay", wav, option, tmp_path / place, environ={"COLIBRI_MODELS": str(tmp_path / "empty")})
    assert ended.code == 2
    assert message in ended.err


def test_input_in_no_known_encoding_is_read_all_the_same() -> None:
    ended = colibri("ask", "-", stdin=b"\xff\xfe")
    assert (ended.code, ended.out) == (2, "")
    assert "there is no question" in ended.err


def test_a_full_disk_is_a_message() -> None:
    with Path("/dev/full").open("w") as full:
        ended = start("config", "show", stdout=full)
        _, err = ended.communicate(timeout=60)
    assert ended.returncode == 1
    assert err.startswith("the output: No space left on device")
    assert "Traceback" not in err


def test_a_reader_that_has_gone_is_no_message() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ended = start("config", "schema", stdout=writing)
    os.close(writing)
    _, err = ended.communicate(timeout=60)
    assert (ended.returncode, err) == (1, "")


def test_an_interruption_is_quiet_from_the_first_moment_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Stopped(Exception):
        pass

    def interrupted() -> None:
        raise KeyboardInterrupt

    def stop(code: int) -> None:
        raise Stopped(code)

    monkeypatch.setitem(sys.modules, "assistant.cli.app", SimpleNamespace(app=interrupted))
    monkeypatch.setattr(os, "_exit", stop)
    with pytest.raises(Stopped, match="130"):
        cli.main()
    assert capsys.readouterr() == ("", "")


def test_no_library_reports_its_use() -> None:
    asked = "import os, sys; sys.argv = ['colibri', 'devices', '--help']; from assistant.cli import _run; _run()"
    check = "; print(os.environ['ORT_DISABLE_TELEMETRY'])"
    ended = subprocess.run([sys.executable, "-c", asked + check], capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[-1] == "1"
