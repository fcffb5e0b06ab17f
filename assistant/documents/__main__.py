"""`python -m assistant.documents INDEX FOLDER...`: brings an index up to date, in a process of its own.

Reading documents is hard work and some are made to break their readers: here it takes no time from who listens and talks, and
may run out of memory alone. Prints what was done as one JSON object.
"""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import sys
from dataclasses import asdict
from pathlib import Path

from assistant.documents.index import update
from assistant.documents.store import Store
from assistant.errors import ColibriError

_MOST_MEMORY = 2**30
_NICENESS = 15


def main(arguments: list[str]) -> int:
    """0 if the index is up to date, however many files could not be read."""
    os.nice(_NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, resource.RLIM_INFINITY))
    index, *folders = map(Path, arguments)
    try:
        store = Store(index)
        try:
            done = update(store, folders)
        finally:
            store.close()
    except (ColibriError, sqlite3.Error) as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(asdict(done), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
