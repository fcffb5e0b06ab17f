"""The phones that were paired, as skills reach them: by way of the outbox, from whatever process."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from uuid import uuid4

from assistant.chat.gate import Rules, person_of
from assistant.chat.pairing import Pairing
from assistant.chat.parts import split, utf16
from assistant.chat.store import Known, NewJob, Store
from assistant.people import Person

_MOST = 1900
"""Characters in a message, of whatever channel."""


class StorePhones:
    """`Phones` of the skills."""

    def __init__(
        self,
        store: Store,
        pairing: Pairing,
        channels: Collection[str],
        on_jobs: Callable[[], object] = lambda: None,
        rules: Rules | None = None,
        windows: Mapping[str, float | None] = MappingProxyType({}),
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`channels`: those that are served. `on_jobs` is called when there is something to send. `rules`: who is somebody by
        the configuration, without having paired a phone. `windows`: of channels on which people may be written to only for so
        many seconds after they wrote."""
        self._windows = windows
        self._clock = clock
        self._store = store
        self._pairing = pairing
        self._channels = channels
        self._on_jobs = on_jobs
        self._rules = rules or Rules()

    async def offer(self, person: Person) -> str:
        """Six digits; the phone that writes them to us within ten minutes is `person`'s."""
        return await self._pairing.offer(person.id, person.role)

    async def send(self, person: Person, text: str, key: str = "") -> bool:
        """Write to the phone that they used last, of those that may be written to; False: they have none. What has been sent with the
        same `key` is not sent again."""
        found = [known for known in await self.all() if self._reaches(known, person)]
        if not found:
            return False
        to = min(found, key=self._closed)
        key = key or f"note:{uuid4().hex}"
        jobs = [
            NewJob(to.channel, to.account, to.user, to.address, key=f"{key}:{number}" if number else key, text=part)
            for number, part in enumerate(split(text, _MOST, utf16))
        ]
        await self._store.outbox.post(jobs)
        self._on_jobs()
        return True

    async def all(self) -> list[Known]:
        """Those that may write; who wrote last comes first."""
        return [known for known in await self._store.people.all() if person_of(known, self._rules) is not None]

    def _closed(self, known: Known) -> bool:
        window_s = self._windows.get(known.channel)
        return window_s is not None and self._clock() - known.last > window_s

    def _reaches(self, known: Known, person: Person) -> bool:
        """Also who writes is not always whom they were paired as: the configuration has the last word."""
        found = person_of(known, self._rules)
        return found is not None and found.id == person.id and known.channel in self._channels and not known.stopped
