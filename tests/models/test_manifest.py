from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from assistant.models import manifest
from assistant.models.catalogue import FileSpec, parse_source
from assistant.models.manifest import Proof

CONTENT = b"weights"
SHA = hashlib.sha256(CONTENT).hexdigest()
PROOF = Proof(len(CONTENT), SHA, "hub:o/r@main/a")


def _spec(sha256: str | None) -> FileSpec:
    return FileSpec(sha256=sha256, sources=((parse_source("hub:o/r@main/a"),),))


def test_what_was_written_is_read(tmp_path: Path) -> None:
    manifest.write(tmp_path, {"a": PROOF})
    assert manifest.read(tmp_path) == {"a": PROOF}
    assert [path.name for path in tmp_path.iterdir()] == [manifest.NAME]


@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"files": {"a": {"bytes": 1}}}', '{"files": []}'])
def test_a_manifest_that_cannot_be_read_is_empty(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / manifest.NAME).write_text(text)
    assert manifest.read(tmp_path) == {}


def test_a_file_is_current_while_length_and_catalogue_agree(tmp_path: Path) -> None:
    path = tmp_path / "a"
    assert not manifest.is_current(PROOF, _spec(SHA), path)
    path.write_bytes(CONTENT)
    assert manifest.is_current(PROOF, _spec(SHA), path)
    assert manifest.is_current(PROOF, _spec(None), path)
    assert not manifest.is_current(PROOF, _spec("0" * 64), path)
    assert not manifest.is_current(None, _spec(SHA), path)
    path.write_bytes(CONTENT[1:])
    assert not manifest.is_current(PROOF, _spec(SHA), path)


def test_digests_are_those_of_sha256sum_and_of_git(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"hello\n")
    assert manifest.digest(tmp_path / "a") == "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
    assert manifest.git_digest(tmp_path / "a") == "ce013625030ba8dba906f756967f9e9ca394464a"
