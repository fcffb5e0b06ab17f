"""A machine that systemd runs: a container on an overlay of this one's disk, thrown away afterwards.

Colibri lies in its /opt/colibri, as `make install` puts it there: a copy of the package, beside the interpreter and the packages
that run the tests.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import psutil
import pytest

import assistant

T = TypeVar("T")

TOOLS = ("systemd-nspawn", "systemctl", "unshare", "nsenter")
TARGET = """\
[Unit]
Requires=basic.target
After=basic.target
AllowIsolate=yes
"""
COMMAND = """\
#!/opt/colibri/bin/python
from assistant.cli import main
main()
"""
BOOT = """\
set -e
mount -t tmpfs none "$1"
mkdir "$1/work" "$1/root"
cp -a "$2" "$1/upper"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
shift 2
exec systemd-nspawn "$@"
"""
"""In a mount namespace of its own: whatever becomes of the test, nothing stays mounted."""


class Machine:
    """A booted machine; what is run, runs inside, as root."""

    def __init__(self, leader: int) -> None:
        self._leader = leader

    def run(self, *command: str, seconds: float = 60) -> subprocess.CompletedProcess[str]:
        inside = ["nsenter", "-t", str(self._leader), "-m", "-u", "-i", "-n", "-p", "-C", "--", *command]
        return subprocess.run(inside, capture_output=True, text=True, check=False, timeout=seconds)

    def write(self, path: str, text: str) -> None:
        """Write a file that everybody may read; its folder is made."""
        target = self.path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        target.chmod(0o644)

    def path(self, path: str) -> Path:
        """A path of the machine, as it is seen from outside."""
        return Path(f"/proc/{self._leader}/root") / path.lstrip("/")

    def show(self) -> dict[str, str]:
        """The properties of colibri.service."""
        lines = self.run("systemctl", "show", "colibri").stdout.splitlines()
        return dict(line.split("=", 1) for line in lines if "=" in line)

    def journal(self) -> str:
        """What colibri.service has logged so far, and systemd about it."""
        return self.run("journalctl", "-u", "colibri", "-o", "cat", "--no-pager").stdout

    def until_said(self, text: str) -> str:
        """Wait until the journal contains `text`; returns the journal."""
        return until(lambda: journal if text in (journal := self.journal()) else None, text, self.journal)

    def until_it_is(self, state: str, *, other_than: str = "") -> dict[str, str]:
        """Wait for an ActiveState, with another process than `other_than`; returns the properties."""

        def shown() -> dict[str, str] | None:
            found = self.show()
            return found if found["ActiveState"] == state and found["MainPID"] != other_than else None

        return until(shown, state, self.journal)


def until(look: Callable[[], T | None], wanted: str, explain: Callable[[], str], seconds: float = 30) -> T:
    """Look until something is found."""
    deadline = time.monotonic() + seconds
    while (found := look()) is None:
        if time.monotonic() > deadline:
            pytest.fail(f"waited {seconds:.0f} s in vain for: {wanted}\n{explain()}")
        time.sleep(0.1)
    return found


@contextmanager
def booted(folder: Path, files: dict[str, str]) -> Iterator[Machine]:
    """A machine with these files beside Colibri. Skips the test where none can be booted, and says why."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}; install: systemd systemd-container util-linux")
    if os.geteuid() != 0:
        pytest.skip("needs root, to boot a container")
    _prepare(folder / "upper", files)
    (folder / "mount").mkdir()
    with (folder / "console").open("wb") as console:
        process = subprocess.Popen(_command(folder), stdin=subprocess.DEVNULL, stdout=console, stderr=console)
    try:
        yield Machine(_leader(process, folder / "console"))
    finally:
        for child in psutil.Process(process.pid).children() if process.poll() is None else ():
            child.send_signal(signal.SIGRTMIN + 4)  # power off
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def _command(folder: Path) -> list[str]:
    base = Path(sys.base_prefix)
    binds = [f"{sysconfig.get_path('purelib')}:/opt/packages"]
    if base != Path("/usr"):
        binds.append(f"{base}:/opt/python")
    name = f"colibri-test-{os.getpid()}"
    nspawn = f"-q -b -D {folder}/mount/root -M {name} --register=no --keep-unit --console=pipe".split()
    boot = ["unshare", "--mount", "--propagation", "private", "sh", "-c", BOOT, "sh", str(folder / "mount")]
    return [*boot, str(folder / "upper"), *nspawn, *(f"--bind-ro={bind}" for bind in binds), "systemd.unit=test.target"]


def _prepare(upper: Path, files: dict[str, str]) -> None:
    """What the machine has beyond this one."""
    python, base = Path(sys.executable).resolve(), Path(sys.base_prefix)
    python = python if base == Path("/usr") else Path("/opt/python") / python.relative_to(base.resolve())
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = upper / "opt/colibri/lib" / version / "site-packages"
    ours = Path(assistant.__file__).parent
    shutil.copytree(ours, packages / "assistant", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("systemd", "configs"):
        shutil.copytree(ours.parent / name, packages / name)
    content = {
        "etc/machine-id": "",
        "etc/systemd/system/test.target": TARGET,
        # The interpreter of a home folder looks there for its library, and the service must not.
        "etc/systemd/system/colibri.service.d/test.conf": "[Service]\nEnvironment=LD_LIBRARY_PATH=/opt/python/lib\n",
        "opt/colibri/pyvenv.cfg": f"home = {python.parent}\n",
        "opt/colibri/bin/colibri": COMMAND,
        "opt/packages/.keep": "",
        f"opt/colibri/lib/{version}/site-packages/packages.pth": "/opt/packages\n",
        **files,
    }
    for path, text in content.items():
        (upper / path).parent.mkdir(parents=True, exist_ok=True)
        (upper / path).write_text(text)
    (upper / "opt/colibri/bin/python").symlink_to(python)
    for entry in (upper, *upper.rglob("*")):
        if not entry.is_symlink():
            entry.chmod(0o755 if entry.is_dir() or entry.name == "colibri" else 0o644)


def _leader(process: subprocess.Popen[bytes], console: Path) -> int:
    """The machine's first process, once systemd has started everything."""
    deadline = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < deadline:
        for child in psutil.Process(process.pid).children():
            state = Machine(child.pid).run("systemctl", "is-system-running").stdout.strip()
            if state in ("running", "degraded"):
                return int(child.pid)
        time.sleep(0.1)
    pytest.skip(f"systemd-nspawn cannot boot here: {console.read_text(errors='replace')[-500:] or 'it says nothing'}")
