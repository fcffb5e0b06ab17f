"""A real broker on a loopback port, which can be killed and started again."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

USER, PASSWORD = "colibri", "s3cret"

_PATH = "/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin"
_PROGRAM = shutil.which("mosquitto", path=_PATH) or ""
_MAKES_PASSWORDS = shutil.which("mosquitto_passwd", path=_PATH) or ""
_MAKES_KEYS = shutil.which("openssl", path=_PATH) or ""

needs_mosquitto = pytest.mark.skipif(
    not (_PROGRAM and _MAKES_PASSWORDS),
    reason="there is no mosquitto here; apt-get install mosquitto",
)
needs_openssl = pytest.mark.skipif(not _MAKES_KEYS, reason="there is no openssl here; apt-get install openssl")


class Broker:
    """Of Eclipse Mosquitto. It lets one user in."""

    def __init__(self, folder: Path, *, tls: bool = False) -> None:
        """`tls`: with a certificate of its own, `authority`."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        passwords = folder / "passwords"
        subprocess.run([_MAKES_PASSWORDS, "-b", "-c", passwords, USER, PASSWORD], check=True, capture_output=True)
        self._settings = folder / "mosquitto.conf"
        lines = [f"listener {self.port} 127.0.0.1", "allow_anonymous false", f"password_file {passwords}", "user root"]
        self.authority = folder / "certificate.pem"
        if tls:
            key = folder / "key.pem"
            request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=broker"
            request += f" -addext subjectAltName=IP:127.0.0.1 -keyout {key} -out {self.authority}"
            subprocess.run([_MAKES_KEYS, *request.split()], check=True, capture_output=True)
            lines += [f"certfile {self.authority}", f"keyfile {key}"]
        self._settings.write_text("\n".join(lines) + "\n")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen([_PROGRAM, "-c", self._settings], stderr=subprocess.DEVNULL)
        for _ in range(500):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.01)
        raise AssertionError("mosquitto does not listen")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def broker(folder: Path, *, tls: bool = False) -> Iterator[Broker]:
    found = Broker(folder, tls=tls)
    found.start()
    try:
        yield found
    finally:
        found.kill()
