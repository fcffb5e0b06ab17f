"""What a messenger tells: somebody wrote, changed or took back what they wrote, has another id; and news of our own messages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
