"""`colibri privacy`: what is kept comes out, and goes."""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import threading
import time
import zlib
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.brain.diary import Diary
from assistant.brain.session import Exchange
from assistant.chat import Incoming, Kind, Moved
from assistant.chat.pairing import Pairing
from assistant.chat.store import BridgeLock, NewJob, Store
from assistant.people import OWNER, Role
from tests.cli.command import Ended, colibri

KEPT = ("--set", "privacy.transcripts_days=7", "--set", "skills.enabled=[]")


def privacy(folder: Path, *arguments: str) -> Ended:
    return colibri("privacy", *arguments, *KEPT, environ={"STATE_DIRECTORY": str(folder)})


def keep(folder: Path) -> None:
    diary = Diary(folder / "skills" / "diary.db", 7)
    diary.add(OWNER, Exchange("Hello.", "Grüß Gott."))
    diary.close()


def test_all_that_is_kept_comes_out(tmp_path: Path) -> None:
    keep(tmp_path)
    exported = json.loads(privacy(tmp_path, "export").out)
    assert exported["person"] == "owner"
    assert exported["conversations"][0]["assistant"] == "Grüß Gott."
    assert {"lists", "memory"} <= exported.keys()
    assert privacy(tmp_path, "export", "--person", "anna", "--out", str(tmp_path / "anna.json")).out == ""
    assert json.loads((tmp_path / "anna.json").read_text())["conversations"] == []


def test_all_that_is_kept_goes(tmp_path: Path) -> None:
    keep(tmp_path)
    refused = privacy(tmp_path, "erase")
    assert refused.code == 2
    assert "give --yes" in refused.err
    assert privacy(tmp_path, "erase", "--yes").out == "1 entry erased\n"
    assert json.loads(privacy(tmp_path, "export").out)["conversations"] == []


def database(folder: Path) -> Path:
    return folder / "skills" / "chat.db"


def wrote(user: str, id_: str, text: str) -> Incoming:
    return Incoming(
        id=id_, user=user, address=f"+49170{user}", at=1.0, kind=Kind.TEXT, text=text, name=f"Name of {user}"
    )


async def fill(store: Store) -> None:
    """Ann, whose id has changed, is the owner; Bob a guest; Cat is let in by the configuration; nobody knows Dan."""
    for user in ("ann", "bob", "cat", "dan"):
        body = f"raw body of {user}".encode()
        await store.receive("telegram", "77", body, [wrote(user, f"m-{user}", f"words of {user}")])
        await store.outbox.post([NewJob("telegram", "77", user, "1", f"k-{user}", text=f"answer to {user}")])
    for user, person, role in (("ann", "owner", Role.OWNER), ("bob", "bob", Role.GUEST)):
        known = await store.people.find("telegram", "77", user)
        assert known is not None
        await store.people.put(replace(known, person=person, role=role))
    await store.receive("telegram", "77", b"moved", [Moved("v", "ann2", "ann")])
    await store.receive("telegram", "77", b"raw body of ann, that nobody could read", [], poison="it is odd")
    await Pairing(store.people).offer("owner")


def chat(folder: Path) -> None:
    async def filled() -> None:
        store = Store(database(folder))
        await fill(store)
        await store.close()

    asyncio.run(filled())


def holds(folder: Path, text: str) -> bool:
    """Whether any byte of it is anywhere on the disk."""
    bodies = b""
    with closing(sqlite3.connect(database(folder))) as db:
        for (data,) in db.execute("SELECT data FROM bodies WHERE data IS NOT NULL"):
            bodies += zlib.decompress(data)
    files = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    return text.encode() in files + bodies


