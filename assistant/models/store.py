"""The model store: a folder with one folder a model. Only `pull` ever touches the network."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from platformdirs import user_data_path

from assistant.errors import ModelError, ModelMissing, UsageError
from assistant.models import manifest
from assistant.models.catalogue import Catalogue, Entry, hub_entry, load
from assistant.models.progress import Progress, Silent
from assistant.models.pull import Puller, exclusive, free_bytes
from assistant.models.sources.hub import HubSource
from assistant.types import LocalModel


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found."""

    name: str
    state: Literal["ok", "damaged", "missing"]
    damaged: tuple[str, ...] = ()
    """Files that were not what they should be; they are removed, so that nothing loads them and `pull` mends them."""


class ModelStore:
    """`root`: else `$COLIBRI_MODELS`, else the platform's data folder."""

    def __init__(
        self,
        root: Path | None = None,
        catalogue: Catalogue | None = None,
        *,
        hub: HubSource | None = None,
        free: Callable[[Path], int] = free_bytes,
    ) -> None:
        self.root = root or default_root()
        self._catalogue = catalogue or load()
        self._hub = hub or HubSource()
        self._free = free

    @property
    def starter(self) -> tuple[str, ...]:
        """Names of the models that the default configuration needs."""
        return self._catalogue.starter

    def entries(self) -> tuple[Entry, ...]:
        """Every model of the catalogue."""
        return tuple(self._catalogue.models.values())

    def installed(self, name: str) -> bool:
        """Is a model of the catalogue, or a pulled `hub:` file, here and complete? Looks at lengths, not at bytes."""
        entry = self._entry(name)
        return manifest.is_complete(entry, self.root / entry.folder)

    def path(self, name: str) -> LocalModel:
        """The model called `name`: a name of the catalogue, `hub:OWNER/REPO@REV/path` once pulled, or a path to a file or
        folder. Raises `ModelMissing` when it is not on this board, `UsageError` when there is no such name."""
        if not self._is_name(name) and Path(name).expanduser().exists():
            return LocalModel(name, Path(name).expanduser().resolve())
        entry = self._entry(name)
        if not self.installed(name):
            raise ModelMissing(f"the model {name} is not on this board; run: colibri models pull {name}")
        folder = self.root / entry.folder
        only = next(iter(entry.files)) if len(entry.files) == 1 else None
        file = entry.main or only
        return LocalModel(name, folder / file if file else folder, entry.settings)

    def size_bytes(self, name: str) -> int:
        """How large a model is, named as for `path`: by its files, or by the catalogue where they are not on this board; 0: nobody
        knows."""
        try:
            found = self.path(name).path
        except ModelMissing:
            return next((entry.size for entry in self.entries() if entry.name == name), 0)
        files = [found] if found.is_file() else [file for file in found.rglob("*") if file.is_file()]
        return sum(file.stat().st_size for file in files)

    def uses_tools(self, name: str) -> bool:
        """Whether the language model called `name` is known to be able to use tools."""
        return any(entry.tools for entry in self.entries() if entry.name == name)

    def pull(self, names: Sequence[str] = (), progress: Progress | None = None) -> tuple[str, ...]:
        """Fetch models, the starter set when none is named; those that are here already cost nothing. Returns the names of
        those that were fetched. Raises `SourceUnavailable`, `HashMismatch`, `NoSpace`, `GatedModel`."""
        progress = progress or Silent()
        entries = [self._entry(name) for name in dict.fromkeys(names or self.starter)]
        if all(self.installed(entry.name) for entry in entries):
            return ()
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with exclusive(self.root, progress):
                missing = [entry for entry in entries if not self.installed(entry.name)]
                puller = Puller(self.root, self._catalogue.wheels, self._hub, progress)
                puller.check_space(missing, self._free)
                for entry in missing:
                    progress.note(f"pulling {entry.name}")
                    puller.install(entry)
        except PermissionError as error:
            raise ModelError(
                f"{self.root} is not writable ({error.strerror}: {error.filename}); pull as its owner, or set COLIBRI_MODELS"
            ) from error
        return tuple(entry.name for entry in missing)

    def verify(self, names: Sequence[str] = ()) -> list[Verdict]:
        """Hash models, all installed ones when none is named."""
        entries = [self._entry(name) for name in names] or [
            e for e in self.entries() if (self.root / e.folder).is_dir()
        ]
        return [self._verdict(entry) for entry in entries]

    def _verdict(self, entry: Entry) -> Verdict:
        folder = self.root / entry.folder
        if not manifest.is_complete(entry, folder):
            return Verdict(entry.name, "missing")
        proofs = manifest.read(folder)
        damaged = tuple(name for name in entry.files if manifest.digest(folder / name) != proofs[name].sha256)
        for name in damaged:
            (folder / name).unlink()
        return Verdict(entry.name, "damaged" if damaged else "ok", damaged)

    def _is_name(self, name: str) -> bool:
        return name in self._catalogue.models or name.startswith("hub:")

    def _entry(self, name: str) -> Entry:
        if entry := self._catalogue.models.get(name):
            return entry
        if name.startswith("hub:"):
            return hub_entry(name)
        if "/" in name or name.startswith(("~", ".")):
            raise ModelMissing(
                f"there is no model file {name}; give an existing path, or a name of: colibri models list"
            )
        near = get_close_matches(name, self._catalogue.models, n=1)
        hint = f"did you mean {near[0]}?" if near else "see: colibri models list"
        raise UsageError(f"there is no model {name!r}; {hint}")


def default_root() -> Path:
    """`$COLIBRI_MODELS`, else the platform's data folder."""
    configured = os.environ.get("COLIBRI_MODELS")
    return Path(configured).expanduser() if configured else user_data_path("colibri") / "models"
