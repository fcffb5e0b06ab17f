"""A faster copy: where it is worth it, once, and never instead of a model that works."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.llm import requantize
from assistant.llm.requantize import faster_copy, wanted


class Converter:
    """Writes what stands for the copy."""

    def __init__(self, works: bool = True) -> None:
        self.works = works
        self.calls = 0

    def __call__(self, source: Path, target: Path, file_type: int) -> bool:
        self.calls += 1
        target.write_bytes(source.read_bytes() + bytes([file_type]))
        return self.works


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "m.gguf"
    path.write_bytes(b"GGUF")
    return path


def test_only_where_there_are_no_fast_kernels() -> None:
    assert wanted("3", "x86_64")
    assert not wanted("3", "aarch64")
    assert not wanted("15", "x86_64")
    assert not wanted(None, "x86_64")


def test_it_is_made_once_and_again_when_the_model_changed(model: Path, tmp_path: Path) -> None:
    converter, folder = Converter(), tmp_path / "cache"
    copy = faster_copy(model, converter, folder)
    assert copy.read_bytes() == b"GGUF\x07"
    assert faster_copy(model, converter, folder) == copy
    assert converter.calls == 1
    model.write_bytes(b"GGUF, longer")
    assert faster_copy(model, converter, folder) != copy
    assert list(folder.glob("*.part")) == []


def test_a_conversion_that_fails_leaves_the_model_itself(model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    assert faster_copy(model, Converter(works=False), folder) == model
    assert list(folder.iterdir()) == []


def test_a_full_disk_leaves_the_model_itself(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: type("Usage", (), {"free": 0}))
    converter = Converter()
    assert faster_copy(model, converter, tmp_path) == model
    assert converter.calls == 0


def test_a_service_keeps_it_in_its_cache_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CACHE_DIRECTORY", "/var/cache/colibri:/other")
    assert requantize.cache_folder() == Path("/var/cache/colibri")
