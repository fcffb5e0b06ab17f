"""One bridge serves a store: two would answer everything twice."""

from __future__ import annotations

from pathlib import Path

from assistant.errors import ColibriError
from assistant.locks import FileLock


class BridgeLock(FileLock):
    """Held from when it is made until it is closed, or the process ends, however it does."""

    def __init__(self, path: Path) -> None:
        """`path`: the store's. Raises `ColibriError` when another bridge serves it."""
        super().__init__(path.with_name(f"{path.name}.lock"))
        if not self.take():
            pid = self.signed
            self.close()
            raise ColibriError(
                f"process {pid} serves {path} already; stop that bridge, or give this one a store of its own"
            )
        self.sign()
