"""Keeps an index equal to the folders it is of: what is new or has changed is read, what is gone leaves, what cannot be read is
reported and stops nothing else."""

from __future__ import annotations

import hashlib
import os
import signal
import stat
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from assistant.documents import formats
from assistant.documents.clean import clean
from assistant.documents.content import Content, Unreadable
from assistant.documents.passages import Piece, split
from assistant.documents.store import Entry, Store
from assistant.documents.terms import language_of
from assistant.types import Cancelled, never

_MOST_TITLE_WORDS = 9
_BATCH_PASSAGES = 400
"""Written in one go: each time waits for the disk."""
_LONGEST_READ_S = 60.0
_LANGUAGE_SAMPLE = 8000  # characters

Stamp = tuple[int, int]
"""Size in bytes and time of the last change in ns: a file that has the same two is the same file."""


@dataclass(slots=True)
class Update:
    """What an update did."""

    read: int = 0
    """Documents that are new or have changed."""
    gone: int = 0
    unchanged: int = 0
    passages: int = 0
    """New ones."""
    problems: dict[str, str] = field(default_factory=dict)
    """Why a file, or a folder, is left out, by its path; those of earlier updates too."""


def update(
    store: Store,
    configured: Iterable[Path] | None = None,
    *,
    cancelled: Cancelled = never,
    note: Callable[[Path], object] = lambda path: None,
) -> Update:
    """Make the index equal to its folders. `configured`: those of the configuration; None leaves them as they were. `note` is
    told every file that is read. Raises `sqlite3.Error` when the index cannot be written.

    In a process's main thread a file that takes more than a minute is given up.
    """
    if configured is not None:
        store.configure_roots(map(absolute, configured))
    done = Update()
    found = _found(store.roots(), done.problems)
    known = {entry.path: entry for entry in store.entries()}
    gone = [path for path in known if path not in found]
    store.drop(gone)
    done.gone = len(gone)
    batch: list[tuple[Entry, Sequence[Piece]]] = []
    for path, stamp in found.items():
        if cancelled():
            break
        before = known.get(path)
        if before is None or _has_changed(before, stamp):
            note(path)
            batch += _read(store, path, stamp, before, done)
            if sum(len(pieces) for _, pieces in batch) >= _BATCH_PASSAGES:
                store.put(batch)
                batch = []
        else:
            done.unchanged += 1
            if before.problem:
                done.problems[str(path)] = before.problem
    store.put(batch)
    return done


def is_stale(store: Store, configured: Iterable[Path]) -> bool:
    """Whether an `update` would find something to do. Looks at names, sizes and times alone."""
    wanted = {absolute(path) for path in configured}
    roots = store.roots()
    if wanted != {path for path, is_configured in roots.items() if is_configured}:
        return True
    found = _found(roots, {})
    known = {entry.path: entry for entry in store.entries()}
    return found.keys() != known.keys() or any(_has_changed(known[path], stamp) for path, stamp in found.items())


def absolute(path: Path) -> Path:
    """As the index names it: `~` is the home folder, links are followed."""
    return path.expanduser().resolve()


def _has_changed(entry: Entry, stamp: Stamp) -> bool:
    return (entry.size, entry.mtime_ns) != stamp


def _found(roots: Iterable[Path], problems: dict[str, str]) -> Mapping[Path, Stamp]:
    """The documents there are, in the order of their paths."""
    found: dict[Path, Stamp] = {}
    for root in roots:
        try:
            found.update(_files(root))
        except OSError as error:
            problems[str(root)] = (
                f"{error.strerror or error}; connect it, mend its permissions, or remove it from the documents"
            )
    return dict(sorted(found.items()))


def _files(root: Path) -> Iterator[tuple[Path, Stamp]]:
    """Of a folder, all ordinary files with a name of a known format; nothing hidden, nothing that a link leads out of it to.
    A file is itself. Raises `OSError` when the root is not there; what within it cannot be entered is left out."""
    status = root.stat()
    if stat.S_ISREG(status.st_mode):
        yield root, (status.st_size, status.st_mtime_ns)
        return
    with os.scandir(root):  # raises at once, where the walk would not
        pass
    for folder, subfolders, names in os.walk(root):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for path in (Path(folder, name) for name in names if not name.startswith(".")):
            if formats.supported(path) and (stamp := _stamp(path, root)):
                yield path, stamp


def _stamp(path: Path, root: Path) -> Stamp | None:
    try:
        status = path.stat()
        within = not path.is_symlink() or path.resolve().is_relative_to(root)
    except OSError:  # it left meanwhile, or is a link to nothing
        return None
    return (status.st_size, status.st_mtime_ns) if within and stat.S_ISREG(status.st_mode) else None


def _read(
    store: Store, path: Path, stamp: Stamp, before: Entry | None, done: Update
) -> Iterator[tuple[Entry, Sequence[Piece]]]:
    """The document to be written, unless its content is what it was."""
    try:
        with _time_limit(_LONGEST_READ_S):
            data, content = formats.read(path)
    except (Unreadable, OSError, MemoryError) as error:
        done.problems[str(path)] = problem = _problem(error)
        # Permissions may be mended without a trace in size and time: a stamp that no file has has it tried again.
        kept = stamp if isinstance(error, Unreadable) else (-1, -1)
        if before is None or (before.problem, before.size, before.mtime_ns) != (problem, *kept):
            yield Entry(path, *kept, "", problem=problem), ()
        return
    digest = hashlib.sha256(data).hexdigest()
    if before is not None and before.hash == digest:
        store.touch(path, *stamp)
        done.unchanged += 1
        return
    pieces = list(split(content.blocks))
    done.read += 1
    done.passages += len(pieces)
    yield Entry(path, *stamp, digest, title(path, content), _language(content)), pieces


def _problem(error: Exception) -> str:
    if isinstance(error, Unreadable):
        return str(error)
    if isinstance(error, MemoryError):
        return "needs more memory than there is; split it"
    return f"cannot be opened ({getattr(error, 'strerror', None) or error}); mend its permissions"


def title(path: Path, content: Content) -> str:
    """What a document is called aloud: as it says, or its file's name where it says nothing short."""
    if content.title and len(content.title.split()) <= _MOST_TITLE_WORDS:
        said = content.title.rstrip(".:")
        return said.capitalize() if said.isupper() else said  # capitals would be spelled out
    name = clean(path.stem.replace("_", " ").replace("-", " "))
    return name[:1].upper() + name[1:] if name else "?"


def _language(content: Content) -> str:
    sample = " ".join(block.text for block in content.blocks[:200])
    return language_of(f"{content.title} {sample}"[:_LANGUAGE_SAMPLE])


class _TooLong(BaseException):
    """No `Exception`, for readers swallow those and go on."""


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Gives a reader up. Raises `Unreadable`. Only the main thread can be interrupted; elsewhere there is no limit."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def give_up(number: int, frame: FrameType | None) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except _TooLong:
        raise Unreadable("takes too long to read; save it again, or split it") from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
