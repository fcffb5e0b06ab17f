"""Port: a messenger. A channel is one file: how what arrives is verified and read, and how answers are sent.

webhook or polling ──> Channel.read ──> Store.receive: one transaction, then 200
inbox ──> lanes (one a conversation, in order) ──> gate (who is it?) ──> brain ──> one transaction: done, and what to send
outbox ──> Channel.send; what may or may not have been sent waits as unknown until a status settles it
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol, runtime_checkable

from assistant.errors import ColibriError

CHANNELS = {
    "telegram": "assistant.chat.telegram:Telegram",
    "whatsapp": "assistant.chat.whatsapp:WhatsApp",
    "messenger": "assistant.chat.messenger:Messenger",
}


class Kind(StrEnum):
    """What a message is."""

    TEXT = "text"
    VOICE = "voice"
    """Speech that was recorded, or any other sound."""
    IMAGE = "image"
    VIDEO = "video"
    DOCUMENT = "document"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACTS = "contacts"
    REACTION = "reaction"
    """To one of our messages; needs no answer."""
    OTHER = "other"
    """What this version does not know, or what the platform says that it cannot pass on."""


class Delivery(StrEnum):
    """How far one of our messages has come, in this order; steps may be skipped, and FAILED ends it."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    PLAYED = "played"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Media:
    """A file that came with a message and is not fetched yet."""

    id: str = ""
    url: str = ""
    """Where it is now; may have expired."""
    mime: str = ""
    sha256: str = ""
    """As the platform writes it, in hex or base64; empty where it does not tell."""
    size: int | None = None
    """In bytes, where the platform tells."""
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """Somebody wrote."""

    id: str
    """Of the event, unique within the account."""
    user: str
    """Who: the id that stays when the phone number changes."""
    address: str
    """Where an answer goes; may change."""
    at: float
    """When it was written, by the platform's clock, in seconds since 1970."""
    kind: Kind
    text: str = ""
    """What was written, the title of the button that was pressed, or what is written under an image."""
    media: Media | None = None
    name: str = ""
    """What they call themselves; never to be trusted."""
    reply_to: str = ""
    """The id of the message that it answers."""
    message: str = ""
    """The platform's id of the message, which edits, revocations and quotes name; `id` where it is empty."""
    forwarded: bool = False
    """It is what somebody else has said: to be talked about, and not to be done."""


@dataclass(frozen=True, slots=True)
class Edited:
    """Somebody has changed what they wrote."""

    id: str
    user: str
    of: str
    """The platform's id of the message."""
    text: str
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Revoked:
    """Somebody takes back what they wrote."""

    id: str
    user: str
    of: str


@dataclass(frozen=True, slots=True)
class Status:
    """News of one of our messages."""

    message: str
    """The platform's id of it."""
    state: Delivery
    at: float
    job: str = ""
    """Our own id of it, where the platform tells."""
    code: int | None = None
    """Of the error that it FAILED with."""
    later: bool = False
    """Of FAILED: whether it is worth another try."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody's stable id has changed."""

    id: str
    user: str
    previous: str
    address: str = ""
    at: float = 0.0
    """When, by the platform's clock; 0: it does not tell."""


@dataclass(frozen=True, slots=True)
class Poison:
    """An event that cannot be read. It is kept, with the reason, for the owner to see."""

    id: str
    reason: str
    """Says nothing of its content."""


Event = Incoming | Edited | Revoked | Status | Moved | Poison


class Unreadable(ColibriError):
    """A body that is signed but cannot be read at all. The message says nothing of its content."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to be sent: a text, or a voice note."""

    job: str
    """Our id of it, which the platform is asked to tell us with its statuses."""
    user: str
    address: str
    text: str = ""
    voice: bytes = b""
    """In the channel's `limits.voice_format`."""
    reply_to: str = ""
    """The platform's id of the message that it answers; empty where no quote is needed."""


class NotSent(ColibriError):
    """It is certain that it was not sent. The message is for the owner, without content, phone number or secret."""

    def __init__(self, reason: str, code: int | None = None) -> None:
        super().__init__(reason)
        self.code = code


