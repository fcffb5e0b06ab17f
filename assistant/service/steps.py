"""What an installation consists of: each step says what it will do, whether that is done already, and does it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.errors import ColibriError


class Step(Protocol):
    """One change of this machine."""

    @property
    def done(self) -> bool:
        """Nothing is left to do."""
        ...

    def __str__(self) -> str:
        """What it changes, for the person who is asked."""
        ...

    def do(self) -> None:
        """Change it. Raises `OSError`, or `ColibriError` when a program that was run failed."""
        ...


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that has to be there. One that is there already keeps its rights."""

    path: Path
    mode: int = 0o755

    @property
    def done(self) -> bool:
        return self.path.is_dir()

    def __str__(self) -> str:
        return f"make   {self.path}/"

    def do(self) -> None:
        self.path.mkdir(mode=self.mode, parents=True, exist_ok=True)
        self.path.chmod(self.mode)  # whatever the umask is


@dataclass(frozen=True, slots=True)
class File:
    """A file with this text. `keep`: only if there is none, because from then on it is its owner's."""

    path: Path
    text: str
    keep: bool = False

    @property
    def done(self) -> bool:
        if self.keep:
            return self.path.exists()
        return self.path.is_file() and self.path.read_bytes() == self.text.encode()

    def __str__(self) -> str:
        return f"write  {self.path}"

    def do(self) -> None:
        """Never half: whoever reads it sees the old text or the new one."""
        self.path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        fresh = self.path.with_name(f".{self.path.name}.new")
        fresh.write_text(self.text)
        fresh.chmod(0o644)
        fresh.replace(self.path)


@dataclass(frozen=True, slots=True)
class Removal:
    """A file or a folder, with all that is in it, that has to go."""

    path: Path

    @property
    def done(self) -> bool:
        return not os.path.lexists(self.path)

    def __str__(self) -> str:
        return f"remove {self.path}{'/ and all that is in it' if self.path.is_dir() else ''}"

    def do(self) -> None:
        if self.path.is_dir() and not self.path.is_symlink():
            shutil.rmtree(self.path)
        else:
            self.path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Command:
    """A program that is run. `mend` says what to do when it fails."""

    argv: tuple[str, ...]
    mend: str
    idle: bool = False
    """There is nothing for it to do."""

    @property
    def done(self) -> bool:
        return self.idle

    def __str__(self) -> str:
        return f"run    {shlex.join(self.argv)}"

    def do(self) -> None:
        try:
            subprocess.run(self.argv, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise ColibriError(f"{shlex.join(self.argv)} failed ({error}); {self.mend}") from None
