"""How long what is kept is kept; what is kept of somebody, and forgetting it. To be called within a transaction.

Contents are blanked first. Ids of events stay longer: platforms deliver again for a week, and nothing may be answered twice.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

from assistant.chat.store.identity import former
from assistant.chat.store.inbox import Lane
from assistant.database import Database

REMEMBERED_S = 30 * 86400.0
_AT_ONCE = 500
_BLANK_INBOX = "user = '', text = '', address = '', name = '', reply_to = '', media = NULL"
_BLANK_OUTBOX = "user = '', text = '', address = '', voice = x'', reply_to = '', message = NULL, stopped = 1"


def purge_some(db: Database, now: float, before: float, dead: bool) -> int:
    """Blank or delete some of what is older than `before` and done with; how many. Call it until there is nothing more. `dead`:
    what was given up, too."""
    forgotten = min(before, now - REMEMBERED_S)
    given_up = ("'dead'", "'failed', 'unknown'") if dead else ("''", "''")
    changes: list[tuple[str, tuple[object, ...]]] = [
        (
            f"UPDATE inbox SET {_BLANK_INBOX}, state = CASE WHEN state IN ('dead', 'early') THEN 'dropped' ELSE state END "
            f"WHERE id IN (SELECT id FROM inbox WHERE received < ? AND (state IN ({given_up[0]}) OR "
            f"(state IN ('done', 'dropped', 'revoked', 'early') AND user != '')) LIMIT {_AT_ONCE})",
            (before,),
        ),
        (
            f"DELETE FROM inbox WHERE id IN (SELECT id FROM inbox WHERE received < ? AND state IN "
            f"('done', 'dropped', 'revoked') LIMIT {_AT_ONCE})",
            (forgotten,),
        ),
        (
            f"UPDATE outbox SET {_BLANK_OUTBOX}, state = CASE WHEN state IN ('failed', 'unknown') THEN 'dropped' ELSE state END "
            f"WHERE seq IN (SELECT seq FROM outbox WHERE made < ? AND (state IN ({given_up[1]}) OR "
            f"(state IN ('sent', 'dropped') AND user != '')) LIMIT {_AT_ONCE})",
            (before,),
        ),
        (
            f"DELETE FROM outbox WHERE seq IN (SELECT seq FROM outbox WHERE made < ? AND state IN ('sent', 'dropped') "
            f"LIMIT {_AT_ONCE})",
            (forgotten,),
        ),
        (
            f"UPDATE outbox SET {_BLANK_OUTBOX}, state = 'dropped' WHERE seq IN (SELECT seq FROM outbox WHERE made < ? "
            f"AND state IN ('failed', 'unknown') LIMIT {_AT_ONCE})",
            (forgotten,),
        ),
        (
            f"UPDATE inbox SET {_BLANK_INBOX}, state = 'dropped' WHERE id IN (SELECT id FROM inbox WHERE received < ? "
            f"AND state = 'dead' LIMIT {_AT_ONCE})",
            (forgotten,),
        ),
        (
            "DELETE FROM bodies WHERE id IN (SELECT id FROM bodies WHERE received < ? AND id NOT IN (SELECT body FROM inbox "
            f"WHERE state IN ('waiting', 'early', 'dead') AND body IS NOT NULL) LIMIT {_AT_ONCE})",
            (before,),
        ),
        ("DELETE FROM people WHERE refused AND role IS NULL AND last < ?", (forgotten,)),
        ("DELETE FROM statuses WHERE received < ?", (forgotten,)),
        ("DELETE FROM codes WHERE until <= ?", (now,)),
    ]
    return sum(db.execute(statement, values).rowcount for statement, values in changes)


def erase(db: Database, person: str) -> int:
    """Everything of somebody, but for the ids of events; how many rows it was."""
    count = 0
    for lane in _lanes(db, person):
        of = "channel = ? AND account = ? AND user = ?"
        db.execute(
            f"UPDATE bodies SET data = NULL WHERE id IN (SELECT body FROM inbox WHERE ({of}) "
            "OR (channel = ? AND account = ? AND what = 'poison'))",  # of what nobody could read, it may be theirs
            (*lane, *lane[:2]),
        )
        count += db.execute(
            f"UPDATE inbox SET {_BLANK_INBOX}, state = CASE WHEN state IN ('waiting', 'early', 'dead') THEN 'dropped' "
            f"ELSE state END, version = version + 1, acting = 0 WHERE {of}",
            lane,
        ).rowcount
        count += db.execute(
            f"UPDATE outbox SET {_BLANK_OUTBOX}, stopped = 1, state = CASE WHEN state IN ('waiting', 'unknown', 'failed') "
            f"THEN 'dropped' ELSE state END WHERE {of}",
            lane,
        ).rowcount
        count += db.execute(f"DELETE FROM people WHERE {of}", lane).rowcount
        db.execute(f"DELETE FROM wrong_codes WHERE {of}", lane)
        db.execute("DELETE FROM moved WHERE channel = ? AND account = ? AND ? IN (previous, user)", lane)
    return count + db.execute("DELETE FROM codes WHERE person = ?", (person,)).rowcount


def export(db: Database, person: str) -> Iterator[dict[str, object]]:
    """Everything of somebody: who they are (`identity`), what they wrote (`message`), what they were sent (`answer`), and codes
    that pair a phone with them (`code`)."""
    for lane in _lanes(db, person):
        of = "channel = ? AND account = ? AND user = ?"
        for row in db.rows(f"SELECT * FROM people WHERE {of}", lane):
            yield {"what": "identity", **dict(row)}
        for row in db.rows(
            "SELECT channel, account, event, user, state, received, at, kind, text, address, name, media "
            f"FROM inbox WHERE what != 'moved' AND {of} ORDER BY id",
            lane,
        ):
            yield {"what": "message", **dict(row)}
        for row in db.rows(
            f"SELECT channel, account, job, user, state, made, text, address, voice FROM outbox WHERE {of} ORDER BY seq",
            lane,
        ):
            yield {"what": "answer", **dict(row), "voice": base64.b64encode(row["voice"]).decode()}
    for row in db.rows("SELECT person, role, until FROM codes WHERE person = ?", (person,)):
        yield {"what": "code", **dict(row)}


def _lanes(db: Database, person: str) -> list[Lane]:
    """All conversations of somebody of the household, or of anybody by `channel:user` or `channel:account:user`, though they are
    not known any more; with their former ids."""
    named = "user != '' AND ?1 IN (channel || ':' || user, channel || ':' || account || ':' || user)"
    rows = db.rows(
        f"SELECT channel, account, user FROM people WHERE ?1 != '' AND (person = ?1 OR ({named})) "
        + "".join(f"UNION SELECT channel, account, user FROM {table} WHERE {named} " for table in ("inbox", "outbox")),
        (person,),
    )
    lanes = {
        Lane(row["channel"], row["account"], user)
        for row in rows
        for user in former(db, row["channel"], row["account"], row["user"])
    }
    return sorted(lanes)
