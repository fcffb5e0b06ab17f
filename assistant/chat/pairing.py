"""Six digits that make a phone somebody's.

A code is one of a million, valid for ten minutes and once; several may be valid at a time, as two people of a house pair their
phones. Within ten minutes somebody may be wrong five times, and everybody together thirty times, whatever number of accounts a
stranger makes to guess with: so a given code is found with a chance of 30 in 1,000,000 in its life. While strangers use these
tries up, nobody can pair; whoever is in the configuration is not concerned.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import time
from collections.abc import Callable

import structlog

from assistant.chat.store import People
from assistant.people import OWNER, Role

log = structlog.get_logger(__name__)

VALID_S = 600.0
MOST_WRONG = 5
"""Wrong codes of one sender within `VALID_S`."""
MOST_WRONG_IN_ALL = 30
"""Wrong codes of all senders within `VALID_S`."""
_ALL = ("", "", "")
"""Under whom they are counted; no channel is called that."""


class Pairing:
    """Offers codes, and takes them."""

    def __init__(self, people: People, clock: Callable[[], float] = time.time) -> None:
        self._people = people
        self._clock = clock
        self._alone = asyncio.Lock()
        """One code at a time: each costs memory and a core, and none may pass between a count and what follows from it."""

    async def offer(self, person: str = OWNER.id, role: Role = Role.OWNER, valid_s: float = VALID_S) -> str:
        """Six digits: whoever writes them within `valid_s` is `person`. Codes that were offered before stay valid."""
        code = f"{secrets.randbelow(1_000_000):06d}"
        digest = await asyncio.to_thread(_digest, code)
        await self._people.add_code(digest, person, role, self._clock() + valid_s)
        return code

    async def listens(self, channel: str, account: str, user: str, now: float) -> bool:
        """Whether a code of theirs would be looked at; who was wrong too often needs no answer any more."""
        return await self._people.wrong_tries(channel, account, user, now, VALID_S) < MOST_WRONG

    async def redeem(self, code: str, channel: str, account: str, user: str, now: float) -> tuple[str, Role] | None:
        """Who they are now; None: the code is wrong or too old, or they or all together were wrong too often."""
        async with self._alone:
            if not await self.listens(channel, account, user, now):
                return None
            wrong = await self._people.wrong_tries(*_ALL, now, VALID_S)
            if wrong >= MOST_WRONG_IN_ALL:
                return None
            digest = await asyncio.to_thread(_digest, code)
            found = await self._people.take_code(digest, channel, account, user, now)
            if found is None:
                await self._people.wrong_try(channel, account, user, now)
                await self._people.wrong_try(*_ALL, now)
                if wrong + 1 == MOST_WRONG_IN_ALL:
                    log.warning(
                        "too many wrong codes were sent; nobody can pair a phone for some minutes", wrong=wrong + 1
                    )
            return found


def _digest(code: str) -> str:
    """Codes are not kept. It takes a moment to compute, a million of them take days."""
    return hashlib.scrypt(code.encode(), salt=b"colibri pairing", n=2**14, r=8, p=1).hex()
