"""The webhook before the real store: 200 says that it is on the disk."""

from __future__ import annotations

import asyncio
import sqlite3
import zlib
from collections.abc import Sequence
from pathlib import Path

from assistant.chat import Channel, Event, Receive
from assistant.chat.store import Store
from tests.chat.asgi import NAMES, Hook, body, play

WORDS = 'grüße / 小 "\\ 🌻'


def into(store: Store) -> Receive:
    async def receive(name: str, channel: Channel, body: bytes, events: Sequence[Event], poison: str) -> object:
        return await store.receive(name, channel.account, body, events, poison=poison)

    return receive


def test_in_the_store_there_is_what_was_signed_once_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "chat.db"

    async def story() -> None:
        store = Store(file)
        hook = Hook(into(store))
        for name in NAMES:
            said = body(name, WORDS)
            for _ in range(3):
                assert (await hook.post(name, said)).status == 200
            assert (await hook.post(name, body(name, "forged", id_="8"), {})).status == 401
            for _ in range(2):
                assert (await hook.post(name, b"no JSON")).status == 200
        await store.close()

    play(story)
    with sqlite3.connect(file) as db:
        rows = db.execute("SELECT channel, what, state, text FROM inbox ORDER BY id").fetchall()
        bodies = [zlib.decompress(data) for (data,) in db.execute("SELECT data FROM bodies ORDER BY id")]
    assert rows == [
        row for name in NAMES for row in ((name, "incoming", "waiting", WORDS), (name, "poison", "dead", ""))
    ]
    assert bodies == [said for name in NAMES for said in (body(name, WORDS), b"no JSON")]


def test_when_200_is_said_it_is_on_the_disk(tmp_path: Path) -> None:
    file = tmp_path / "chat.db"

    async def story() -> None:
        store = Store(file)
        hook = Hook(into(store))

        async def deliver(number: int) -> None:
            assert (await hook.post("whatsapp", body("whatsapp", id_=str(number)))).status == 200
            with sqlite3.connect(file) as db:
                (found,) = db.execute("SELECT COUNT(*) FROM inbox WHERE event = ?", (f"wamid.{number}",)).fetchone()
            assert found == 1

        await asyncio.gather(*map(deliver, range(40)))
        await store.close()

    play(story)


def test_a_store_that_cannot_write_is_said_to_the_platform(tmp_path: Path) -> None:
    async def story() -> None:
        store = Store(tmp_path / "chat.db")
        hook = Hook(into(store))
        await store.close()
        answer = await hook.post("whatsapp", body("whatsapp"))
        assert (answer.status, answer.headers["retry-after"]) == (503, "10")

    play(story)
