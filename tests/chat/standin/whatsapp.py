"""One WhatsApp number: people write to it, and its statuses are told."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

from tests.chat.standin import whatsapp_payloads as payloads
from tests.chat.standin.accounts import Accepted, Accounts
from tests.chat.standin.buckets import Buckets, Rate
from tests.chat.standin.deliveries import Deliverer, Delivery
from tests.chat.standin.media import Media
from tests.chat.standin.people import Ids, People, Person
from tests.chat.standin.statuses import Fates, plan
from tests.chat.standin.troubles import Troubles
from tests.chat.standin.whatsapp_payloads import Number, batch
from tests.chat.standin.writing import Json

OPUS = "audio/ogg; codecs=opus"


class WhatsApp:
    """The number's side that people and tests see; `whatsapp_api` is the one that the bridge sees."""

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
        self.number = Number("106540352242922")
        self.token = "EAAG-whatsapp-token-Zq7c41"
        self.secret = "b2f5c0ffee-whatsapp-app-secret"
        self.verify_token = "whatsapp-verify-token-8841"
        self.needs_proof = False
        self.registered_url = ""
        """Where the webhook is set up; what `webhook_configuration` tells. Empty: where deliveries go."""
        self.window_s: float | None = 24 * 3600
        """People may be written to for so long after they wrote; None: always."""
        self.window_by_status = False
        """Whether a late message is accepted and fails by status, instead of being refused."""
        self.fates = Fates()
        self.account_rate = Buckets(Rate(80, 80), slack=8)
        self.pair_rate = Buckets(Rate(1 / 6, 45), slack=1)
        self.deliverer, self.media, self.accounts, self.troubles, self.people = (
            deliverer,
            media,
            accounts,
            troubles,
            people,
        )
        self.ids, self.rng = ids, rng
        self.received: set[str] = set()
        """Ids of all that people have written."""

    def message(self, person: Person, content: Json, *, reply_to: str = "", at: float | None = None) -> Json:
        """A message from `person`, not delivered. `content`: of a builder of `whatsapp_payloads`. `at`: seconds since 1970; now if
        None."""
        at = time.time() if at is None else at
        found = payloads.message(person, self.ids.wamid(), at, reply_to=reply_to, **content)
        self.accounts.written.append(str(content.get("text", {}).get("body", "")))
        self.received.add(found["id"])
        if found["type"] != "system":
            person.wrote["whatsapp"] = max(at, person.wrote.get("whatsapp", 0))
        return found

    def post(self, person: Person, content: Json, *, reply_to: str = "", at: float | None = None) -> str:
        """`person` writes; the message's id."""
        message = self.message(person, content, reply_to=reply_to, at=at)
        self.deliverer.post(batch(self.number, [(person, message)], self.rng), lane=person.psid)
        return str(message["id"])

    def write(self, person: Person, text: str, *, reply_to: str = "", at: float | None = None) -> str:
        """`person` writes a text; the message's id."""
        return self.post(person, payloads.text(text), reply_to=reply_to, at=at)

    def say(self, person: Person, voice: bytes, mime: str = OPUS) -> str:
        """`person` sends a voice note; the message's id."""
        file = self.media.add(voice, mime)
        return self.post(person, payloads.audio(file, self.media.address(file)))

    def show(self, person: Person, image: bytes, caption: str = "", mime: str = "image/jpeg") -> str:
        """`person` sends a picture; the message's id."""
        return self.post(person, payloads.image(self.media.add(image, mime), caption))

    def change_id(self, person: Person, user_id: str) -> str:
        """`person` gets another user id, and the platform says so; the message's id."""
        previous = person.user_id
        self.people.move(person, user_id=user_id)
        return self.post(person, payloads.user_id_changed(previous, user_id))

    def deliver(self, updates: Sequence[tuple[Person, Json] | Json], lane: str = "") -> Delivery:
        """All of these in one body: (person, message) or status."""
        return self.deliverer.post(batch(self.number, updates, self.rng), lane)

    def close_window(self, person: Person) -> None:
        """`person` last wrote too long ago."""
        person.wrote["whatsapp"] = time.time() - (self.window_s or 0) - 60

    def tell(self, accepted: Accepted, failing: int | None = None) -> None:
        """Deliver the statuses of an accepted message, when their time has come."""
        person, fates = accepted.person, self.fates
        for step in plan(fates, self.rng, voice=bool(accepted.voice), failing=failing):
            if step.state == "failed":
                self.accounts.failed.add(accepted.id)
            recipient = person.phone or person.user_id
            status = payloads.status(
                accepted.id, step.state, recipient, accepted.at + step.after_s, accepted.job, step.code
            )
            self.deliverer.post(batch(self.number, [status], self.rng), f"status:{accepted.id}", delay_s=step.after_s)
