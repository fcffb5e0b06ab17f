"""One Messenger page: people write to it, and echoes are told."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

from tests.chat.standin import messenger_payloads as payloads
from tests.chat.standin.accounts import Accepted, Accounts
from tests.chat.standin.buckets import Buckets, Rate
from tests.chat.standin.deliveries import Deliverer, Delivery
from tests.chat.standin.media import Media
from tests.chat.standin.people import Ids, People, Person
from tests.chat.standin.statuses import Fates, plan
from tests.chat.standin.troubles import Troubles
from tests.chat.standin.writing import Json


class Messenger:
    """The page's side that people and tests see; `messenger_api` is the one that the bridge sees."""

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
        self.page = "1906385232743451"
        self.token = "EAAM-messenger-token-Kd93bx"
        self.secret = "77aa10-messenger-app-secret"
        self.verify_token = "messenger-verify-token-5530"
        self.needs_proof = False
        self.subscribed: tuple[str, ...] = (
            "messages",
            "messaging_postbacks",
            "message_echoes",
            "message_deliveries",
            "message_reads",
        )
        """What of is delivered; echoes, deliveries and reads are not without it."""
        self.window_s: float | None = 24 * 3600
        self.fates = Fates(steps=("echo", "delivery", "read"))
        self.account_rate = Buckets(Rate(40, 40), slack=4)
        self.pair_rate = Buckets(Rate(1, 10))
        self.deliverer, self.media, self.accounts, self.troubles, self.people = (
            deliverer,
            media,
            accounts,
            troubles,
            people,
        )
        self.ids, self.rng = ids, rng

    def message(
        self,
        person: Person,
        text: str = "",
        *,
        attachments: Sequence[Json] = (),
        quick_reply: str = "",
        reply_to: str = "",
        at: float | None = None,
    ) -> Json:
        """A message from `person`, not delivered. `at`: seconds since 1970; now if None."""
        at = self._wrote(person, at)
        self.accounts.written.append(text)
        mid = self.ids.mid()
        return payloads.message(
            person, self.page, mid, at, text, attachments=attachments, quick_reply=quick_reply, reply_to=reply_to
        )

    def write(self, person: Person, text: str, *, reply_to: str = "", at: float | None = None) -> str:
        """`person` writes a text; the message's id."""
        return self._post(person, self.message(person, text, reply_to=reply_to, at=at))

    def say(self, person: Person, sound: bytes, mime: str = "audio/mp4") -> str:
        """`person` sends a voice note; the message's id."""
        return self._attach(person, "audio", sound, mime)

    def show(self, person: Person, image: bytes, mime: str = "image/jpeg") -> str:
        """`person` sends a picture; the message's id."""
        return self._attach(person, "image", image, mime)

    def press(self, person: Person, title: str, payload: str, *, mid: bool = True) -> str:
        """`person` presses a button; the event's id, empty without `mid`."""
        id_ = self.ids.mid() if mid else ""
        item = payloads.postback(person, self.page, id_, self._wrote(person, None), title, payload)
        self.deliver([item], lane=person.psid)
        return id_

    def deliver(self, items: Sequence[Json], lane: str = "") -> Delivery:
        """All of these in one body."""
        return self.deliverer.post(payloads.batch(self.page, items, time.time(), self.rng), lane)

    def close_window(self, person: Person) -> None:
        """`person` last wrote too long ago."""
        person.wrote["messenger"] = time.time() - (self.window_s or 0) - 60

    def tell(self, accepted: Accepted) -> None:
        """Deliver the echo and the news of an accepted message, when their time has come."""
        person, page = accepted.person, self.page
        for step in plan(self.fates, self.rng):
            at = accepted.at + step.after_s
            match step.state:
                case "echo":
                    item, field = (
                        payloads.echo(person, page, accepted.id, at, accepted.text, accepted.job),
                        "message_echoes",
                    )
                case "delivery":
                    item, field = payloads.delivery(person, page, at, accepted.at, [accepted.id]), "message_deliveries"
                case _:
                    item, field = payloads.read(person, page, at, accepted.at), "message_reads"
            if field in self.subscribed:
                body = payloads.envelope(page, [item], at)
                self.deliverer.post(body, f"status:{accepted.id}", delay_s=step.after_s)

    def _attach(self, person: Person, type_: str, data: bytes, mime: str) -> str:
        url = self.media.address(self.media.add(data, mime), open_=True)
        return self._post(person, self.message(person, attachments=[payloads.attachment(type_, url)]))

    def _post(self, person: Person, item: Json) -> str:
        self.deliver([item], lane=person.psid)
        return str(item["message"]["mid"])

    def _wrote(self, person: Person, at: float | None) -> float:
        at = time.time() if at is None else at
        person.wrote["messenger"] = max(at, person.wrote.get("messenger", 0))
        return at
