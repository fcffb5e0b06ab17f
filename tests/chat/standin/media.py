"""Files of the platforms, at addresses that expire."""

from __future__ import annotations

import base64
import hashlib
import random
import time
from dataclasses import dataclass

from tests.chat.standin.people import Ids


@dataclass(frozen=True, slots=True)
class File:
    """A file as the platform tells of it; what it tells need not be true."""

    id: str
    data: bytes
    mime: str
    sha256: bytes
    size: int
    filename: str = ""

    @property
    def hex(self) -> str:
        return self.sha256.hex()

    @property
    def base64(self) -> str:
        return base64.b64encode(self.sha256).decode()


@dataclass(slots=True)
class Address:
    """Where a file is, for a while."""

    file: File
    until: float
    """By the monotonic clock."""
    gets: float
    """How often it may still be fetched."""
    open: bool
    """Whether it may be fetched without a token."""


class Media:
    """One account's files."""

    def __init__(self, ids: Ids, rng: random.Random) -> None:
        self.base = ""
        """Address of the server."""
        self.url_s = 300.0
        """An address lives for so many seconds."""
        self.url_gets = float("inf")
        """An address may be fetched so often."""
        self.files: dict[str, File] = {}
        self._ids, self._rng = ids, rng
        self._addresses: dict[str, Address] = {}

    def add(
        self, data: bytes, mime: str, filename: str = "", *, sha256: bytes | None = None, size: int | None = None
    ) -> File:
        """One more. `sha256`, `size`: what is told of it in place of the truth."""
        digest = hashlib.sha256(data).digest() if sha256 is None else sha256
        file = File(self._ids.file(), data, mime, digest, len(data) if size is None else size, filename)
        self.files[file.id] = file
        return file

    def address(self, file: File, *, open_: bool = False) -> str:
        """A fresh address."""
        key = f"{self._rng.getrandbits(128):032x}"
        self._addresses[key] = Address(file, time.monotonic() + self.url_s, self.url_gets, open_)
        return f"{self.base}/media/{key}"

    def expire(self) -> None:
        """All addresses die now."""
        self._addresses.clear()

    def at(self, key: str) -> Address | None:
        """What is there now; None: nothing, or no more."""
        found = self._addresses.get(key)
        return found if found is not None and found.gets > 0 and time.monotonic() < found.until else None
