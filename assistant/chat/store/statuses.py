"""What platforms tell of our messages: in any order, more than once, and perhaps before we know that we have sent them.

How far a message has come only ever grows, in the order of `RANKS`: whoever has read it has got it, whatever was said before. So the
end does not depend on the order. `statuses` keeps what cannot be told of a job yet, and which tries have failed.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from assistant.chat import Delivery, Status
from assistant.chat.store import jobs
from assistant.database import Database

RANKS = {
    Delivery.SENT: 1,
    Delivery.DELIVERED: 2,
    Delivery.FAILED: 3,
    Delivery.READ: 4,
    Delivery.PLAYED: 5,
}
_SENT, _FAILED = RANKS[Delivery.SENT], RANKS[Delivery.FAILED]
_LONGEST_WAIT_S = 3600.0


@dataclass(frozen=True, slots=True)
class _News:
    """How far a message has come."""

    rank: int
    job: str
    code: int | None
    later: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Statuses:
    """Those of one account, within a transaction."""

    db: Database
    now: float
    channel: str
    account: str
    most_tries: int
    """Of a job; then one that failed is not tried again."""

    def apply(self, status: Status) -> bool:
        """False: nothing new."""
        if not status.message:
            return False
        news = _News(RANKS[status.state], status.job, status.code, status.later, status.reason)
        for row in self.db.rows(
            "SELECT * FROM outbox WHERE message = ? AND account = ? AND channel = ?",
            (status.message, self.account, self.channel),
        ):
            return self._go_on(row, status.message, news)
        return self._settle(status.message, news)

    def sent(self, job: str, message: str) -> None:
        """The platform has answered with the message's id."""
        for row in self.db.rows("SELECT * FROM outbox WHERE job = ?", (job,)):
            if not _open(row):
                return
            prior = self._prior(message)
            self._mark_sent(job, message, max(_SENT, prior.rank) if prior and prior.rank != _FAILED else _SENT)
            if prior is not None and prior.rank == _FAILED:
                self._fail(row, message, prior)

    def _go_on(self, row: sqlite3.Row, message: str, news: _News) -> bool:
        """News of a try that we know."""
        if news.rank <= row["rank"]:
            return False
        if news.rank == _FAILED:
            self._fail(row, message, news)
        else:
            self.db.execute("UPDATE outbox SET rank = ? WHERE job = ?", (news.rank, row["job"]))
        return True

    def _settle(self, message: str, news: _News) -> bool:
        """News of a message that we do not know, or whose try has failed."""
        prior = self._prior(message)
        if prior is not None and news.rank <= prior.rank and (prior.job or not news.job):
            return False
        job = news.job or (prior.job if prior else "")
        best = prior if prior is not None and prior.rank > news.rank else news
        self._keep(message, best, job)
        for row in self.db.rows(
            "SELECT * FROM outbox WHERE job = ? AND account = ? AND channel = ?", (job, self.account, self.channel)
        ):
            if best.rank != _FAILED and _open(row):
                self._mark_sent(job, message, best.rank)
            elif best.rank == _FAILED and row["state"] in ("sending", "unknown"):
                self._fail(row, message, best)
        return True

    def _mark_sent(self, job: str, message: str, rank: int) -> None:
        self.db.execute(
            "UPDATE outbox SET state = 'sent', message = ?, rank = ?, unknown_since = NULL, reason = '', code = NULL "
            "WHERE job = ?",
            (message or None, rank, job),
        )
        self.db.execute(
            "DELETE FROM statuses WHERE channel = ? AND account = ? AND message = ?",
            (self.channel, self.account, message),
        )

    def _fail(self, row: sqlite3.Row, message: str, news: _News) -> None:
        self._keep(message, news, row["job"])
        if news.later and row["tries"] < self.most_tries:
            wait_s = min(4.0 ** row["tries"], _LONGEST_WAIT_S)
            jobs.again(self.db, row["job"], self.now + wait_s, news.reason, news.code)
            jobs.certain(self.db, row["job"])
        elif not jobs.in_writing(self.db, row["job"]):
            jobs.fail(self.db, row["job"], news.reason, news.code)

    def _prior(self, message: str) -> _News | None:
        for row in self.db.rows(
            "SELECT rank, job, code, later, reason FROM statuses WHERE channel = ? AND account = ? AND message = ?",
            (self.channel, self.account, message),
        ):
            return _News(row["rank"], row["job"], row["code"], bool(row["later"]), row["reason"])
        return None

    def _keep(self, message: str, news: _News, job: str) -> None:
        self.db.execute(
            "INSERT OR REPLACE INTO statuses (channel, account, message, rank, job, code, later, reason, received) "
            "VALUES (?,?,?,?,?,?,?,?,?)",
            (
                self.channel,
                self.account,
                message,
                news.rank,
                job,
                news.code,
                news.later,
                news.reason,
                self.now,
            ),
        )


def _open(row: sqlite3.Row) -> bool:
    """Whether news that it was sent is news: it was tried, and is not known to have been sent."""
    return row["state"] in ("sending", "unknown", "failed") or (row["state"] == "waiting" and row["tries"] > 0)
