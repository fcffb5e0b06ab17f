"""All three platforms at one address, for one test."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import httpx

from tests.chat.standin.accounts import Accepted, Accounts
from tests.chat.standin.app import application
from tests.chat.standin.connections import loopback
from tests.chat.standin.control import Control
from tests.chat.standin.deliveries import Deliverer, Habits
from tests.chat.standin.graph import signature
from tests.chat.standin.load import offer
from tests.chat.standin.media import Media
from tests.chat.standin.messenger import Messenger
from tests.chat.standin.people import Channel, Ids, People, Person
from tests.chat.standin.serving import Server
from tests.chat.standin.telegram import Telegram
from tests.chat.standin.troubles import Troubles
from tests.chat.standin.whatsapp import WhatsApp
from tests.chat.standin.writing import Json


class Platform:
    """WhatsApp's number, Messenger's page and Telegram's bot, those who write to them, and what these have got. Belongs to the
    event loop it was started in."""

    def __init__(self, seed: int, client: httpx.AsyncClient, habits: Habits) -> None:
        rng = random.Random(seed)
        ids = Ids(seed)
        self.people = People()
        self.accounts = Accounts()
        self.troubles = Troubles(random.Random(rng.random()))
        self.rng = rng
        self.client = client
        """For a test's own requests."""

        def parts(sign: Callable[[bytes], dict[str, str]]) -> tuple[random.Random, Deliverer, Media]:
            own = random.Random(rng.random())
            return own, Deliverer(sign, random.Random(own.random()), habits), Media(ids, own)

        shared = (self.people, self.accounts, self.troubles, ids)
        self.whatsapp = WhatsApp(*shared, *parts(lambda body: signature(self.whatsapp.secret, body)))
        self.messenger = Messenger(*shared, *parts(lambda body: signature(self.messenger.secret, body)))
        self.telegram = Telegram(
            *shared, *parts(lambda body: {"X-Telegram-Bot-Api-Secret-Token": self.telegram.secret})
        )
        self.port = 0
        self.url = ""
        """Address of all APIs, without a slash at the end."""

    @property
    def accepted(self) -> list[Accepted]:
        """All messages that were accepted, in order."""
        return self.accounts.accepted

    def person(self, name: str = "") -> Person:
        """One more person."""
        return self.people.new(name)

    def by_person(self) -> dict[Person, list[Accepted]]:
        return self.accounts.by_person()

    def deliver_to(self, url: str, *, telegram: bool = False) -> None:
        """The bridge's webhook is at `url`/whatsapp and `url`/messenger; `telegram`: and `url`/telegram, in place of polling."""
        self.whatsapp.deliverer.url = f"{url}/whatsapp"
        self.messenger.deliverer.url = f"{url}/messenger"
        if telegram:
            self.telegram.use_webhook(f"{url}/telegram")

    @property
    def deliverers(self) -> dict[str, Deliverer]:
        return {
            "whatsapp": self.whatsapp.deliverer,
            "messenger": self.messenger.deliverer,
            "telegram": self.telegram.deliverer,
        }

    @property
    def outstanding(self) -> int:
        """How much the bridge has not taken yet."""
        return sum(one.open for one in self.deliverers.values()) + len(self.telegram.updates)

    async def until(self, true: Callable[[], object], within_s: float = 20.0) -> None:
        """Wait until `true()`. Raises TimeoutError, which tells how far it came, without contents."""
        before = time.monotonic()
        while not true():
            if time.monotonic() - before > within_s:
                raise TimeoutError(f"not within {within_s:g} s: {self.summary()}")
            await asyncio.sleep(0.005)

    async def settled(self, within_s: float = 20.0) -> None:
        """Wait until everything was taken, statuses and redeliveries too."""
        await self.until(lambda: not self.outstanding, within_s)

    async def quiet(self, for_s: float = 0.3, within_s: float = 30.0) -> None:
        """Wait until for `for_s` nothing has been sent nor delivered any more."""
        start = changed = time.monotonic()
        last = None
        while (now := time.monotonic()) - changed < for_s:
            if now - start > within_s:
                raise TimeoutError(f"not quiet within {within_s:g} s: {self.summary()}")
            state = (
                len(self.accepted),
                self.outstanding,
                sum(self.accounts.refused.values()),
                sum(map(self._taken, self.deliverers)),
            )
            changed, last = (changed, last) if state == last else (now, state)
            await asyncio.sleep(0.01)

    async def load(self, channel: Channel, people: Sequence[Person], per_s: float, seconds: float) -> int:
        """`people` write in turn at a fixed rate; how many messages. Latencies: `deliverers[channel].latencies()`."""
        return await offer(self, channel, people, per_s, seconds)

    def options(self) -> dict[str, Json]:
        """How the bridge reaches each account, by the names of its configuration."""
        return {
            "whatsapp": {"phone_number_id": self.whatsapp.number.id, **self._meta(self.whatsapp)},
            "messenger": {"page_id": self.messenger.page, **self._meta(self.messenger)},
            "telegram": {"token": self.telegram.token, "secret": self.telegram.secret, "api_url": self.url},
        }

    def private(self) -> set[str]:
        """What no log may have: secrets, names and numbers of people, what was written and answered (if it is not too short to be
        told from other words)."""
        secrets = {self.telegram.token, self.telegram.token.partition(":")[2], self.telegram.secret}
        for account in (self.whatsapp, self.messenger):
            secrets |= {account.token, account.secret, account.verify_token}
        people = {str(id_) for one in self.people for id_ in (one.name, one.phone, one.user_id, one.psid, one.chat)}
        texts = {*self.accounts.written, *(one.text for one in self.accepted)}
        return secrets | people - {""} | {text for text in texts if len(text) >= 8}

    def _meta(self, account: WhatsApp | Messenger) -> Json:
        found = {"app_secret": account.secret, "verify_token": account.verify_token, "token": account.token}
        return {**found, "api_url": self.url, "media_hosts": ["127.0.0.1"]}

    def summary(self) -> dict[str, object]:
        """Counts, without contents."""
        return {
            "accepted": len(self.accepted),
            "failed": len(self.accounts.failed),
            "duplicates": len(self.accounts.duplicates()),
            "actions": len(self.accounts.actions),
            "outstanding": self.outstanding,
            "taken": {name: self._taken(name) for name in self.deliverers},
            "answers": {name: {str(k): n for k, n in one.answers.items()} for name, one in self.deliverers.items()},
            "refused": {f"{operation} {code}": count for (operation, code), count in self.accounts.refused.items()},
            "troubles": {f"{operation} {kind}": count for (operation, kind), count in self.troubles.drawn.items()},
            "violations": list(self.accounts.violations),
        }

    def _taken(self, name: str) -> int:
        deliverer = self.deliverers[name]
        return len(deliverer.deliveries) - deliverer.open


@asynccontextmanager
async def standin(seed: int = 1, *, port: int = 0, habits: Habits | None = None) -> AsyncIterator[Platform]:
    """The platforms, listening on loopback. `port` 0: any that is free."""
    async with loopback() as client:
        platform = Platform(seed, client, habits or Habits())
        control = Control(platform)
        app = application(platform.whatsapp, platform.messenger, platform.telegram, control.routes())
        server = Server(app, port)
        platform.port, platform.url = server.port, f"http://127.0.0.1:{server.port}"
        for media in (platform.whatsapp.media, platform.messenger.media, platform.telegram.media):
            media.base = platform.url
        await server.start()
        try:
            yield platform
        finally:
            await control.stop()
            for deliverer in platform.deliverers.values():
                await deliverer.stop()
            await server.stop()


Scene = Callable[[Platform], Awaitable[None]]


def play(scene: Scene, *, seed: int = 1, habits: Habits | None = None, within_s: float = 60.0) -> None:
    """Run a scene of a test that is no coroutine itself."""

    async def run() -> None:
        async with asyncio.timeout(within_s), standin(seed, habits=habits) as platform:
            await scene(platform)

    asyncio.run(run())
