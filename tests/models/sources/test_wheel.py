from __future__ import annotations

import io
from pathlib import Path

import pytest

from assistant.errors import HashMismatch, ModelError, NoSpace, SourceUnavailable
from assistant.models.catalogue import WheelFile
from assistant.models.sources.wheel import WheelSource, explained
from tests.models.standin import Recorder, build_wheel

SOURCE = WheelFile("some-model", "1.0", "some_model/a.bin")


def test_files_of_one_wheel_cost_one_download(index: Path, tmp_path: Path) -> None:
    build_wheel(index, "some-model", "1.0", {"some_model/a.bin": b"aaa", "some_model/b.bin": b"bbb"})
    pip, sink, progress = WheelSource(tmp_path / "scratch"), io.BytesIO(), Recorder()
    pip.fetch(SOURCE, sink, 0, progress)
    pip.fetch(WheelFile("some-model", "1.0", "some_model/b.bin"), sink, 0, progress)
    assert sink.getvalue() == b"aaabbb"
    assert (progress.labels, progress.finished) == (["some-model 1.0"], 1)
    pip.clear()
    assert not (tmp_path / "scratch").exists()


def test_a_file_that_the_wheel_has_not(index: Path, tmp_path: Path) -> None:
    build_wheel(index, "some-model", "1.0", {"some_model/b.bin": b"b"})
    with pytest.raises(SourceUnavailable, match=r"no such file in some_model-1\.0"):
        WheelSource(tmp_path / "scratch").fetch(SOURCE, io.BytesIO(), 0, Recorder())


def test_a_package_that_the_index_has_not(index: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable, match="not on the package index"):
        WheelSource(tmp_path / "scratch").fetch(SOURCE, io.BytesIO(), 0, Recorder())


def test_a_damaged_wheel_is_not_kept(index: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    (scratch / SOURCE.requirement).mkdir(parents=True)
    (scratch / SOURCE.requirement / "some_model-1.0-py3-none-any.whl").write_bytes(b"PK cut short")
    with pytest.raises(HashMismatch, match="damaged"):
        WheelSource(scratch).fetch(SOURCE, io.BytesIO(), 0, Recorder())
    build_wheel(index, "some-model", "1.0", {"some_model/a.bin": b"good"})
    sink = io.BytesIO()
    WheelSource(scratch).fetch(SOURCE, sink, 0, Recorder())
    assert sink.getvalue() == b"good"


@pytest.mark.parametrize(
    ("output", "kind", "words"),
    [
        ("ERROR: No matching distribution found for some-model==1.0", SourceUnavailable, "not on the package index"),
        (
            "WARNING: Retrying (Retry(total=4)) after connection broken by NewConnectionError\n"
            "ERROR: No matching distribution found for some-model==1.0",
            SourceUnavailable,
            "check the network",
        ),
        ("error: incomplete-download\n\n× Download failed", SourceUnavailable, "check the network"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE INDEX", HashMismatch, "other bytes"),
        ("ERROR: Could not install: [Errno 28] No space left on device", NoSpace, "COLIBRI_MODELS"),
        ("/usr/bin/python3: No module named pip", SourceUnavailable, "ensurepip"),
        ("ERROR: something new", SourceUnavailable, "pip download failed: something new"),
        ("", SourceUnavailable, "pip said nothing"),
    ],
)
def test_each_failure_of_pip_has_its_own_words(output: str, kind: type[ModelError], words: str) -> None:
    error = explained(SOURCE, output)
    assert type(error) is kind
    assert words in str(error)
