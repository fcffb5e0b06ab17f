"""What is going to change, without changing it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.service import plan, shipped
from assistant.service.steps import Command, File, Folder, Removal

COMMAND = Path("/opt/colibri/bin/colibri")


def test_the_board_gets_a_user_a_configuration_and_a_unit(tmp_path: Path) -> None:
    places = plan.board(tmp_path)
    steps = plan.install_for_board(places, COMMAND)
    assert [str(step).replace(str(tmp_path), "") for step in steps] == [
        "write  /etc/sysusers.d/colibri.conf",
        "run    systemd-sysusers /etc/sysusers.d/colibri.conf",
        "make   /etc/colibri/",
        "make   /etc/colibri/credentials/",
        "write  /etc/colibri/config.yaml",
        "write  /etc/systemd/system/colibri.service",
        "write  /etc/systemd/system/colibri-bridge.service",
        "run    systemctl daemon-reload",
        "run    systemctl enable colibri.service",
        "run    systemctl restart colibri.service",
    ]
    for step in steps:
        if isinstance(step, File | Folder):
            step.do()
    assert all(step.done for step in plan.install_for_board(places, COMMAND) if not isinstance(step, Command))
    assert (places.etc / "credentials").stat().st_mode & 0o777 == 0o700
    assert f"ExecStart={COMMAND} run -c /etc/colibri/config.yaml" in places.unit.read_text()


def test_an_edited_configuration_is_kept(tmp_path: Path) -> None:
    places = plan.board(tmp_path)
    places.etc.mkdir(parents=True)
    (places.etc / "config.yaml").write_text("languages: [fr]\n")
    (config,) = [step for step in plan.install_for_board(places, COMMAND) if "config.yaml" in str(step)]
    assert config.done


def test_a_session_gets_a_unit_alone(tmp_path: Path) -> None:
    places = plan.session(tmp_path / "config", tmp_path / "data", tmp_path / "cache")
    steps = plan.install_for_session(places, Path("/home/me/my tools/colibri"))
    assert [str(step) for step in steps] == [
        f"write  {tmp_path}/config/systemd/user/colibri.service",
        "run    systemctl --user daemon-reload",
        "run    systemctl --user enable colibri.service",
        "run    systemctl --user restart colibri.service",
    ]
    steps[0].do()
    assert 'ExecStart="/home/me/my tools/colibri" run\n' in places.unit.read_text()


@pytest.mark.parametrize("purge", [False, True])
def test_uninstalling_keeps_what_is_not_to_be_purged(purge: bool, tmp_path: Path) -> None:
    places = plan.board(tmp_path)
    for step in plan.install_for_board(places, COMMAND):
        if not isinstance(step, Command):
            step.do()
    (places.state / "models").mkdir(parents=True)
    steps = plan.uninstall(places, purge=purge, user_exists=True)
    commands = [step.argv for step in steps if isinstance(step, Command)]
    assert commands[0] == ("systemctl", "disable", "--now", "colibri.service")
    assert (("userdel", "colibri") in commands) is purge
    for step in steps:
        if isinstance(step, Removal):
            step.do()
    assert not places.unit.exists()
    assert (places.etc / "config.yaml").exists() is not purge
    assert (places.state / "models").exists() is not purge


def test_what_was_never_installed_is_not_uninstalled(tmp_path: Path) -> None:
    for places in (plan.board(tmp_path), plan.session(tmp_path, tmp_path, tmp_path)):
        assert all(step.done for step in plan.uninstall(places, purge=True))


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/opt/colibri/bin/python", True),
        ("/usr/bin/python3", True),
        ("/homes/x", True),
        ("/home/me/colibri", False),
        ("/root/.pyenv/bin/python", False),
        ("/tmp/venv/bin/python", False),
    ],
)
def test_what_the_service_sees(path: str, seen: bool) -> None:
    assert (plan.hidden_from_service([Path("/usr/bin/true"), Path(path)]) is None) is seen


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
@pytest.mark.parametrize("folder", ["plain", "with space", "per%cent", "dol$lar", "é"])
def test_paths_are_understood_by_systemd(folder: str, tmp_path: Path) -> None:
    command = tmp_path / folder / "colibri"
    command.parent.mkdir()
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    unit = tmp_path / "colibri-test.service"
    unit.write_text(plan.unit_for(command, shipped.unit("colibri.service")))
    ended = subprocess.run(
        ["systemd-analyze", "--recursive-errors=no", "verify", unit], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("folder", ['qu"ote', "apo'strophe", "back\\slash", "new\nline"])
def test_paths_that_systemd_refuses_are_refused_before_anything_changes(folder: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="rename the folder"):
        plan.install_for_board(plan.board(tmp_path), Path("/opt") / folder / "colibri")
