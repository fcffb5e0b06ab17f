"""Jobs of the outbox as rows: what all that touches them has in common. To be called within a transaction."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass

from assistant.chat.store.identity import current
from assistant.database import Database


@dataclass(frozen=True, slots=True)
class NewJob:
    """A message to be sent."""

    channel: str
    account: str
    user: str
    address: str
    key: str
    """What it is: a job with a key that is there already is not made again."""
    text: str = ""
    voice: bytes = b""
    reply_to: str = ""
    """The platform's id of the message that it answers."""
    inbox: int | None = None
    """Which message of the inbox it answers."""


def insert(db: Database, now: float, new: NewJob, newest: int = 0) -> bool:
    """False: it was there already. `newest`: the latest message that it answers. Somebody who wants no more messages gets none but
    answers to what they wrote since they said so."""
    user = current(db, new.channel, new.account, new.user)
    answered = max(newest, new.inbox or 0)
    unwanted, address = False, ""
    for row in db.rows(
        "SELECT address, stopped, stop FROM people WHERE channel = ? AND account = ? AND user = ?",
        (new.channel, new.account, user),
    ):
        unwanted = bool(row["stopped"]) and answered < max(1, row["stop"])
        address = row["address"]
    made = db.execute(
        "INSERT INTO outbox (job, key, channel, account, user, address, text, voice, reply_to, inbox, made, state) "
        "VALUES (?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (key) DO NOTHING",
        (
            uuid.uuid4().hex,
            new.key,
            new.channel,
            new.account,
            user,
            (address or new.address) if user != new.user else new.address,
            "" if unwanted else new.text,
            b"" if unwanted else new.voice,
            new.reply_to,
            new.inbox,
            now,
            "dropped" if unwanted else "waiting",
        ),
    )
    return made.rowcount > 0


def drop(db: Database, channel: str, account: str, user: str) -> None:
    """What waits for somebody is not sent, and what may have been sent is not sent again."""
    for change in (
        "stopped = 1 WHERE",
        "state = 'dropped', text = '', voice = x'' WHERE state = 'waiting' AND",
    ):
        db.execute(
            f"UPDATE outbox SET {change} state IN ('waiting', 'sending', 'unknown') "
            "AND channel = ? AND account = ? AND user = ?",
            (channel, account, user),
        )


def again(db: Database, job: str, at: float, reason: str, code: int | None) -> None:
    """It is tried again, unless the person wants no more messages. Whether it may have been sent before is not forgotten."""
    db.execute(
        "UPDATE outbox SET state = CASE WHEN stopped THEN 'dropped' ELSE 'waiting' END, again_at = ?, reason = ?, code = ?, "
        "message = NULL, rank = 0 WHERE job = ?",
        (at, reason, code, job),
    )


def certain(db: Database, job: str) -> None:
    """It was not sent before, whatever was thought."""
    db.execute("UPDATE outbox SET unknown_since = NULL WHERE job = ?", (job,))


def in_writing(db: Database, job: str) -> bool:
    """A voice note was not sent, and will not be; its text is, unless the person wants no more messages. False: it has none."""
    return (
        db.execute(
            "UPDATE outbox SET state = CASE WHEN stopped THEN 'dropped' ELSE 'waiting' END, "
            "text = CASE WHEN stopped THEN '' ELSE text END, voice = x'', message = NULL, rank = 0, unknown_since = NULL "
            "WHERE job = ? AND voice != x'' AND text != ''",
            (job,),
        ).rowcount
        > 0
    )


def fail(db: Database, job: str, reason: str, code: int | None) -> None:
    """It is not tried again."""
    db.execute(
        "UPDATE outbox SET state = 'failed', reason = ?, code = ?, message = NULL, rank = 0, unknown_since = NULL "
        "WHERE job = ?",
        (reason, code, job),
    )


def fail_all(db: Database, job: str, reason: str, code: int | None) -> None:
    """It is not tried again, nor is what comes after it of the same answer: that would be without its beginning."""
    for row in db.rows("SELECT * FROM outbox WHERE job = ? AND state IN ('waiting', 'sending', 'unknown')", (job,)):
        fail(db, job, reason, code)
        if not row["text"]:  # a voice note, whose text comes by itself
            continue
        for rest in db.rows(
            "SELECT job, key FROM outbox WHERE state IN ('waiting', 'sending', 'unknown') AND state = 'waiting' AND seq > ? "
            "AND channel = ? AND account = ? AND user = ? AND inbox IS ?",
            (row["seq"], row["channel"], row["account"], row["user"], row["inbox"]),
        ):
            if row["inbox"] is not None or _whole(rest["key"]) == _whole(row["key"]):
                fail(db, rest["job"], "what comes before it was not sent", code)


def _whole(key: str) -> str:
    """Of what a job is a part: their keys are `KEY`, `KEY:1`, `KEY:2` ..."""
    return re.sub(r":[0-9]+$", "", key)
