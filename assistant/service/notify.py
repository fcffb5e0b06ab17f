"""What the service manager is told, in the words of sd_notify(3). Without a service manager nothing is said."""

from __future__ import annotations

import os
import time
from typing import Protocol

import sdnotify


class Notifier(Protocol):
    """Listens to how the service is."""

    watchdog_s: float | None
    """The service is killed when it says `alive` less often than every so many seconds; None when nobody minds."""

    def ready(self) -> None:
        """It works: after the start, and after each `reloading`."""

    def reloading(self) -> None:
        """It changes to another configuration."""

    def stopping(self) -> None:
        """It is about to end."""

    def status(self, text: str) -> None:
        """What it does, for people: the line `Status:` of `systemctl status`."""

    def alive(self) -> None:
        """Feed the watchdog."""


class SystemdNotifier:
    """The service manager at `$NOTIFY_SOCKET`."""

    def __init__(self) -> None:
        self.watchdog_s = _watchdog_s()
        # sdnotify opens a socket even if there is nobody to talk to.
        self._systemd = sdnotify.SystemdNotifier() if os.environ.get("NOTIFY_SOCKET") else None

    def ready(self) -> None:
        self._say("READY=1")

    def reloading(self) -> None:
        # The time tells systemd 253 and later this reload from an earlier one.
        self._say(f"RELOADING=1\nMONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000}")

    def stopping(self) -> None:
        self._say("STOPPING=1")

    def status(self, text: str) -> None:
        self._say(f"STATUS={' '.join(text.split())}")  # a second line would be a message of its own

    def alive(self) -> None:
        self._say("WATCHDOG=1")

    def _say(self, message: str) -> None:
        if self._systemd is not None:
            self._systemd.notify(message.encode().decode("latin-1"))  # sdnotify writes Latin-1, systemd reads UTF-8


def _watchdog_s() -> float | None:
    usec, pid = os.environ.get("WATCHDOG_USEC", ""), os.environ.get("WATCHDOG_PID", "")
    for_us = not pid or pid == str(os.getpid())
    return int(usec) / 1e6 if for_us and usec.isdigit() and int(usec) else None
