from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents import formats
from assistant.documents.content import Unreadable
from tests.documents.papers import encrypted, pdf

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_text_is_read_in_the_encoding_it_is_in(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "note.TXT"
    path.write_bytes("La clé est à l'entrée, près du poêle.".encode(encoding))
    assert formats.supported(path)
    _, content = formats.read(path)
    assert content.blocks[0].text == "La clé est à l'entrée, près du poêle."


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("photo.txt", bytes(range(256)) * 40, "not text"),
        ("zeros.md", b"\0" * 5000, "not text"),
        ("empty.txt", b"", "no text"),
        ("blank.pdf", pdf([""]), "no text"),
        ("broken.pdf", b"%PDF-1.4 and then nothing", "no PDF|damaged"),
        ("cut.pdf", pdf(["Some words."])[:300], "no PDF|damaged|no text"),
        ("locked.pdf", encrypted(pdf(["Some words."]), "secret"), "encrypted"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(Unreadable, match=reason):
        formats.read(path)


@pytest.mark.parametrize("name", ["film.txt", "film.pdf"])
def test_a_huge_file_is_not_even_opened(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.touch()
    os.truncate(path, 200 * 2**20)
    with pytest.raises(Unreadable, match="too large"):
        formats.read(path)


def test_a_pdf_that_only_forbids_changes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "open.pdf"
    path.write_bytes(encrypted(pdf(["Some words."]), ""))
    assert formats.read(path)[1].blocks[0].text == "Some words."


def test_other_files_are_none_of_ours() -> None:
    assert not formats.supported(Path("photo.jpg"))
    assert not formats.supported(Path("Makefile"))


@given(st.binary(max_size=400))
def test_no_reader_stumbles_over_anything(data: bytes) -> None:
    for read in formats.FORMATS.values():
        try:
            read(data)
        except Unreadable:
            continue
