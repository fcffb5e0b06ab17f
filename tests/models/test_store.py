from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import ModelMissing, UsageError
from assistant.models.store import ModelStore, default_root
from tests.models.standin import StandInHub
from tests.models.test_pull import BIG, SMALL, TWO, model, pinned, store_of


@pytest.fixture
def served(hub: StandInHub) -> StandInHub:
    hub.add("hub:o/r@main/big", BIG)
    hub.add("hub:o/r@main/small", SMALL)
    return hub


def test_a_missing_model_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="run: colibri models pull whisper-base") as caught:
        ModelStore(tmp_path).path("whisper-base")
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("call", ["path", "installed"])
def test_an_unknown_name_is_corrected(tmp_path: Path, call: str) -> None:
    with pytest.raises(UsageError, match=r"did you mean whisper-base\?"):
        getattr(ModelStore(tmp_path), call)("wisper-base")


def test_a_name_like_no_other_points_to_the_list(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="colibri models list"):
        ModelStore(tmp_path).path("zzz")


def test_any_file_or_folder_is_a_model_by_its_path(tmp_path: Path) -> None:
    file = tmp_path / "own.gguf"
    file.write_bytes(b"GGUF")
    found = ModelStore(tmp_path / "store").path(str(file))
    assert (found.path, dict(found.settings)) == (file, {})
    assert ModelStore(tmp_path / "store").path(str(tmp_path)).path == tmp_path


def test_a_path_to_nothing_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="no model file"):
        ModelStore(tmp_path).path(str(tmp_path / "gone.gguf"))


def test_a_model_is_its_only_file_or_its_main_file_or_its_folder(served: StandInHub, tmp_path: Path) -> None:
    one = model({"big": pinned(BIG, "hub:o/r@main/big")}, settings={"chat_format": "chatml"}, set="starter")
    store = store_of(tmp_path, {"one": one, "two": TWO, "main": TWO | {"main": "big"}})
    assert store.starter == ("one",)
    assert store.pull() == ("one",)
    store.pull(["two", "main"])
    assert store.path("one").path == store.root / "one" / "big"
    assert store.path("one").settings == {"chat_format": "chatml"}
    assert store.path("two").path == store.root / "two"
    assert store.path("main").path == store.root / "main" / "big"


def test_a_hub_file_outside_the_catalogue_is_pulled_by_its_address(served: StandInHub, tmp_path: Path) -> None:
    store = store_of(tmp_path, {"two": TWO})
    name = "hub:o/r@main/big"
    with pytest.raises(ModelMissing, match="colibri models pull hub:o/r@main/big"):
        store.path(name)
    store.pull([name])
    assert store.path(name).path.read_bytes() == BIG


def test_a_damaged_file_is_found_removed_and_mended_alone(served: StandInHub, tmp_path: Path) -> None:
    store = store_of(tmp_path, {"two": TWO})
    store.pull(["two"])
    (store.root / "two" / "big").write_bytes(BIG[:-1] + b"!")
    assert store.installed("two")  # the cheap look cannot see it
    (verdict,) = store.verify()
    assert (verdict.state, verdict.damaged) == ("damaged", ("big",))
    with pytest.raises(ModelMissing):
        store.path("two")
    served.seen.clear()
    store.pull(["two"])
    assert [seen.path.rpartition("/")[2] for seen in served.gets()] == ["big"]
    assert store.verify(["two"])[0].state == "ok"


def test_a_truncated_file_is_never_handed_to_an_engine(served: StandInHub, tmp_path: Path) -> None:
    store = store_of(tmp_path, {"two": TWO})
    store.pull(["two"])
    (store.root / "two" / "big").write_bytes(BIG[:-1])
    with pytest.raises(ModelMissing):
        store.path("two")
    assert store.verify(["two"])[0].state == "missing"


def test_a_new_hash_in_the_catalogue_makes_the_old_file_obsolete(served: StandInHub, tmp_path: Path) -> None:
    store_of(tmp_path, {"two": TWO}).pull(["two"])
    new = BIG[::-1]
    served.add("hub:o/r@main/big", new)
    store = store_of(tmp_path, {"two": model({**TWO["files"], "big": pinned(new, "hub:o/r@main/big")})})
    assert not store.installed("two")
    store.pull(["two"])
    assert (store.path("two").path / "big").read_bytes() == new


def test_the_root_is_the_environment_s_else_the_platform_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLIBRI_MODELS", str(tmp_path))
    assert default_root() == tmp_path
    monkeypatch.delenv("COLIBRI_MODELS")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_root() == tmp_path / "colibri" / "models"


@pytest.mark.models
def test_the_starter_models_are_what_the_catalogue_says(starter: ModelStore) -> None:
    assert {verdict.state for verdict in starter.verify(starter.starter)} == {"ok"}


def test_the_size_of_a_model_is_that_of_its_files_and_else_what_the_catalogue_says(tmp_path: Path) -> None:
    store, folder = ModelStore(tmp_path / "store"), tmp_path / "own"
    folder.mkdir()
    (folder / "a.gguf").write_bytes(bytes(5))
    (folder / "b.gguf").write_bytes(bytes(7))
    assert (store.size_bytes(str(folder / "a.gguf")), store.size_bytes(str(folder))) == (5, 12)
    assert store.size_bytes("llama-3.2-3b-instruct") > 2e9
    assert store.size_bytes("hub:o/r@main/none.gguf") == 0
