"""One thread, shared commits, and nothing half done."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from assistant.chat.store import Store, StoreUnavailable
from assistant.chat.store.writer import Writer
from assistant.database import Database
from tests.chat.store.given import ACCOUNT, NAME, Clock, message, opened, receive, rows, with_store


def insert(digest: str, fails: Exception | None = None) -> object:
    def work(db: Database) -> str:
        db.execute("INSERT INTO codes VALUES (?, '', '', 0)", (digest,))
        if fails is not None:
            raise fails
        return digest

    return work


def digests(path: Path) -> list[tuple[object, ...]]:
    return rows(path, "SELECT digest FROM codes ORDER BY digest")


async def blocked(writer: Writer) -> threading.Event:
    """The thread is busy until the event is set."""
    began, go_on = threading.Event(), threading.Event()

    def wait(db: Database) -> None:
        began.set()
        go_on.wait(10.0)

    asyncio.get_running_loop().create_task(writer.read(wait))
    await asyncio.to_thread(began.wait, 10.0)
    return go_on


def test_one_that_fails_fails_alone(tmp_path: Path) -> None:
    async def run() -> list[object]:
        writer = Writer(tmp_path / "x.db")
        go_on = await blocked(writer)
        works = [insert(f"{number:02}", LookupError("mine") if number == 7 else None) for number in range(20)]
        works.append(insert("03"))  # it is there already
        waiting = [asyncio.ensure_future(writer.write(work)) for work in works]  # type: ignore[arg-type, var-annotated]
        await asyncio.sleep(0)
        go_on.set()
        results = await asyncio.gather(*waiting, return_exceptions=True)
        await writer.close()
        return list(results)

    results = asyncio.run(run())
    assert isinstance(results[7], LookupError)
    assert isinstance(results[20], StoreUnavailable)
    assert [f"{number:02}" for number in range(20) if number != 7] == [
        each for each in results if isinstance(each, str)
    ]
    assert digests(tmp_path / "x.db") == [(f"{number:02}",) for number in range(20) if number != 7]


def test_a_full_queue_refuses_at_once(tmp_path: Path) -> None:
    async def run() -> None:
        writer = Writer(tmp_path / "x.db", bound=2)
        go_on = await blocked(writer)
        waiting = [asyncio.ensure_future(writer.write(insert(name))) for name in "ab"]  # type: ignore[arg-type, var-annotated]
        await asyncio.sleep(0)
        with pytest.raises(StoreUnavailable, match="2 requests wait"):
            await writer.write(insert("c"))  # type: ignore[arg-type]
        go_on.set()
        assert await asyncio.gather(*waiting) == ["a", "b"]
        await writer.close()
        with pytest.raises(StoreUnavailable, match="closed"):
            await writer.write(insert("d"))  # type: ignore[arg-type]

    asyncio.run(run())


def test_who_was_cancelled_does_no_harm(tmp_path: Path) -> None:
    async def run() -> None:
        writer = Writer(tmp_path / "x.db")
        go_on = await blocked(writer)
        waiting = asyncio.ensure_future(writer.write(insert("a")))  # type: ignore[arg-type, var-annotated]
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.sleep(0)
        go_on.set()
        assert await writer.write(insert("b")) == "b"  # type: ignore[arg-type]
        await writer.close()

    asyncio.run(run())


def test_a_full_disk(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        pages = await store._writer.read(lambda db: db.rows("PRAGMA page_count")[0][0])
        await store._writer.read(lambda db: db.rows(f"PRAGMA max_page_count = {pages + 12}"))
        kept, refused = 0, ""
        while not refused and kept < 1000:
            try:
                await receive(store, message(str(kept), "x" * 900), body=str(kept).encode() * 200)
                kept += 1
            except StoreUnavailable as error:
                refused = str(error)
        assert "full; free space" in refused
        assert 0 < kept < 1000
        assert rows(tmp_path / "chat.db", "SELECT COUNT(*) FROM inbox") == [(kept,)]
        assert rows(tmp_path / "chat.db", "SELECT COUNT(*) FROM bodies") == [(kept,)]
        await store._writer.read(lambda db: db.rows("PRAGMA max_page_count = 100000"))
        assert await receive(store, message(str(kept))) == (1, 0)

    with_store(tmp_path, test)


def test_a_locked_file(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        await receive(store, message())
        other = sqlite3.connect(tmp_path / "chat.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        writing = asyncio.ensure_future(receive(store, message("m2")))
        assert (await store.counts()).inbox == {"waiting": 1}
        with pytest.raises(StoreUnavailable, match="locked"):
            await writing
        other.execute("ROLLBACK")
        other.close()
        assert await receive(store, message("m2")) == (1, 0)

    with_store(tmp_path, test)


def test_what_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("This is no database, and long enough to be taken for one that is broken. " * 20)
    with pytest.raises(StoreUnavailable, match="not a database"):
        Writer(tmp_path / "x.db")
    with sqlite3.connect(tmp_path / "new.db") as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreUnavailable, match="newer version"):
        Writer(tmp_path / "new.db")


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> list[int]:
        await receive(store, message())
        return await asyncio.to_thread(lambda: [stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()])

    modes = with_store(tmp_path, test)
    assert len(modes) == 3
    assert set(modes) == {0o600}


OTHER = """
import asyncio, sys
from pathlib import Path
from tests.chat.store.given import message, opened, receive

async def run():
    async with opened(Path(sys.argv[1])) as store:
        await asyncio.gather(*[receive(store, message(f"{number}", user=sys.argv[2])) for number in range(200)])
        await asyncio.gather(*[receive(store, message(f"{sys.argv[2]} {number}")) for number in range(200)])

asyncio.run(run())
"""


def test_two_processes(tmp_path: Path) -> None:
    """They make the file at the same time, too. Of what both bring, one is first."""
    path = tmp_path / "new" / "chat.db"
    processes = [subprocess.Popen([sys.executable, "-c", OTHER, str(path), name]) for name in ("a", "b")]
    assert [process.wait(60) for process in processes] == [0, 0]
    assert rows(path, "SELECT COUNT(*), COUNT(DISTINCT event) FROM inbox") == [(600, 600)]
    assert rows(path, "SELECT COUNT(*) FROM bodies") == [(600,)]


def test_several_loops(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "x.db")
    assert [asyncio.run(writer.write(insert(name))) for name in "ab"] == ["a", "b"]  # type: ignore[arg-type]
    asyncio.run(writer.close())
    assert digests(tmp_path / "x.db") == [("a",), ("b",)]


def test_the_log_is_kept_short(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path / "chat.db") as store:
            for number in range(12):
                await store.receive(NAME, ACCOUNT, number.to_bytes() + bytes(range(256)) * 8, [message(str(number))])
                await store._writer.write(
                    lambda db: db.execute("INSERT INTO bodies VALUES (NULL, 0, zeroblob(400000))")
                )
            async with asyncio.timeout(10):  # it is done when nobody waits, a moment later
                while (tmp_path / "chat.db-wal").stat().st_size >= 4_000_000:
                    await store.counts()
                    await asyncio.sleep(0.01)

    asyncio.run(run())
