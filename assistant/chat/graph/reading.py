"""JSON that is signed, but whose form nobody vouches for: every field is checked as it is read."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from assistant.chat import Event, Poison, Unreadable

Fields = Mapping[str, Any]

_JOB = re.compile(r"[0-9a-f]{32}")
_LONGEST_ID = 1000
_LATEST = 1e11
"""In seconds since 1970; what is later is not a time."""


class Odd(Exception):
    """Something is not of the form it should have. The message names the field, and says nothing of its content."""


def parsed(body: bytes) -> Fields:
    """The object that `body` is. Raises `Unreadable`."""
    try:
        found = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError, MemoryError):
        raise Unreadable("the body is not JSON that can be read") from None
    if not isinstance(found, dict):
        raise Unreadable("the body is not a JSON object")
    return found


def each(holder: Fields, name: str, read: Callable[[Fields], Iterator[Event]]) -> Iterator[Event]:
    """What `read` finds in each object of the list `name`; what cannot be read is `Poison`, and its neighbours are not lost."""
    items = holder.get(name)
    if items is None:
        return
    if not isinstance(items, list):
        yield poison(items, f"`{name}` is not a list")
        return
    for item in items:
        try:
            if not isinstance(item, dict):
                raise Odd(f"an item of `{name}` is not an object")
            events = list(read(item))
        except Odd as odd:
            yield poison(item, str(odd))
        else:
            yield from events


def poison(item: object, reason: str) -> Poison:
    """The same item has the same id whenever it is delivered."""
    return Poison(f"poison:{digest(item)}", reason)


def digest(item: object) -> str:
    """32 hexadecimal digits that stand for it."""
    try:
        told = json.dumps(item, sort_keys=True)
    except RecursionError:
        told = "deep"
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def fields(holder: Fields, name: str) -> Fields:
    """The object `name`. Raises `Odd`."""
    found = holder.get(name)
    if not isinstance(found, dict):
        raise Odd(f"`{name}` is missing or not an object")
    return found


def maybe(holder: Fields, name: str) -> Fields:
    """The object `name`, or an empty one."""
    found = holder.get(name)
    return found if isinstance(found, dict) else {}


def text(holder: Fields, name: str, default: str | None = None) -> str:
    """The text `name`, as characters that can be stored. Raises `Odd` where there is none, nor a `default`."""
    found = holder.get(name, default)
    if found is None and default is not None:
        return default
    if not isinstance(found, str):
        raise Odd(f"`{name}` is missing or not a text")
    return found.encode("utf-8", "replace").decode().replace("\0", "")  # "replace": halves of a pair of surrogates


def identifier(holder: Fields, name: str, default: str | None = None) -> str:
    """The id `name`, a text or a number. Raises `Odd` where there is none, nor a `default`."""
    found = holder.get(name)
    if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 10**32:
        return str(found)
    known = text(holder, name, default)
    if len(known) > _LONGEST_ID or (not known and default is None):
        raise Odd(f"`{name}` is empty or too long")
    return known


def moment(holder: Fields, name: str, per_s: int = 1) -> float:
    """When, in seconds since 1970; `name` counts `per_s` to a second, as a text or a number. Raises `Odd`."""
    told = identifier(holder, name)
    if not (told.isascii() and told.isdigit()) or len(told) > 20 or int(told) / per_s > _LATEST:
        raise Odd(f"`{name}` is not a time")
    return int(told) / per_s


def number(holder: Fields, name: str) -> int | None:
    """The whole number `name`, or None."""
    found = holder.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) and abs(found) < 2**53 else None


def job(holder: Fields, name: str) -> str:
    """Our own id of a message, where the platform tells it; what is not of our form comes from another program, and is not ours."""
    found = holder.get(name)
    return found if isinstance(found, str) and _JOB.fullmatch(found) else ""


def _no_constant(_: str) -> float:
    raise ValueError("NaN and Infinity are not JSON")
