"""The catalogue of models: `catalogue.yaml`, validated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from assistant.errors import UsageError

_HUB = re.compile(r"hub:(?P<repo>[\w.-]+/[\w.-]+)@(?P<revision>[\w.-]+)/(?P<path>.+)")
_WHEEL = re.compile(r"wheel:(?P<package>[\w.-]+)==(?P<version>[\w.!+-]+)/(?P<path>.+)")


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a repository on the model hub: `hub:OWNER/REPO@REV/path`."""

    repo: str
    revision: str
    path: str

    def __str__(self) -> str:
        return f"hub:{self.repo}@{self.revision}/{self.path}"


@dataclass(frozen=True, slots=True)
class WheelFile:
    """A file inside a wheel of the package index: `wheel:PACKAGE==VERSION/path`."""

    package: str
    version: str
    path: str

    @property
    def requirement(self) -> str:
        return f"{self.package}=={self.version}"

    def __str__(self) -> str:
        return f"wheel:{self.requirement}/{self.path}"


Source = HubFile | WheelFile


def parse_source(text: str) -> Source:
    """The source that `text` names. Raises `ValueError` when it is neither kind."""
    if match := _HUB.fullmatch(text):
        source: Source = HubFile(**match.groupdict())
    elif match := _WHEEL.fullmatch(text):
        source = WheelFile(**match.groupdict())
    else:
        raise ValueError(f"{text!r} is neither hub:OWNER/REPO@REV/path nor wheel:PACKAGE==VERSION/path")
    _inside(source.path)
    return source


def _inside(path: str) -> str:
    """`path` itself, when it cannot lead out of the folder it is joined to."""
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        raise ValueError(f"{path!r} leads out of its folder")
    return path


def _alternative(value: Any) -> Any:
    """One entry of `sources:`: a source, or `parts:`, several that are joined in order."""
    if isinstance(value, str):
        return (parse_source(value),)
    if isinstance(value, Mapping) and set(value) == {"parts"} and value["parts"]:
        return tuple(parse_source(part) for part in value["parts"])
    return value


Alternative = Annotated[tuple[HubFile | WheelFile, ...], BeforeValidator(_alternative)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class FileSpec(_Frozen):
    """One file of a model."""

    bytes: int | None = Field(default=None, gt=0)
    about_bytes: int = Field(default=0, ge=0)
    """A rough length for tables and the disk check, where `bytes` is not known for certain."""
    sha256: str | None = Field(default=None, pattern="^[0-9a-f]{64}$")
    """None: trust on first use. The hub announces a hash, which is checked and then kept in the manifest."""
    sources: tuple[Alternative, ...] = Field(min_length=1)
    """Tried in order."""

    @property
    def size(self) -> int:
        return self.bytes or self.about_bytes

    @model_validator(mode="after")
    def _verifiable(self) -> FileSpec:
        for parts in self.sources:
            if self.sha256 is None and not (len(parts) == 1 and isinstance(parts[0], HubFile)):
                raise ValueError("a file without sha256 can only come from the hub, in one piece")
        return self


class Entry(_Frozen):
    """One model."""

    name: str
    role: Literal["stt", "llm", "tts", "turn", "other"]
    set: Literal["starter"] | None = None
    """`starter`: what the default configuration needs, and a plain `colibri models pull` fetches."""
    licence: str
    languages: tuple[str, ...]
    """ISO 639-1 codes; `*` stands for many."""
    ram_mb: int = Field(default=0, ge=0)
    """About what it adds to the memory of the process once loaded; 0: unknown."""
    settings: dict[str, Any] = Field(default_factory=dict)
    """Handed to the engine: what the files do not say themselves."""
    tools: bool = False
    """Of a language model: whether it is able to use tools."""
    main: str | None = None
    """The file that an engine opens where several lie side by side. None: the only file, or the whole folder."""
    files: dict[Annotated[str, BeforeValidator(_inside)], FileSpec] = Field(min_length=1)

    @model_validator(mode="after")
    def _main_exists(self) -> Entry:
        if self.main is not None and self.main not in self.files:
            raise ValueError(f"main: {self.main!r} is not among the files")
        return self

    @model_validator(mode="after")
    def _only_language_models_use_tools(self) -> Entry:
        if self.tools and self.role != "llm":
            raise ValueError(f"tools: a model for {self.role} uses none")
        return self

    @property
    def size(self) -> int:
        """Bytes on disk, as far as they are known."""
        return sum(spec.size for spec in self.files.values())

    @property
    def folder(self) -> str:
        """Name of its folder in the store."""
        return re.sub(r"[/:]+", "--", self.name)

    @property
    def wheels(self) -> frozenset[str]:
        """Requirements of the wheels that its first choice of sources takes files from."""
        first = (part for spec in self.files.values() for part in spec.sources[0])
        return frozenset(part.requirement for part in first if isinstance(part, WheelFile))


class Catalogue(_Frozen):
    """All of `catalogue.yaml`."""

    wheels: dict[str, int] = Field(default_factory=dict)
    """Bytes of every wheel that files come from, for the disk check."""
    models: dict[str, Entry]

    @model_validator(mode="before")
    @classmethod
    def _names(cls, data: Any) -> Any:
        return {**data, "models": {name: {**entry, "name": name} for name, entry in data["models"].items()}}

    @model_validator(mode="after")
    def _wheel_sizes(self) -> Catalogue:
        used = {wheel for entry in self.models.values() for wheel in entry.wheels}
        if unknown := sorted(used - self.wheels.keys()):
            raise ValueError(f"wheels: the size of {', '.join(unknown)} is missing")
        return self

    @property
    def starter(self) -> tuple[str, ...]:
        """Names of the starter set."""
        return tuple(name for name, entry in self.models.items() if entry.set == "starter")


def load(path: Path | None = None) -> Catalogue:
    """The catalogue in `path`, else the one that comes with Colibri."""
    path = path or Path(__file__).with_name("catalogue.yaml")
    return Catalogue.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def hub_entry(name: str) -> Entry:
    """A model outside the catalogue, named by its hub file alone. Raises `UsageError` when `name` is malformed."""
    try:
        source = parse_source(name)
    except ValueError as error:
        raise UsageError(str(error)) from error
    spec = FileSpec(sources=((source,),))
    file = PurePosixPath(source.path).name
    return Entry(name=name, role="other", licence="see its page", languages=("*",), files={file: spec})
