"""One process at a time: a lock that its process gives back however it ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType

from assistant.errors import ColibriError


class FileLock:
    """Taken and left again as often as is wanted. `path` is a file for this alone; it stays."""

    def __init__(self, path: Path) -> None:
        """Raises `ColibriError` where there can be no such file."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise ColibriError(f"{path}: {error.strerror}; mend its permissions, or choose another folder") from error

    def take(self) -> bool:
        """Whether it is ours now; False: another process has it."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def leave(self) -> None:
        """Another may have it."""
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def sign(self) -> None:
        """Write down who has it."""
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)

    @property
    def signed(self) -> str:
        """The process that wrote down last that it has it, as far as is known."""
        return os.pread(self._file, 20, 0).decode("ascii", "replace").strip() or "of an unknown number"

    def close(self) -> None:
        """Another may have it, for good. More than once does no harm."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> FileLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
