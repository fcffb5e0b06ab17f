"""What goes wrong at a platform: by script, or by chance from a seed."""

from __future__ import annotations

import random
from collections import Counter, defaultdict, deque
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

Kind = Literal["error", "slow", "cut", "hang", "garbage", "status", "redirect"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that goes wrong with one request."""

    kind: Kind
    accept: bool = False
    """Whether the request is carried out all the same: the caller cannot know."""
    code: int = 0
    """The platform's error code, or the HTTP status of `status`."""
    subcode: int | None = None
    http: int | None = None
    """The HTTP status of `error`; None: the usual one of its code."""
    seconds: float = 0.0
    """How long it takes until it happens."""
    retry_after_s: int | None = None
    to: str = ""
    """Where `redirect` leads."""


def error(
    code: int, subcode: int | None = None, *, http: int | None = None, retry_after_s: int | None = None
) -> Trouble:
    """The platform refuses, with this code. For Telegram, the code is the HTTP status."""
    return Trouble("error", code=code, subcode=subcode, http=http, retry_after_s=retry_after_s)


def slow(seconds: float) -> Trouble:
    """All is well, but it takes so long."""
    return Trouble("slow", accept=True, seconds=seconds)


def cut(*, accept: bool = True, seconds: float = 0.0) -> Trouble:
    """The connection is cut before an answer."""
    return Trouble("cut", accept, seconds=seconds)


def hang(*, accept: bool = True) -> Trouble:
    """No answer ever comes."""
    return Trouble("hang", accept)


def garbage(*, accept: bool = True) -> Trouble:
    """200, and something that is no answer."""
    return Trouble("garbage", accept)


def broken(status: int = 503, *, accept: bool = False) -> Trouble:
    """A server in between fails, and answers in HTML."""
    return Trouble("status", accept, code=status)


def redirect(to: str) -> Trouble:
    """302: look there."""
    return Trouble("redirect", code=302, to=to)


class Troubles:
    """Which requests go wrong. Operations are called `channel.what`, e.g. `whatsapp.messages`; patterns such as `*.download` are
    allowed. There are whatsapp.{messages,actions,upload,media,download,check}, messenger.{messages,actions,download,check},
    telegram.METHOD and telegram.download."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._script: dict[str, deque[Trouble | None]] = defaultdict(deque)
        self._odds: list[tuple[str, float, Trouble]] = []
        self.drawn: Counter[tuple[str, str]] = Counter()
        """How often what has gone wrong: (operation, kind)."""

    def script(self, operation: str, *troubles: Trouble | None) -> None:
        """The next requests go wrong like this, one each; None: all is well with that one."""
        self._script[operation].extend(troubles)

    def often(self, operation: str, probability: float, trouble: Trouble) -> None:
        """Each request goes wrong like this with `probability`."""
        self._odds.append((operation, probability, trouble))

    def none(self) -> None:
        """From now on all is well."""
        self._script.clear()
        self._odds.clear()

    def draw(self, operation: str) -> Trouble | None:
        """What goes wrong with this request."""
        trouble = self._next(operation)
        if trouble is not None:
            self.drawn[operation, trouble.kind] += 1
        return trouble

    def _next(self, operation: str) -> Trouble | None:
        for pattern, script in self._script.items():
            if script and fnmatchcase(operation, pattern):
                return script.popleft()
        for pattern, probability, trouble in self._odds:
            if fnmatchcase(operation, pattern) and self._rng.random() < probability:
                return trouble
        return None
