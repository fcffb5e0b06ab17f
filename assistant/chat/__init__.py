"""Port: a messenger. A channel is one file: how what arrives is verified and read, and how answers are sent.

webhook or polling ──> Channel.read ──> Store.receive: one transaction, then 200
inbox ──> lanes (one a conversation, in order) ──> gate (who is it?) ──> brain ──> one transaction: done, and what to send
outbox ──> Channel.send; what may or may not have been sent waits as unknown until a status settles it
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from assistant.chat.events import (
    Delivery,
    Edited,
    Event,
    Incoming,
    Kind,
    Media,
    Moved,
    Poison,
    Revoked,
    Status,
)
from assistant.errors import ColibriError

__all__ = [
    "CHANNELS",
    "Batch",
    "Channel",
    "Delivery",
    "Edited",
    "Event",
    "Finding",
    "Incoming",
    "Kind",
    "Limits",
    "Media",
    "MediaTrouble",
    "Moved",
    "NotSent",
    "Outgoing",
    "Poison",
    "Polling",
    "Rate",
    "Receive",
    "Refused",
    "Revoked",
    "Status",
    "TryLater",
    "Uncertain",
    "Unreadable",
    "Webhook",
]

CHANNELS = {
    "telegram": "assistant.chat.telegram:Telegram",
    "whatsapp": "assistant.chat.whatsapp:WhatsApp",
    "messenger": "assistant.chat.messenger:Messenger",
}


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


Receive = Callable[[str, Channel, bytes, Sequence[Event], str], Awaitable[object]]
"""Keeps, for a channel of that name, a body, its events, and why it could not be read. Raises `ColibriError` when nothing was kept."""


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