class Refused(NotSent):
    """It never will be."""


class TryLater(NotSent):
    """It may be, later."""

    def __init__(
        self,
        reason: str,
        code: int | None = None,
        after_s: float | None = None,
        scope: Literal["pair", "account"] = "pair",
    ) -> None:
        """`after_s`: how long to wait, where the platform tells. `scope`: whom else it concerns: only this person, or everybody."""
        super().__init__(reason, code)
        self.after_s = after_s
        self.scope = scope


class Uncertain(ColibriError):
    """It may have been sent, or not: the connection broke after the request had left."""


class MediaTrouble(ColibriError):
    """A file cannot be had: gone, too large, from a place that is not trusted, or not what was promised."""

    def __init__(self, reason: str, *, later: bool = False, too_large: bool = False) -> None:
        """`later`: whether it is worth another try."""
        super().__init__(reason)
        self.later = later
        self.too_large = too_large


@dataclass(frozen=True, slots=True)
class Rate:
    """A token bucket."""

    per_s: float
    burst: int


@dataclass(frozen=True, slots=True)
class Limits:
    """What a channel allows."""

    text: int
    """Longest text, in characters as the platform counts them."""
    account: Rate
    """Messages of the account."""
    pair: Rate
    """Messages to one person."""
    voice_bytes: int
    """Largest voice note; 0: none are possible."""
    voice_format: Literal["ogg", "mp3"] = "ogg"
    """Ogg Opus mono, or MP3."""
    confirms: bool = False
    """Whether the platform tells us, with the job's id, what it has accepted."""
    typing_s: float = 5.0
    """How long people see that somebody is typing, once they were told."""
    window_s: float | None = None
    """After a person's last message, they may be written to for so long."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check of a channel has found."""

    what: str
    good: bool
    mend: str = ""
    """What to do, where it is not good."""


class Channel(Protocol):
    """Built as `Class(options)`; `options` is an instance of its own `Options`, whose secrets are `SecretStr`. Belongs to the event
    loop. No method logs contents, phone numbers or secrets, nor has them in the messages of its errors."""

    account: str
    """Which of the platform's accounts it is: the number's, page's or bot's id."""
    limits: Limits

    def read(self, body: bytes) -> Sequence[Event]:
        """All that is in a body, in order, but for other accounts' events. Raises `Unreadable`."""
        ...

    async def send(self, out: Outgoing) -> str:
        """Send it; the platform's id of the message. Raises `Refused`, `TryLater`, `Uncertain`."""
        ...

    async def typing(self, user: str, address: str, message: str) -> None:
        """Show that we have read `message` (the platform's id) and are thinking. Raises `ColibriError`."""
        ...

    async def download(self, media: Media, most: int) -> bytes:
        """The file, if it has at most `most` bytes. Raises `MediaTrouble`."""
        ...

    async def check(self, url: str | None) -> Sequence[Finding]:
        """Whether token, account and registration are good. `url`: where the platform reaches our webhook; None: unknown."""
        ...

    async def close(self) -> None:
        """Nobody sends any more."""
        ...


@runtime_checkable
class Webhook(Protocol):
    """A channel that the platform calls at `/NAME`."""

    def challenge(self, query: Mapping[str, str]) -> str | None:
        """The answer to the platform's question whether this is really us; None: it may not ask."""
        ...

    def signed(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the platform has signed exactly these bytes. `headers` by their names in lower case, as Latin-1."""
        ...


@dataclass(frozen=True, slots=True)
class Batch:
    """What polling brought."""

    body: bytes
    events: Sequence[Event]


@runtime_checkable
class Polling(Protocol):
    """A channel that we ask for news: it needs no public address."""

    polls: bool
    """Whether we ask now. One that can do both is called by the platform otherwise."""

    def batches(self) -> AsyncIterator[Batch]:
        """News, until cancelled; whoever asks for the next one has stored those before. Outages are waited out, and said once."""
        ...
