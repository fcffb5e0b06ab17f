"""The shipped units: understood by systemd to the last key, and closed as far as promised."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from assistant.service.watchdog import PATIENCE_S

UNITS = Path(__file__).parents[2] / "systemd"

pytestmark = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")


def analyze(*arguments: str | Path, runtime: Path) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "XDG_RUNTIME_DIR": str(runtime)}
    command = ["systemd-analyze", "--no-pager", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environ)


@pytest.mark.parametrize(
    ("name", "manager"), [("colibri", "--system"), ("colibri-bridge", "--system"), ("colibri-user", "--user")]
)
def test_every_key_is_understood(name: str, manager: str, tmp_path: Path) -> None:
    text = (UNITS / f"{name}.service").read_text()
    unit = tmp_path / f"{name}-test.service"
    lines = [
        f"ExecStart={shutil.which('true')}" if line.startswith("ExecStart=") else line for line in text.splitlines()
    ]
    unit.write_text("\n".join(lines))
    ended = analyze(manager, "--recursive-errors=no", "verify", unit, runtime=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    unit.write_text("\n".join([*lines[:-2], "[Service]", "Misspellt=yes"]))
    assert analyze(manager, "--recursive-errors=no", "verify", unit, runtime=tmp_path).returncode != 0


@pytest.mark.parametrize(("name", "most"), [("colibri", 20), ("colibri-bridge", 20)])
def test_exposure_is_2_or_less(name: str, most: int, tmp_path: Path) -> None:
    unit = UNITS / f"{name}.service"
    ended = analyze("security", "--offline=yes", f"--threshold={most}", unit, runtime=tmp_path)
    assert ended.returncode == 0, ended.stdout


def test_the_watchdog_is_as_patient_as_the_unit() -> None:
    assert PATIENCE_S == 300
    for unit in UNITS.glob("*.service"):
        assert "TimeoutStartSec=5min" in unit.read_text()
