"""What a body brings, in one transaction: the body as it came, each of its events once, and what follows from them."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field

from assistant.chat import Edited, Event, Incoming, Moved, Poison, Revoked, Status
from assistant.chat.store.changes import settle
from assistant.chat.store.identity import author, current, move
from assistant.chat.store.people import Known, stop, touch
from assistant.chat.store.statuses import Statuses
from assistant.database import Database

_STILL_THEIRS_S = 30 * 86_400.0
"""A phone number that somebody has written from is nobody else's for so long."""


@dataclass(frozen=True, slots=True)
class Received:
    """How many of a body's events were new."""

    new: int
    repeated: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A body, and what was read in it."""

    channel: str
    account: str
    body: bytes
    events: Sequence[Event]
    poison: str = ""
    """Why nothing could be read in it."""


@dataclass(slots=True)
class Receiving:
    """One letter being taken in, within a transaction."""

    db: Database
    now: float
    letter: Letter
    stops: Callable[[str], bool]
    most_tries: int
    erased: bool = False
    """Whether something was erased that is in the write-ahead log."""
    _body: int | None = None
    _changed: dict[tuple[str, str], None] = field(default_factory=dict)
    """Users and messages that have come, or are to change."""

    def run(self) -> Received:
        events = list(self.letter.events)
        if self.letter.poison:
            events.append(Poison(f"body:{hashlib.sha256(self.letter.body).hexdigest()}", self.letter.poison))
        new = sum(self._take(event) for event in events)
        for user, message in self._changed:
            self.erased |= settle(self.db, self.letter.channel, self.letter.account, user, message)
        return Received(new, len(events) - new)

    def _take(self, event: Event) -> bool:
        """False: it was there already."""
        match event:
            case Incoming():
                return self._incoming(event)
            case Edited():
                return self._change("edited", event.id, event.user, event.of, event.text, event.at)
            case Revoked():
                return self._change("revoked", event.id, event.user, event.of)
            case Moved():
                return self._moved(event)
            case Poison():
                row = self._insert("poison", event.id, "dead", "", {"reason": event.reason})
                return row is not None
            case Status():
                of = self.letter
                return Statuses(self.db, self.now, of.channel, of.account, self.most_tries).apply(event)

    def _incoming(self, event: Incoming) -> bool:
        user = self._author(event)
        address = event.address if user == event.user else _address(self.db, self.letter, user) or event.address
        row = self._insert(
            "incoming",
            event.id,
            "waiting",
            user,
            {
                "message": event.message if event.message != event.id and event.message else None,
                "at": event.at,
                "kind": event.kind,
                "text": event.text,
                "address": address,
                "name": event.name,
                "reply_to": event.reply_to,
                "media": json.dumps(asdict(event.media)) if event.media else None,
                "forwarded": event.forwarded,
            },
        )
        if row is None:
            return False
        of = self.letter
        touch(self.db, Known(of.channel, of.account, user, address, name=event.name, last=event.at))
        if event.text and self.stops(event.text):
            stop(self.db, of.channel, of.account, user, row)
        self._changed[user, event.message or event.id] = None
        return True

    def _change(self, what: str, id_: str, user: str, of: str, text: str = "", at: float = 0.0) -> bool:
        user = self._current(user)
        row = self._insert(what, id_, "early", user, {"message": of, "text": text, "at": at})
        if row is None:
            return False
        if text and self.stops(text):  # also where what they wrote before is answered already
            stop(self.db, self.letter.channel, self.letter.account, user, row)
        self._changed[user, of] = None
        return True

    def _moved(self, event: Moved) -> bool:
        if self._insert("moved", event.id, "done", event.user, {}) is None:
            return False
        if event.previous and event.user and event.previous != event.user:
            of = self.letter
            move(self.db, of.channel, of.account, event.previous, event.user, event.address, event.at or self.now)
            self._changed |= dict.fromkeys(self._unsettled(event.user))
        return True

    def _unsettled(self, user: str) -> list[tuple[str, str]]:
        """Changes that found no message of their own, of whoever is `user` now: it may be one they wrote under another id."""
        rows = self.db.rows(
            "SELECT user, message FROM inbox WHERE state IN ('waiting', 'early', 'dead') AND state = 'early' "
            "AND channel = ? AND account = ?",
            (self.letter.channel, self.letter.account),
        )
        return [(row["user"], row["message"]) for row in rows if self._current(row["user"]) == self._current(user)]

    def _insert(self, what: str, event: str, state: str, user: str, more: dict[str, object]) -> int | None:
        """The new row; None: the event was there already."""
        of = (self.letter.channel, self.letter.account, event)
        if self.db.rows("SELECT 1 FROM inbox WHERE channel = ? AND account = ? AND event = ?", of):
            return None
        if self._body is None:
            self._body = self.db.execute(
                "INSERT INTO bodies (received, data) VALUES (?, ?)", (self.now, zlib.compress(self.letter.body))
            ).lastrowid
        columns = ", ".join(more)
        return self.db.execute(
            f"INSERT INTO inbox (channel, account, event, what, state, user, received, body{', ' if more else ''}{columns}) "
            f"VALUES (?, ?, ?, ?, ?, ?, ?, ?{', ?' * len(more)})",
            (*of, what, state, user, self.now, self._body, *more.values()),
        ).lastrowid

    def _author(self, event: Incoming) -> str:
        """Who wrote that. Whoever is known by their phone number alone is followed to the id that comes with it from now on."""
        of = self.letter
        user = author(self.db, of.channel, of.account, event.user, event.at)
        phone = event.address[1:] if event.address.startswith("+") else ""
        if phone and phone != user and _lately_known(self.db, of, phone, event.at) and not _known(self.db, of, user):
            move(self.db, of.channel, of.account, phone, user, event.address, event.at)
            self._changed |= dict.fromkeys(self._unsettled(user))
        return user

    def _current(self, user: str) -> str:
        return current(self.db, self.letter.channel, self.letter.account, user)


def _known(db: Database, of: Letter, user: str) -> bool:
    where = "channel = ? AND account = ? AND user = ?"
    return bool(db.rows(f"SELECT 1 FROM people WHERE {where}", (of.channel, of.account, user)))


def _address(db: Database, of: Letter, user: str) -> str:
    """Where somebody is reached who has another id now."""
    where = "channel = ? AND account = ? AND user = ?"
    return "".join(
        row["address"] for row in db.rows(f"SELECT address FROM people WHERE {where}", (of.channel, of.account, user))
    )


def _lately_known(db: Database, of: Letter, user: str, at: float) -> bool:
    """Whether somebody has written under that id so lately that it is still theirs."""
    where = "channel = ? AND account = ? AND user = ? AND last > ?"
    return bool(db.rows(f"SELECT 1 FROM people WHERE {where}", (of.channel, of.account, user, at - _STILL_THEIRS_S)))
