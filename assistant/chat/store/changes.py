"""Messages that are changed or taken back, whether the change comes after its message or before.

Both are put down first, and then everything that is known of one message is settled. So the end does not depend on the order.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from assistant.chat.store.identity import current
from assistant.database import Database


def settle(db: Database, channel: str, account: str, user: str, message: str) -> bool:
    """Do what the edits and revocations of a message by `user` ask for. True: something was erased."""
    rows = [
        row
        for row in _about(db, channel, account, message)
        if current(db, channel, account, row["user"]) == current(db, channel, account, user)
    ]
    messages = [row for row in rows if row["what"] == "incoming"]
    edits = [row for row in rows if row["what"] == "edited"]
    revocations = [row for row in rows if row["what"] == "revoked"]
    if revocations:
        _revoke(db, messages, edits, revocations)
    elif messages:
        _edit(db, messages, edits)
    return bool(revocations)


def _about(db: Database, channel: str, account: str, message: str) -> list[sqlite3.Row]:
    of = (channel, account, message)
    return db.rows(
        "SELECT * FROM inbox WHERE channel = ? AND account = ? AND event = ? AND what = 'incoming' AND message IS NULL "
        "UNION ALL SELECT * FROM inbox WHERE channel = ? AND account = ? AND message = ? ORDER BY id",
        of * 2,
    )


def _revoke(
    db: Database, messages: Sequence[sqlite3.Row], edits: Sequence[sqlite3.Row], revocations: Sequence[sqlite3.Row]
) -> None:
    for row in messages:
        db.execute(
            "UPDATE inbox SET text = '', media = NULL, version = version + 1, edited_at = 0, edited_by = '', "
            "state = CASE WHEN state IN ('waiting', 'dead') THEN 'revoked' ELSE state END WHERE id = ?",
            (row["id"],),
        )
    for row in edits:
        db.execute(
            "UPDATE inbox SET text = '', state = CASE WHEN ? THEN 'revoked' ELSE state END WHERE id = ?",
            (row["state"] == "early" or any(of["state"] != "done" for of in messages), row["id"]),
        )
    if messages:
        for row in revocations:
            db.execute("UPDATE inbox SET state = 'done' WHERE id = ?", (row["id"],))
    for body in {row["body"] for row in (*messages, *edits)}:
        db.execute(
            "UPDATE bodies SET data = NULL WHERE id = ? AND NOT EXISTS (SELECT 1 FROM inbox WHERE body = bodies.id AND "
            "state IN ('waiting', 'early', 'dead') AND state = 'dead')",
            (body,),
        )


def _edit(db: Database, messages: Sequence[sqlite3.Row], edits: Sequence[sqlite3.Row]) -> None:
    """The latest edit counts. Of a message that has become several rows, it changes the one with its words."""
    row = next((row for row in messages if row["text"] or row["kind"] == "text"), messages[0])
    early = [edit for edit in edits if edit["state"] == "early"]
    if not early:
        return
    if row["state"] != "waiting" or row["acting"]:
        state = "revoked" if row["state"] == "revoked" else "dropped"
        for edit in early:
            db.execute("UPDATE inbox SET state = ?, text = '' WHERE id = ?", (state, edit["id"]))
        return
    latest = max(early, key=lambda edit: (edit["at"], edit["event"]))
    if (latest["at"], latest["event"]) > (row["edited_at"], row["edited_by"]):
        db.execute(
            "UPDATE inbox SET text = ?, version = version + 1, edited_at = ?, edited_by = ? WHERE id = ?",
            (latest["text"], latest["at"], latest["event"], row["id"]),
        )
    for edit in early:
        db.execute("UPDATE inbox SET state = 'done', text = '' WHERE id = ?", (edit["id"],))
