"""Who somebody is now whose stable id has changed, perhaps more than once. To be called within a transaction.

Ids are given to others, phone numbers above all: what is written under a former id later is not theirs.
"""

from __future__ import annotations

from assistant.database import Database

_MOST_CHANGES = 16
_CLOCKS_S = 3600.0
"""So far may the clocks of a platform be apart."""


def author(db: Database, channel: str, account: str, user: str, at: float) -> str:
    """The id that whoever wrote as `user` at `at`, in seconds since 1970, has today."""
    for _ in range(_MOST_CHANGES):
        rows = db.rows(
            "SELECT user, at FROM moved WHERE channel = ? AND account = ? AND previous = ?", (channel, account, user)
        )
        if not rows or at > rows[0]["at"] + _CLOCKS_S:
            break
        user = str(rows[0]["user"])
    return user


def current(db: Database, channel: str, account: str, user: str) -> str:
    """The id that somebody has today who had `user` once; unless somebody else has it now."""
    for _ in range(_MOST_CHANGES):
        rows = db.rows(
            "SELECT user FROM moved WHERE channel = ?1 AND account = ?2 AND previous = ?3 AND NOT EXISTS ("
            "SELECT 1 FROM people WHERE channel = ?1 AND account = ?2 AND user = ?3)",
            (channel, account, user),
        )
        if not rows:
            break
        user = str(rows[0]["user"])
    return user


def former(db: Database, channel: str, account: str, user: str) -> set[str]:
    """All ids that somebody has had, and has."""
    found, new = {user}, {user}
    while new:
        new = {
            str(row["previous"])
            for each in new
            for row in db.rows(
                "SELECT previous FROM moved WHERE channel = ? AND account = ? AND user = ?", (channel, account, each)
            )
        } - found
        found |= new
    return found


def move(db: Database, channel: str, account: str, previous: str, user: str, address: str, at: float) -> None:
    """Whoever was `previous` until `at` is `user` now, or what has become of that one, and all that waits for them follows."""
    today = current(db, channel, account, user)
    if today == previous:  # they have the former id again
        db.execute("DELETE FROM moved WHERE channel = ? AND account = ? AND previous = ?", (channel, account, user))
        today = user
    db.execute("INSERT OR REPLACE INTO moved VALUES (?, ?, ?, ?, ?)", (channel, account, previous, user, at))
    if today != user:
        address = ""  # there is news of a later one
    lane = (channel, account, previous)
    _merge(db, lane, today, address)
    for table, states in (("inbox", "state = 'waiting'"), ("outbox", "state IN ('waiting', 'sending', 'unknown')")):
        db.execute(
            f"UPDATE {table} SET user = ?, address = CASE WHEN ? = '' THEN address ELSE ? END "
            f"WHERE channel = ? AND account = ? AND user = ? AND {states}",
            (today, address, address, *lane),
        )


def _merge(db: Database, lane: tuple[str, str, str], user: str, address: str) -> None:
    """Make one person's entry of two. What they may do is not lost; that they want no more messages isn't either."""
    db.execute(
        "INSERT INTO people (channel, account, user, address, person, role, name, language, stopped, refused, first, last, stop) "
        "SELECT channel, account, ?, CASE WHEN ? = '' THEN address ELSE ? END, person, role, name, language, stopped, "
        "refused, first, last, stop FROM people WHERE channel = ? AND account = ? AND user = ? "
        "ON CONFLICT DO UPDATE SET "
        "address = CASE WHEN ? = '' THEN people.address ELSE excluded.address END, "
        "person = CASE WHEN people.role IS NULL THEN excluded.person ELSE people.person END, "
        "role = COALESCE(people.role, excluded.role), "
        "name = CASE WHEN people.last >= excluded.last THEN people.name ELSE excluded.name END, "
        "language = CASE WHEN people.language = '' THEN excluded.language ELSE people.language END, "
        "stopped = people.stopped OR excluded.stopped, refused = people.refused OR excluded.refused, "
        "first = MIN(people.first, excluded.first), last = MAX(people.last, excluded.last), "
        "stop = MAX(people.stop, excluded.stop)",
        (user, address, address, *lane, address),
    )
    db.execute("DELETE FROM people WHERE channel = ? AND account = ? AND user = ?", lane)
