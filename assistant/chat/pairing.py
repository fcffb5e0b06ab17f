"""Six digits that make a phone somebody's.

A code is one of a million, valid for ten minutes and once. Somebody may be wrong five times in ten minutes, so that a stranger
who tries finds a given code with a chance of 5 in 1,000,000 in its life.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable

from assistant.chat.store import People
from assistant.people import OWNER, Role

VALID_S = 600.0
MOST_WRONG = 5
"""Wrong codes of one sender within `VALID_S`."""


class Pairing:
    """Offers codes, and takes them."""

    def __init__(self, people: People, clock: Callable[[], float] = time.time) -> None:
        self._people = people
        self._clock = clock

    async def offer(self, person: str = OWNER.id, role: Role = Role.OWNER, valid_s: float = VALID_S) -> str:
        """Six digits: whoever writes them within `valid_s` is `person`."""
        code = f"{secrets.randbelow(1_000_000):06d}"
        await self._people.add_code(_digest(code), person, role, self._clock() + valid_s)
        return code

    async def redeem(self, code: str, channel: str, account: str, user: str, now: float) -> tuple[str, Role] | None:
        """Who they are now; None: the code is wrong or too old, or they were wrong too often."""
        if await self._people.wrong_tries(channel, account, user, now, VALID_S) >= MOST_WRONG:
            return None
        found = await self._people.take_code(_digest(code), now)
        if found is None:
            await self._people.wrong_try(channel, account, user, now)
        return found


def _digest(code: str) -> str:
    """Codes are not kept. It takes a moment to compute, a million of them take days."""
    return hashlib.scrypt(code.encode(), salt=b"colibri pairing", n=2**14, r=8, p=1).hex()
