"""What was installed: `manifest.json`, written beside a model's files."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.models.catalogue import Entry, FileSpec

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Proof:
    """What a file was when it was verified."""

    bytes: int
    sha256: str
    source: str
    """Where it came from; for the hub with the commit that it belonged to."""


Manifest = Mapping[str, Proof]
"""By file name."""


def read(folder: Path) -> Manifest:
    """The manifest of a folder; empty when there is none or it is not readable."""
    try:
        data = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return {name: Proof(**proof) for name, proof in data["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def write(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest of a folder in one step."""
    part = folder / f"{NAME}.part"
    text = json.dumps({"files": {name: asdict(proof) for name, proof in manifest.items()}}, indent=2)
    with part.open("w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / NAME)


def is_current(proof: Proof | None, spec: FileSpec, path: Path) -> bool:
    """Cheap: is the file there, as long as it was when verified, and is that what the catalogue wants?"""
    if proof is None or (spec.sha256 or proof.sha256) != proof.sha256:
        return False
    try:
        return path.stat().st_size == proof.bytes
    except OSError:
        return False


def is_complete(entry: Entry, folder: Path) -> bool:
    """`is_current` for every file of a model."""
    manifest = read(folder)
    return all(is_current(manifest.get(name), spec, folder / name) for name, spec in entry.files.items())


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def git_digest(path: Path) -> str:
    """The hash that git gives a file, in hex: what the hub announces for files outside large-file storage."""
    header = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: header).hexdigest()
