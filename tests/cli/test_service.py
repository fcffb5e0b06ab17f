"""`colibri service`: shows, asks, does; and refuses politely."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.cli import service
from tests.cli.command import Ended, colibri

SYSTEMCTL = """#!/bin/sh
echo "$(basename "$0") $*" >> "$LOG"
case "$*" in *restart*) exit "${RESTART_EXIT:-0}";; esac
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty board, run by systemd and root, whose programs only write down how they were called."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("systemctl", "systemd-sysusers", "userdel"):
        (programs / name).write_text(SYSTEMCTL)
        (programs / name).chmod(0o755)
    (programs / "colibri").touch()
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("LOG", str(tmp_path / "log"))
    monkeypatch.setattr(service, "ROOT", tmp_path / "root")
    monkeypatch.setattr(service, "SYSTEMD", tmp_path)
    monkeypatch.setattr(service, "_check_visible", lambda command: None)
    monkeypatch.setattr("sys.executable", str(programs / "python"))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return tmp_path / "root"


def called(root: Path) -> list[str]:
    log = root.parent / "log"
    return log.read_text().splitlines() if log.exists() else []


def install(*arguments: str, **options: bytes) -> Ended:
    return colibri("service", "install", *arguments, **options)  # type: ignore[arg-type]


def test_it_shows_asks_and_does(root: Path) -> None:
    ended = install(stdin=b"y\n")
    assert ended.code == 0
    shown, _, rest = ended.out.partition("Go on?")
    assert f"write  {root}/etc/systemd/system/colibri.service" in shown
    assert "run    systemctl restart colibri.service" in shown
    assert "Colibri runs" in rest
    assert called(root)[1:] == [
        "systemctl daemon-reload",
        "systemctl enable colibri.service",
        "systemctl restart colibri.service",
    ]
    unit = (root / "etc/systemd/system/colibri.service").read_text()
    assert f"ExecStart={root.parent}/bin/colibri run -c /etc/colibri/config.yaml" in unit


@pytest.mark.parametrize("answer", [b"n\n", b"\n", b""])
def test_without_a_yes_nothing_changes(answer: bytes, root: Path) -> None:
    assert install(stdin=answer).code == 1
    assert not root.exists()
    assert called(root) == []


def test_again_writes_nothing_anew_and_keeps_the_configuration(root: Path) -> None:
    assert install("--yes").code == 0
    config = root / "etc/colibri/config.yaml"
    config.write_text("languages: [fr]\n")
    ended = install("--yes")
    assert ended.code == 0
    assert "write  " not in ended.out
    assert config.read_text() == "languages: [fr]\n"


def test_a_service_that_does_not_start_is_a_failure_that_says_where_to_look(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESTART_EXIT", "1")
    ended = install("--yes")
    assert ended.code == 1
    assert "journalctl -u colibri" in ended.err


def test_uninstall_keeps_models_and_configuration_unless_purged(root: Path) -> None:
    install("--yes")
    models = root / "var/lib/colibri/models"
    models.mkdir(parents=True)
    assert colibri("service", "uninstall", "--yes").code == 0
    assert "systemctl disable --now colibri.service" in called(root)
    assert not (root / "etc/systemd/system/colibri.service").exists()
    assert models.exists()
    assert (root / "etc/colibri/config.yaml").exists()
    assert colibri("service", "uninstall", "--purge", stdin=b"n\n").code == 1
    assert models.exists()
    assert colibri("service", "uninstall", "--purge", "--yes").code == 0
    assert not models.exists()
    assert not (root / "etc/colibri").exists()
    assert colibri("service", "uninstall").out == "Nothing is left to do.\n"


def test_a_user_s_session(root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert install("--user", "--yes").code == 0
    assert "run\n" in (tmp_path / "config/systemd/user/colibri.service").read_text()
    assert called(root)[-1] == "systemctl --user restart colibri.service"
    assert colibri("service", "uninstall", "--user", "--yes").code == 0
    assert not (tmp_path / "config/systemd/user/colibri.service").exists()


@pytest.mark.parametrize(
    ("arguments", "uid", "said"),
    [((), 1000, "sudo"), (("--user",), 0, "without sudo")],
)
def test_the_wrong_user_is_told_the_right_one(
    arguments: tuple[str, ...], uid: int, said: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: uid)
    for command in ("install", "uninstall"):
        ended = colibri("service", command, *arguments)
        assert (ended.code, ended.out) == (2, "")
        assert said in ended.err


def test_without_systemd_there_is_no_service(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "SYSTEMD", tmp_path / "none")
    ended = install()
    assert ended.code == 2
    assert "colibri run" in ended.err


def test_an_installation_in_a_home_folder_is_no_service(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(service, "SYSTEMD", Path("/"))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(service, "_command", lambda: Path("/home/me/.venv/bin/colibri"))
    ended = install("--yes")
    assert ended.code == 2
    assert "/home/me/.venv/bin/colibri" in ended.err
    assert "sudo make install" in ended.err


def test_an_interpreter_without_the_command_is_no_installation(root: Path) -> None:
    (root.parent / "bin/colibri").unlink()
    ended = install("--yes")
    assert ended.code == 2
    assert "make install" in ended.err
