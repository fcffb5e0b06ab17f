"""Where the bytes of a model come from: one file for each kind of source."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Announced:
    """What a source says of a file before it is fetched; None where it says nothing."""

    bytes: int | None = None
    sha256: str | None = None
    git_sha1: str | None = None
    revision: str | None = None
    """The commit that a moving revision such as `main` stood for."""
