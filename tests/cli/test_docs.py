from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.documents.index import update
from assistant.documents.store import Store
from assistant.skills.documents import FILE
from tests.cli.command import Ended, colibri
from tests.documents.papers import household


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return household(tmp_path / "corpus").resolve()


def docs(tmp_path: Path, *arguments: str | Path) -> Ended:
    return colibri("docs", *arguments, environ={"STATE_DIRECTORY": str(tmp_path / "state")})


def test_add_list_search_remove(tmp_path: Path, corpus: Path) -> None:
    (corpus / "broken.pdf").write_bytes(b"nothing")
    added = docs(tmp_path, "add", corpus)
    assert added.code == 0
    assert "12 documents read" in added.out
    assert f"{corpus / 'broken.pdf'}: is no PDF" in added.err
    listed = {Path(record["path"]).name: record for record in docs(tmp_path, "list", "--json").records}
    assert len(listed) == 13
    assert listed["mairie.html"]["title"] == "Mairie de Sainte-Colombe"
    assert (listed["mairie.html"]["language"], listed["broken.pdf"]["title"]) == ("fr", "")
    found = docs(tmp_path, "search", "--json", "guest", "wifi", "password").records
    assert (Path(found[0]["path"]).name, found[0]["headings"], found[0]["line"]) == ("home_notes.md", ["Internet"], 8)
    assert 0 < found[0]["score"] <= 1
    removed = docs(tmp_path, "remove", corpus)
    assert (removed.code, removed.out) == (0, "13 documents left the index\n")
    assert docs(tmp_path, "list", "--json").records == []
    assert docs(tmp_path, "search", "wifi").code == 1
    assert (corpus / "home_notes.md").exists()


def test_search_sees_what_has_changed_meanwhile(tmp_path: Path, corpus: Path) -> None:
    docs(tmp_path, "add", corpus / "biscuit.txt")
    (corpus / "biscuit.txt").write_text("Biscuit\n\nHis cushion is green.")
    shown = docs(tmp_path, "search", "cushion")
    assert shown.code == 0
    assert f"({corpus / 'biscuit.txt'}, line 3)" in shown.out
    assert "His cushion is green." in shown.out


def test_search_in_another_language(tmp_path: Path, corpus: Path) -> None:
    docs(tmp_path, "add", corpus)
    (record, *_) = docs(tmp_path, "search", "--json", "--language", "fr", "prix", "de", "la", "cantine").records
    assert json.dumps(record["title"], ensure_ascii=False) == '"École Jules-Verne"'


def test_what_cannot_be_added_or_removed_says_why(tmp_path: Path, corpus: Path) -> None:
    (corpus / "photo.jpg").touch()
    for arguments, reason in (
        (("add", corpus / "nowhere"), "no such file"),
        (("add", corpus / "photo.jpg"), "convert it"),
        (("remove", corpus), "has not been added"),
    ):
        ended = docs(tmp_path, *arguments)
        assert ended.code == 2
        assert reason in ended.err
    store = Store(tmp_path / "state" / "skills" / FILE)
    update(store, [corpus])
    store.close()
    ended = docs(tmp_path, "remove", corpus)
    assert (ended.code, "skills.options.documents.folders" in ended.err) == (2, True)


def test_only_bad_files_are_a_failure(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"nothing")
    assert docs(tmp_path, "add", tmp_path / "broken.pdf").code == 1
    listed = docs(tmp_path, "list")
    assert "is no PDF" in listed.out


def test_an_empty_list_says_what_to_do(tmp_path: Path) -> None:
    assert "colibri docs add" in docs(tmp_path, "list").err
