"""One Telegram bot: people write to it, and updates wait or are delivered."""

from __future__ import annotations

import asyncio
import random
import time

from tests.chat.standin import telegram_payloads as payloads
from tests.chat.standin.accounts import Accounts
from tests.chat.standin.buckets import Buckets, Rate
from tests.chat.standin.deliveries import Deliverer, Delivery
from tests.chat.standin.media import File, Media
from tests.chat.standin.people import Ids, People, Person
from tests.chat.standin.troubles import Troubles
from tests.chat.standin.writing import Json


class Telegram:
    """The bot's side that people and tests see; `telegram_api` is the one that the bridge sees."""

    def __init__(
        self,
        people: People,
        accounts: Accounts,
        troubles: Troubles,
        ids: Ids,
        rng: random.Random,
        deliverer: Deliverer,
        media: Media,
    ) -> None:
        self.bot = 8_100_200_300
        self.username = "colibri_bot"
        self.token = f"{self.bot}:AAH-telegram-token-vR2m_81kQeYw0sXzLpTn"
        self.secret = "telegram-webhook-secret-0417"
        """What deliveries carry; setWebhook changes it."""
        self.updates: list[Json] = []
        """What no getUpdates has confirmed yet."""
        self.confirmed = 0
        """So many were."""
        self.account_rate = Buckets(Rate(30, 30), slack=3)
        self.pair_rate = Buckets(Rate(1, 5))
        self.deliverer, self.media, self.accounts, self.troubles, self.people = (
            deliverer,
            media,
            accounts,
            troubles,
            people,
        )
        self.ids, self.rng = ids, rng
        self.allowed: frozenset[str] = frozenset()
        """Kinds of updates; empty: all but those that must be asked for."""
        self.waiting: asyncio.Future[None] | None = None
        """The poller who waits for news."""
        self.blocked: set[Person] = set()
        """Who has stopped the bot."""
        self._next_update = 730_000_000 + rng.randrange(1000)
        self._messages: dict[int, int] = {}

    def message_number(self, person: Person) -> int:
        """The next message's number in the chat with `person`."""
        self._messages[person.chat] = self._messages.get(person.chat, 0) + 1
        return self._messages[person.chat]

    def has_message(self, person: Person, number: int) -> bool:
        return 0 < number <= self._messages.get(person.chat, 0)

    def message(self, person: Person, content: Json, *, reply_to: int | None = None, at: float | None = None) -> Json:
        """A message from `person`, not told. `content`: of a builder of `telegram_payloads`. `at`: seconds since 1970; now if None."""
        at = time.time() if at is None else at
        self.accounts.written.append(content.get("text", ""))
        person.wrote["telegram"] = max(at, person.wrote.get("telegram", 0))
        return payloads.message(person, self.message_number(person), at, reply_to, **content)

    def write(self, person: Person, text: str, *, reply_to: int | None = None, at: float | None = None) -> int:
        """`person` writes a text; the update's id."""
        return self.tell(
            "message", self.message(person, payloads.text(text), reply_to=reply_to, at=at), lane=person.psid
        )

    def say(self, person: Person, voice: bytes, seconds: int = 3, mime: str = "audio/ogg") -> int:
        """`person` sends a voice note; the update's id."""
        file = self.media.add(voice, mime)
        return self.tell("message", self.message(person, payloads.voice(file, seconds)), lane=person.psid)

    def show(self, person: Person, image: bytes, caption: str = "") -> int:
        """`person` sends a picture; the update's id."""
        file = self.media.add(image, "image/jpeg")
        return self.tell("message", self.message(person, payloads.photo(file, caption)), lane=person.psid)

    def edit(self, person: Person, number: int, text: str) -> int:
        """`person` changes the message with this number; the update's id."""
        changed = payloads.message(person, number, time.time() - 1, text=text, edit_date=int(time.time()))
        return self.tell("edited_message", changed, lane=person.psid)

    def block(self, person: Person, *, now: bool = True) -> int:
        """`person` stops the bot, or takes it back; the update's id."""
        (self.blocked.add if now else self.blocked.discard)(person)
        return self.tell("my_chat_member", payloads.blocked(person, time.time(), now=now), lane=person.psid)

    def tell(self, kind: str, content: Json, lane: str = "") -> int:
        """An update, by webhook where one is set, or to be polled; its id."""
        update = self.update(kind, content)
        if self.allowed and kind not in self.allowed:
            return self._next_update
        if self.deliverer.url:
            self.deliverer.post(update, lane)
        else:
            self.updates.append(update)
            self.wake()
        return self._next_update

    def update(self, kind: str, content: Json) -> Json:
        """The next update, not told."""
        self._next_update += 1
        return payloads.update(self._next_update, kind, content)

    def repeat(self, update: Json) -> Delivery:
        """Deliver an update that was delivered before."""
        return self.deliverer.post(update)

    def confirm(self, offset: int) -> None:
        """Updates before `offset` have arrived; negative: all but so many."""
        before = len(self.updates)
        self.updates = (
            [one for one in self.updates if one["update_id"] >= offset] if offset >= 0 else self.updates[offset:]
        )
        self.confirmed += before - len(self.updates)

    def wake(self) -> None:
        """Whoever waits for news looks again."""
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_result(None)

    def file(self, file_id: str) -> File | None:
        """By the id that updates tell."""
        return self.media.files.get(file_id.removeprefix("AwACAgIAAxk-"))

    def use_webhook(self, url: str) -> None:
        """As if setWebhook had been called; updates that wait are delivered. Empty: polling again."""
        self.deliverer.url = url
        waiting, self.updates = (self.updates, []) if url else ([], self.updates)
        for update in waiting:
            self.deliverer.post(update)
