from __future__ import annotations

from pathlib import Path

from assistant.documents.passages import Piece
from assistant.documents.store import Entry, Store


def entry(name: str, title: str = "Title") -> Entry:
    return Entry(Path("/d") / name, 1, 2, "hash", title, "en")


def piece(text: str, *headings: str) -> Piece:
    return Piece(text, headings, 3, None)


def names(store: Store, word: str) -> list[str]:
    return [found.path.name for found in store.find(f'"{word}"', 10)]


def test_what_is_put_is_found_until_it_is_dropped(tmp_path: Path) -> None:
    store = Store(tmp_path / "x" / "index.db")
    store.put(
        [(entry("a.md"), [piece("Some glass."), piece("Paper.", "Old glass")]), (entry("b.md"), [piece("Iron.")])]
    )
    assert names(store, "glass") == ["a.md", "a.md"]
    assert store.find('"glass"', 10)[0].headings == ("Old glass",)
    assert (store.passages(), store.frequency("glass"), store.frequency("wood")) == (3, 2, 0)
    store.put([(entry("a.md"), [piece("Wood.")])])
    assert (names(store, "glass"), names(store, "wood")) == ([], ["a.md"])
    store.drop([Path("/d/a.md"), Path("/d/none.md")])
    assert (names(store, "wood"), store.frequency("wood"), store.passages()) == ([], 0, 1)
    store.close()


def test_nothing_of_what_was_dropped_stays_in_the_file(tmp_path: Path) -> None:
    store = Store(tmp_path / "index.db")
    store.put([(entry("a.md"), [piece("The word is xylophone.")]), (entry("b.md"), [piece("Iron.")])])
    store.drop([Path("/d/a.md")])
    store.compact()
    store.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"xylophon" not in kept
    assert b"iron" in kept


def test_folders_of_the_configuration_replace_each_other(tmp_path: Path) -> None:
    store = Store(tmp_path / "index.db")
    store.add_root(Path("/mine"))
    store.configure_roots([Path("/a"), Path("/b")])
    store.configure_roots([Path("/b")])
    store.add_root(Path("/b"))
    assert store.roots() == {Path("/b"): True, Path("/mine"): False}
    store.close()


def test_an_index_of_other_terms_is_made_anew(tmp_path: Path) -> None:
    store = Store(tmp_path / "index.db")
    store.add_root(Path("/mine"))
    store.put([(entry("a.md"), [piece("Glass.")])])
    store._db.execute("PRAGMA user_version = 12")
    store.close()
    again = Store(tmp_path / "index.db")
    assert (list(again.entries()), names(again, "glass")) == ([], [])
    assert Path("/mine") in again.roots()
    again.close()
