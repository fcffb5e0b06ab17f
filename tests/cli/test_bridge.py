"""`colibri bridge`: what the bridge holds, and that it runs once, as its owner sees it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from assistant.chat.store import BridgeLock, Lane, NewJob, Store
from tests.cli.command import Ended, colibri
from tests.cli.stored import ACCOUNT, NAME, with_store, wrote

JOB = 32
"""Characters of a job's number."""


@pytest.fixture(autouse=True)
def own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "skills" / "chat.db"


def bridge(*arguments: str) -> Ended:
    return colibri("bridge", *arguments)


async def set_aside(store: Store) -> None:
    """One that could not be answered, one that could not be read, one that was not sent, one of which nobody knows, and more."""
    await wrote(store, "ann")
    row = (await store.inbox.take(Lane(NAME, ACCOUNT, "ann"), 2e9))[0]
    await store.inbox.failed(row.id, "the model failed", None)
    await store.receive("whatsapp", "88", b"?", [], poison="it is no JSON")
    for user, what in (("bob", "failed"), ("cat", "unknown"), ("dan", "sent"), ("eve", "waiting")):
        await store.outbox.post([NewJob("messenger", "99", user, "1", user, text="hi")])
        job = next(job for job in await store.outbox.sendable(2e9) if job.user == user)
        if what != "waiting":
            await store.outbox.sending(job.job)
        if what == "failed":
            await store.outbox.failed(job.job, "they have gone", 551)
        elif what == "unknown":
            await store.outbox.unknown(job.job, "the connection broke")
        elif what == "sent":
            await store.outbox.sent(job.job, "w1")


def test_status_of_what_is_there(path: Path) -> None:
    with_store(path, set_aside)
    lines = dict(
        line.rsplit(maxsplit=1) for line in bridge("status").out.splitlines() if "for" not in line and "MB" not in line
    )
    assert lines == {
        "received, dead": "2",
        "to send, failed": "1",
        "to send, sent": "1",
        "to send, unknown": "1",
        "to send, waiting": "1",
        "people who ever wrote": "1",
    }
    (record,) = bridge("status", "--json").records
    assert record.keys() == {"inbox", "outbox", "oldest_s", "people", "bytes"}
    assert (record["inbox"], record["outbox"]["unknown"], record["oldest_s"]) == ({"dead": 2}, 1, 0)
    assert record["bytes"] > 4096


def test_status_tells_for_how_long_somebody_waits(path: Path) -> None:
    with_store(path, lambda store: wrote(store, "ann"))
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE inbox SET received = received - 7200")
    assert bridge("status", "--json").records[0]["oldest_s"] >= 7200
    assert any(line.startswith("the oldest waits for") and "72" in line for line in bridge("status").out.splitlines())


@pytest.mark.parametrize("made", [False, True], ids=["no store", "an empty store"])
def test_where_nothing_was_ever_received(path: Path, made: bool) -> None:
    if made:
        with_store(path, lambda store: store.counts())
    (record,) = bridge("status", "--json").records
    assert (record["inbox"], record["outbox"], record["people"]) == ({}, {}, 0)
    assert bridge("status").code == 0
    assert bridge("failed").out == "Nothing was set aside.\n"
    assert bridge("failed", "--json").out == ""
    assert bridge("people").out == "No phone was paired; to pair one: colibri bridge pair\n"
    assert bridge("people", "--json").out == ""
    assert bridge("retry", "--all").out == "Tried again: 0\n"
    assert bridge("purge").out == "Erased: 0\n"
    assert path.exists() is made


@pytest.mark.parametrize("command", [("status",), ("failed",), ("people",), ("retry", "--all"), ("purge",), ("pair",)])
def test_a_store_of_a_newer_version_is_left_alone(path: Path, command: tuple[str, ...]) -> None:
    with_store(path, set_aside)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    ended = bridge(*command)
    assert (ended.code, ended.out) == (1, "")
    assert "newer version of Colibri; update this one" in ended.err


