"""The words on the wire, as a service manager receives them."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.service.notify import SystemdNotifier


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.bind(str(tmp_path / "notify"))
        receiver.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield receiver


def test_every_word(manager: socket.socket) -> None:
    notifier = SystemdNotifier()
    notifier.ready()
    notifier.stopping()
    notifier.alive()
    assert [manager.recv(4096) for _ in range(3)] == [b"READY=1", b"STOPPING=1", b"WATCHDOG=1"]
    notifier.reloading()
    first, second = manager.recv(4096).decode().splitlines()
    assert first == "RELOADING=1"
    assert second.removeprefix("MONOTONIC_USEC=").isdigit()


def test_a_status_is_one_line_of_utf_8(manager: socket.socket) -> None:
    SystemdNotifier().status("écoute — 日本\nREADY=1")
    assert manager.recv(4096).decode() == "STATUS=écoute — 日本 READY=1"


def test_without_a_service_manager_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"):
        monkeypatch.delenv(name, raising=False)
    notifier = SystemdNotifier()
    notifier.ready()
    notifier.status("x")
    assert notifier.watchdog_s is None


def test_a_service_manager_that_has_gone_is_no_failure(manager: socket.socket, tmp_path: Path) -> None:
    notifier = SystemdNotifier()
    manager.close()
    notifier.ready()


@pytest.mark.parametrize(
    ("usec", "pid", "interval_s"),
    [
        ("30000000", None, 30.0),
        ("30000000", "own", 30.0),
        ("30000000", "1", None),
        ("0", None, None),
        ("soon", None, None),
    ],
)
def test_the_watchdog_s_interval(
    usec: str, pid: str | None, interval_s: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", usec)
    monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()) if pid == "own" else pid or "")
    assert SystemdNotifier().watchdog_s == interval_s
