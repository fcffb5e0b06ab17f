from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.documents import formats, index
from assistant.documents.content import Content
from assistant.documents.index import is_stale, update
from assistant.documents.store import Store
from tests.documents.papers import encrypted, pdf


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "papers").mkdir()
    return tmp_path / "papers"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "index.db")
    yield store
    store.close()


def names(store: Store, word: str) -> set[str]:
    return {found.path.name for found in store.find(f'"{word}"', 10)}


def test_only_what_has_changed_is_read(folder: Path, store: Store) -> None:
    for name in ("a.md", "b.txt"):
        (folder / name).write_text("Some glass.")
    store.add_root(folder)
    assert is_stale(store, [])
    assert update(store).read == 2
    assert not is_stale(store, [])
    read: list[Path] = []
    assert update(store, note=read.append).unchanged == 2
    assert read == []
    (folder / "a.md").write_text("Some wood.")
    (folder / "b.txt").unlink()
    (folder / "c.html").write_text("<p>Some iron.</p>")
    assert is_stale(store, [])
    done = update(store, note=read.append)
    assert (done.read, done.gone, [path.name for path in read]) == (2, 1, ["a.md", "c.html"])
    assert (names(store, "glass"), names(store, "wood"), names(store, "iron")) == (set(), {"a.md"}, {"c.html"})


def test_a_file_that_was_only_touched_is_not_indexed_again(folder: Path, store: Store) -> None:
    (folder / "a.md").write_text("Some glass.")
    update(store, [folder])
    os.utime(folder / "a.md", (1, 1))
    assert update(store, [folder]).read == 0
    assert not is_stale(store, [folder])


def test_bad_files_are_reported_and_stop_nothing(folder: Path, store: Store) -> None:
    (folder / "locked.pdf").write_bytes(encrypted(pdf(["Secret."]), "x"))
    (folder / "photo.txt").write_bytes(bytes(range(256)) * 9)
    (folder / "film.md").touch()
    os.truncate(folder / "film.md", 200 * 2**20)
    (folder / "z.md").write_text("Some glass.")
    store.add_root(folder / "nowhere")
    done = update(store, [folder])
    assert names(store, "glass") == {"z.md"}
    problems = {Path(path).name: problem.split(" ")[1] for path, problem in done.problems.items()}
    assert problems == {"locked.pdf": "encrypted;", "photo.txt": "not", "film.md": "too", "nowhere": "such"}
    again = update(store, [folder])
    assert (again.read, again.problems) == (0, done.problems)
    (folder / "photo.txt").write_text("A caption.")
    assert "photo.txt" not in str(update(store, [folder]).problems)


def test_what_could_not_be_opened_is_tried_again(folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a.md").write_text("Some glass.")

    def refuse(path: Path) -> tuple[bytes, Content]:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(formats, "read", refuse)
        assert "mend its permissions" in str(update(store, [folder]).problems)
    assert update(store, [folder]).problems == {}
    assert names(store, "glass") == {"a.md"}


def test_a_reader_that_does_not_end_is_given_up(folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a.pdf").write_bytes(pdf(["Some glass."]))
    (folder / "b.md").write_text("Some wood.")

    def endless(data: bytes) -> Content:
        while True:
            try:
                time.sleep(60)
            except Exception:  # as libraries do
                continue

    monkeypatch.setattr(index, "_LONGEST_READ_S", 0.05)
    monkeypatch.setitem(formats.FORMATS, ".pdf", endless)
    assert "too long" in str(update(store, [folder]).problems)
    assert names(store, "wood") == {"b.md"}


def test_what_is_hidden_or_led_to_from_outside_is_left_alone(folder: Path, store: Store) -> None:
    outside = folder.parent / "secret.txt"
    outside.write_text("Some glass.")
    (folder / "link.txt").symlink_to(outside)
    (folder / "broken.txt").symlink_to(folder / "none.txt")
    (folder / "loop").symlink_to(folder)
    (folder / ".hidden.txt").write_text("Some glass.")
    (folder / ".git").mkdir()
    (folder / ".git" / "a.txt").write_text("Some glass.")
    os.mkfifo(folder / "pipe.txt")
    (folder / "real.txt").write_text("Some wood.")
    (folder / "inside.txt").symlink_to(folder / "real.txt")
    assert update(store, [folder]).read == 2
    assert (names(store, "glass"), names(store, "wood")) == (set(), {"real.txt", "inside.txt"})


def test_a_single_file_may_be_a_root_and_leaves_with_it(folder: Path, store: Store) -> None:
    (folder / "a.md").write_text("Some glass.")
    (folder / "b.md").write_text("Some glass.")
    store.add_root(folder / "a.md")
    update(store)
    assert names(store, "glass") == {"a.md"}
    store.remove_root(folder / "a.md")
    assert update(store).gone == 1
    assert names(store, "glass") == set()


def test_the_folders_of_the_configuration_are_those_it_has_now(folder: Path, store: Store) -> None:
    (folder / "a.md").write_text("Some glass.")
    update(store, [folder])
    assert is_stale(store, [])
    assert update(store, []).gone == 1


def test_who_cancels_is_heard_between_two_files(folder: Path, store: Store) -> None:
    for number in range(5):
        (folder / f"{number}.md").write_text("Some glass.")
    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(True)
        return len(asked) > 2

    assert update(store, [folder], cancelled=cancelled).read == 2
    assert update(store, [folder]).read == 3


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("boiler_manual-2.md", "Some glass.\n", "Boiler manual 2"),
        ("a.md", "# The boiler\n\nHot.", "The boiler"),
        ("a.txt", "HOUSE RULES\n\nNone.", "House rules"),
        ("notes.md", "# Everything that anybody ever wanted to know about our little boiler\n\nHot.", "Notes"),
        ("\x1b[31m<|im_start|>.md", "Hot and very hot.", "[31m< |im start| >"),
    ],
)
def test_a_title_is_short_and_clean(folder: Path, store: Store, name: str, text: str, title: str) -> None:
    (folder / name).write_text(text)
    update(store, [folder])
    assert [entry.title for entry in store.entries()] == [title]