def test_failed_says_why_and_by_which_number_to_try_again(path: Path) -> None:
    with_store(path, set_aside)
    records = bridge("failed", "--json").records
    assert [(one["channel"], one["state"], one["tries"], one["reason"]) for one in records] == [
        ("telegram", "dead", 1, "the model failed"),
        ("whatsapp", "dead", 0, "it is no JSON"),
        ("messenger", "failed", 1, "they have gone"),
        ("messenger", "unknown", 1, "the connection broke"),
    ]
    assert [one.get("code") for one in records] == [None, None, 551, None]
    lines = bridge("failed").out.splitlines()
    assert [line.split()[0] for line in lines[::2]] == [one["id"] for one in records]
    assert [line.strip() for line in lines[1::2]] == [one["reason"] for one in records]
    assert max(map(len, lines)) <= 80
    assert "dead, 1 try" in lines[0]
    assert len(records[2]["id"]) == JOB


def test_retry_of_one(path: Path) -> None:
    with_store(path, set_aside)
    dead, poison, failed, unknown = (one["id"] for one in bridge("failed", "--json").records)
    for number in (dead, failed, unknown):
        assert bridge("retry", number).out == "Tried again: 1\n"
        assert bridge("retry", number).code == 1
    assert [one["id"] for one in bridge("failed", "--json").records] == [poison]
    (record,) = bridge("status", "--json").records
    assert (record["inbox"], record["outbox"]) == ({"dead": 1, "waiting": 1}, {"sent": 1, "waiting": 3})


def test_retry_of_all_leaves_what_may_have_arrived(path: Path) -> None:
    with_store(path, set_aside)
    assert bridge("retry", "--all").out == "Tried again: 2\n"
    assert [one["state"] for one in bridge("failed", "--json").records] == ["dead", "unknown"]


@pytest.mark.parametrize("number", ["0", "12345", "9" * 30, "9" * 5000, "x", "²", "-1", ""])
def test_retry_of_what_is_not_there(path: Path, number: str) -> None:
    with_store(path, set_aside)
    ended = bridge("retry", "--", number)
    assert (ended.code, ended.out) == (1, "")
    assert "see: colibri bridge failed" in ended.err


@pytest.mark.parametrize("arguments", [(), ("1", "--all")])
def test_retry_needs_to_be_told_what(arguments: tuple[str, ...]) -> None:
    ended = bridge("retry", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert "say what to try again: a number of `colibri bridge failed`, or --all" in ended.err


def test_purge_erases_what_was_answered_and_with_failed_what_was_set_aside(path: Path) -> None:
    with_store(path, set_aside)
    assert bridge("purge", "--days", "1").out == "Erased: 0\n"
    assert bridge("purge").out == "Erased: 1\n"
    assert len(bridge("failed", "--json").records) == 4
    assert bridge("purge", "--failed").code == 0
    assert bridge("failed", "--json").records == []
    assert bridge("status", "--json").records[0]["outbox"]["waiting"] == 1
    assert bridge("purge", "--days", "-1").code == 2


def test_run_without_a_channel_says_what_to_add(path: Path) -> None:
    ended = bridge("run")
    assert (ended.code, ended.out) == (2, "")
    assert "add one, such as chat.channels.telegram.token" in ended.err


def test_run_beside_another_bridge_says_so_before_models_are_asked_for(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLIBRI_MODELS", str(tmp_path / "none"))
    (tmp_path / "token").write_text("123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw")
    config = tmp_path / "config.yaml"
    config.write_text(json.dumps({"chat": {"channels": {"telegram": {"token": f"${{file:{tmp_path / 'token'}}}"}}}}))
    with BridgeLock(path):
        ended = bridge("run", "-c", str(config))
    assert (ended.code, ended.out) == (1, "")
    assert f"serves {path} already; stop that bridge" in ended.err
    assert "AAHd" not in ended.err
    assert bridge("run", "-c", str(config)).code == 3
