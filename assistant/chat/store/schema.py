"""The tables, and what their states mean.

inbox    what arrived, each event once. Messages (`incoming`), and what changes them (`edited`, `revoked`, `moved`), and what
         could not be read (`poison`).
         waiting ──> done       answered
                 ├─> dropped    it gets no answer
                 ├─> revoked    taken back before it was answered
                 └─> dead       tried too often, or unreadable; the owner decides
         early                  an edit or a revocation whose message has not come yet
outbox   what is to be sent.
         waiting ──> sending ──> sent
            │           ├──────> unknown    it may have been sent; a status settles it
            │           └──────> failed     it never will be; the owner decides
            └─> dropped                     the person wants no more messages
statuses how far messages have come that are not (or no longer) the current try of a job
moved    ids that people had before
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from assistant.chat.store.unavailable import StoreUnavailable
from assistant.database import Database
from assistant.errors import ColibriError

VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS bodies (
    id INTEGER PRIMARY KEY,
    received REAL NOT NULL,
    data BLOB                           -- zlib; NULL: erased
);
CREATE TABLE IF NOT EXISTS inbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: jobs are named after them
    channel TEXT NOT NULL,
    account TEXT NOT NULL,
    event TEXT NOT NULL,
    what TEXT NOT NULL,
    state TEXT NOT NULL,
    user TEXT NOT NULL,
    message TEXT,                       -- which it is, or changes; NULL: its event's id
    received REAL NOT NULL,             -- by our clock
    body INTEGER,
    at REAL NOT NULL DEFAULT 0,         -- by the platform's clock
    kind TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    reply_to TEXT NOT NULL DEFAULT '',
    media TEXT,                         -- JSON
    forwarded INTEGER NOT NULL DEFAULT 0, -- somebody else's words
    version INTEGER NOT NULL DEFAULT 0, -- changes with each edit and revocation
    tries INTEGER NOT NULL DEFAULT 0,
    again_at REAL NOT NULL DEFAULT 0,
    acting INTEGER NOT NULL DEFAULT 0,
    edited_at REAL NOT NULL DEFAULT 0,  -- of the latest edit that was applied, and its id
    edited_by TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    UNIQUE (channel, account, event)
);
CREATE INDEX IF NOT EXISTS inbox_waiting ON inbox (channel, account, user, at, id) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS inbox_needs ON inbox (body) WHERE state IN ('waiting', 'early', 'dead');
CREATE INDEX IF NOT EXISTS inbox_of ON inbox (message, account, channel) WHERE message IS NOT NULL;
CREATE TABLE IF NOT EXISTS outbox (
    seq INTEGER PRIMARY KEY,
    job TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL UNIQUE,
    channel TEXT NOT NULL,
    account TEXT NOT NULL,
    user TEXT NOT NULL,
    address TEXT NOT NULL,
    text TEXT NOT NULL,
    voice BLOB NOT NULL,
    reply_to TEXT NOT NULL,
    inbox INTEGER,
    made REAL NOT NULL,
    state TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    again_at REAL NOT NULL DEFAULT 0,
    unknown_since REAL,
    message TEXT,                       -- the platform's id of the try that was sent
    rank INTEGER NOT NULL DEFAULT 0,    -- how far that one has come
    stopped INTEGER NOT NULL DEFAULT 0, -- the person wants no more messages: not to be tried again
    reason TEXT NOT NULL DEFAULT '',
    code INTEGER
);
CREATE INDEX IF NOT EXISTS outbox_open ON outbox (channel, account, user, seq)
    WHERE state IN ('waiting', 'sending', 'unknown');
CREATE INDEX IF NOT EXISTS outbox_message ON outbox (message) WHERE message IS NOT NULL;
CREATE TABLE IF NOT EXISTS statuses (
    channel TEXT NOT NULL,
    account TEXT NOT NULL,
    message TEXT NOT NULL,
    rank INTEGER NOT NULL,
    job TEXT NOT NULL,                  -- whose try it was; '': not known yet
    code INTEGER,
    later INTEGER NOT NULL,
    reason TEXT NOT NULL,
    received REAL NOT NULL,
    PRIMARY KEY (channel, account, message)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS people (
    channel TEXT NOT NULL,
    account TEXT NOT NULL,
    user TEXT NOT NULL,
    address TEXT NOT NULL DEFAULT '',
    person TEXT NOT NULL DEFAULT '',
    role TEXT,
    name TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    stopped INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0,
    first REAL NOT NULL DEFAULT 0,
    last REAL NOT NULL DEFAULT 0,
    stop INTEGER NOT NULL DEFAULT 0,    -- the latest message that stopped us
    PRIMARY KEY (channel, account, user)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS moved (
    channel TEXT NOT NULL,
    account TEXT NOT NULL,
    previous TEXT NOT NULL,
    user TEXT NOT NULL,
    at REAL NOT NULL,                   -- when, by the platform's clock
    PRIMARY KEY (channel, account, previous)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS codes (
    digest TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    until REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS wrong_codes (
    channel TEXT NOT NULL,
    account TEXT NOT NULL,
    user TEXT NOT NULL,
    at REAL NOT NULL
);
"""


def open_database(path: Path) -> Database:
    """The file with its tables, readable by its owner alone. Raises `StoreUnavailable`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        database = Database(path, _SCHEMA)
        found = int(database.rows("PRAGMA user_version")[0][0])
        if found == 0:
            database.execute(f"PRAGMA user_version = {VERSION}")
    except (OSError, sqlite3.Error) as error:
        raise StoreUnavailable(f"{path}: {error}; free space, or mend the disk or its permissions") from error
    except ColibriError as error:
        raise StoreUnavailable(str(error)) from error
    if found > VERSION:
        database.close()
        raise StoreUnavailable(
            f"{path} was written by a newer version of Colibri; update this one, or move the file away"
        )
    return database
