"""One bridge serves a store: two would answer everything twice."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType

from assistant.errors import ColibriError


class BridgeLock:
    """Held from when it is made until it is closed, or the process ends, however it does."""

    def __init__(self, path: Path) -> None:
        """`path`: the store's. Raises `ColibriError` when another bridge serves it."""
        place = path.with_name(f"{path.name}.lock")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise ColibriError(f"{place}: {error.strerror}; mend its permissions, or choose another folder") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            pid = os.pread(self._file, 20, 0).decode("ascii", "replace").strip() or "of an unknown number"
            os.close(self._file)
            raise ColibriError(
                f"process {pid} serves {path} already; stop that bridge, or give this one a store of its own"
            ) from error
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)

    def close(self) -> None:
        """Another bridge may serve it now. More than once does no harm."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> BridgeLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