def messengers(folder: Path, *arguments: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(privacy(folder, "export", *arguments).out)["messengers"]
    return found


def test_messages_phones_and_codes_come_out(tmp_path: Path) -> None:
    chat(tmp_path)
    found = messengers(tmp_path)
    assert [one["what"] for one in found] == ["identity", "message", "answer", "code"]
    assert (found[0]["name"], found[1]["text"], found[2]["text"]) == ("Name of ann", "words of ann", "answer to ann")
    assert messengers(tmp_path, "--person", "telegram:dan") == messengers(tmp_path, "--person", "telegram:77:dan")
    assert [one["text"] for one in messengers(tmp_path, "--person", "telegram:dan")[1:]] == [
        "words of dan",
        "answer to dan",
    ]
    assert messengers(tmp_path, "--person", "eve") == []


def test_who_is_let_in_by_the_configuration_is_who_it_says(tmp_path: Path) -> None:
    chat(tmp_path)
    cat = ("--set", "chat.owners=[telegram:cat]")
    texts = {one.get("text") for one in messengers(tmp_path, *cat)}
    assert {"words of ann", "words of cat"} <= texts
    guest = ("--set", "chat.guests=[telegram:cat]", "--person", "telegram:cat")
    assert len(messengers(tmp_path, *guest)) == 3
    assert privacy(tmp_path, "erase", "--yes", *cat).code == 0
    assert not holds(tmp_path, "of cat")


def test_without_a_bridge_there_is_nothing_of_messengers(tmp_path: Path) -> None:
    assert messengers(tmp_path) == []
    assert privacy(tmp_path, "erase", "--yes").out == "0 entries erased\n"
    assert not database(tmp_path).exists()


def test_what_was_written_is_gone_from_the_disk(tmp_path: Path) -> None:
    chat(tmp_path)
    keep(tmp_path)
    traces = ("words of ann", "answer to ann", "raw body of ann", "Name of ann", "+49170ann")
    assert all(holds(tmp_path, trace) for trace in traces)
    assert privacy(tmp_path, "erase", "--yes").out == "6 entries erased\n"
    assert not any(holds(tmp_path, trace) for trace in traces)
    assert messengers(tmp_path) == []
    assert len(messengers(tmp_path, "--person", "bob")) == 3
    assert holds(tmp_path, "raw body of bob")


def test_who_was_forgotten_can_still_be_erased(tmp_path: Path) -> None:
    chat(tmp_path)
    assert colibri("bridge", "people", "--forget", "telegram:bob", environ={"STATE_DIRECTORY": str(tmp_path)}).code == 0
    assert holds(tmp_path, "words of bob")
    assert [one["what"] for one in messengers(tmp_path, "--person", "telegram:bob")] == ["message", "answer"]
    assert privacy(tmp_path, "erase", "--yes", "--person", "telegram:bob").out == "2 entries erased\n"
    assert not holds(tmp_path, "of bob")


def test_it_is_erased_while_a_bridge_runs(tmp_path: Path) -> None:
    """The bridge holds its lock, has the file open, and is just reading it."""

    async def run() -> Ended:
        store = Store(database(tmp_path))
        await fill(store)
        with closing(sqlite3.connect(database(tmp_path), check_same_thread=False)) as reader:
            reader.execute("BEGIN")
            assert reader.execute("SELECT COUNT(*) FROM inbox").fetchone()
            leaves = threading.Timer(0.5, reader.rollback)
            leaves.start()
            ended = await asyncio.to_thread(privacy, tmp_path, "erase", "--yes")
            leaves.join()
            wal = database(tmp_path).with_name("chat.db-wal").read_bytes()
            assert b"of ann" not in wal + database(tmp_path).read_bytes()
        assert (await store.counts()).inbox["waiting"] == 3
        await store.close()
        return ended

    database(tmp_path).parent.mkdir(parents=True)
    with BridgeLock(database(tmp_path)):
        ended = asyncio.run(run())
    assert (ended.code, ended.out) == (0, "5 entries erased\n")
    assert not holds(tmp_path, "of ann")


def test_nothing_is_left_between_what_stays(tmp_path: Path) -> None:
    """Pages are split, joined and packed anew; of what was moved about, no copy stays either."""

    async def run() -> None:
        chance, store = random.Random(3), Store(database(tmp_path))
        for number in range(400):
            user = chance.choice(("ann", "bob"))
            text = f"{user} says " * chance.choice((1, 5, 40, 600))
            message = wrote(user, f"m{number}", text)
            await store.receive("telegram", "77", text.encode(), [message])
            if chance.random() < 0.5:
                await store.outbox.post(
                    [NewJob("telegram", "77", user, "1", f"k{number}", text=text, voice=text.encode())]
                )
            if number % 50 == 49:
                await store.purge(time.time() + 1, dead=True)
        await store.close()

    asyncio.run(run())
    assert holds(tmp_path, "ann says")
    assert privacy(tmp_path, "erase", "--yes", "--person", "telegram:ann").code == 0
    assert not holds(tmp_path, "ann says")
    assert holds(tmp_path, "bob says")


@pytest.mark.parametrize("command", [("export",), ("erase", "--yes")])
def test_a_store_of_a_newer_version_is_left_alone_with_all_else(tmp_path: Path, command: tuple[str, ...]) -> None:
    chat(tmp_path)
    keep(tmp_path)
    with closing(sqlite3.connect(database(tmp_path))) as db:
        db.execute("PRAGMA user_version = 99")
    ended = privacy(tmp_path, *command)
    assert (ended.code, ended.out) == (1, "")
    assert "newer version" in ended.err
    assert holds(tmp_path, "Grüß Gott.")
