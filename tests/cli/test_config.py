from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli.config import app
from assistant.errors import ConfigError


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("log: {level: warning}\n")
    monkeypatch.setenv("COLIBRI_CONFIG", str(own))


def test_check_says_which_file_is_fine(tmp_path: Path) -> None:
    file = tmp_path / "c.yaml"
    file.write_text("stt: {model: whisper-tiny.en}\n")
    result = run("check", str(file))
    assert (result.exit_code, result.output.replace("\n", "")) == (0, f"{file}: fine")
    assert run("check").output.replace("\n", "") == f"{tmp_path}/own.yaml: fine"


def test_check_finds_everything(tmp_path: Path) -> None:
    file = tmp_path / "c.yaml"
    file.write_text("stt:\n  modle: x\nlog: {level: loud}\n")
    result = run("check", str(file), "--set", "turn.max_s=0")
    assert isinstance(result.exception, ConfigError)
    assert result.exception.problems == (
        f"{file}:2: stt.modle: there is no such setting (did you mean model?)",
        f"{file}:3: log.level: must be 'debug', 'info', 'warning' or 'error', not 'loud'",
        "--set turn.max_s: must be at least 2.0, not 0",
    )


def test_show_prints_what_is_in_effect(tmp_path: Path) -> None:
    shown = run("show", "--set", "turn.end_ms=900").output
    assert "  end_ms: 900\n" in shown
    assert "  level: warning\n" in shown
    file = tmp_path / "c.yaml"
    file.write_text(shown)
    assert run("show", "-c", str(file)).output == shown


def test_schema_is_json_with_the_engines() -> None:
    schema = json.loads(run("schema").output)
    assert schema["$defs"]["SttSection"]["properties"]["engine"]["enum"] == ["faster-whisper"]
