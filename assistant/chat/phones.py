"""The phones that were paired, as skills reach them: by way of the outbox, from whatever process."""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import uuid4

from assistant.chat.pairing import Pairing
from assistant.chat.store import Known, NewJob, Store
from assistant.people import Person


class StorePhones:
    """`Phones` of the skills."""

    def __init__(
        self, store: Store, pairing: Pairing, channels: Collection[str], on_jobs: Callable[[], object] = lambda: None
    ) -> None:
        """`channels`: those that are served. `on_jobs` is called when there is something to send."""
        self._store = store
        self._pairing = pairing
        self._channels = channels
        self._on_jobs = on_jobs

    async def offer(self, person: Person) -> str:
        """Six digits; the phone that writes them to us within ten minutes is `person`'s."""
        return await self._pairing.offer(person.id, person.role)

    async def send(self, person: Person, text: str, key: str = "") -> bool:
        """Write to the phone that they used last; False: they have none. What has been sent with the same `key` is not sent again."""
        found = [known for known in await self._store.people.reachable(person.id) if known.channel in self._channels]
        if not found:
            return False
        to = found[0]
        job = NewJob(to.channel, to.account, to.user, to.address, key=key or f"note:{uuid4().hex}", text=text)
        await self._store.outbox.post((job,))
        self._on_jobs()
        return True

    async def all(self) -> list[Known]:
        """Those that may write."""
        return [known for known in await self._store.people.all() if known.role is not None]
