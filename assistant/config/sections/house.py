"""What it can do, for whom, and by what other ways."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, SerializeAsAny, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from assistant.config.sections.kinds import NO_ENGINE, EngineSection, Name, Section
from assistant.people import Role
from assistant.registry import Options


class SkillsSection(Section):
    """What it can do without the language model."""

    enabled: tuple[Name, ...] = (
        "clock",
        "sums",
        "units",
        "timers",
        "lists",
        "memory",
        "documents",
        "volume",
        "announce",
        "phone",
        "language",
        "device",
        "weather",
        "home",
    )
    """Skills, by name; each brings the sentences that it understands."""
    options: Mapping[Name, SerializeAsAny[Options]] = Field({})
    """The skills' own settings, by the name of the skill."""
    intents_dir: Path | None = None
    """A folder of your own sentences, with what each does: see the examples in configs/intents."""
    commands: tuple[Name, ...] = ()
    """Programs that your own sentences may run, by their full paths. Nothing else is ever run."""
    vocabulary: bool = True
    """Listen again, expecting the words of your own sentences, when what was understood is near to one of them."""


class PeopleSection(Section):
    """Who may do what. An owner may do everything."""

    voice: Role = Role.OWNER
    """Who speaks in the room: `owner`, or `guest` where anybody passes by."""
    guest: tuple[Name, ...] = ("clock", "sums", "units", "timers", "volume", "announce", "language", "lists", "weather")
    """Skills that guests may use; beside them `intents` are your own sentences, `documents` yours, and `tools` what the language
    model calls."""
    stranger: tuple[Name, ...] = ()
    """Skills that strangers may use."""


def _is_address(text: str) -> str:
    if re.fullmatch(r"[a-z]+:\+?[^\s:+]+", text) is None:
        raise PydanticCustomError(
            "address", "must be CHANNEL:ID without spaces, such as telegram:123456789 or whatsapp:+15550002222"
        )
    return text


Address = Annotated[Name, AfterValidator(_is_address)]


class ChatSection(Section):
    """Messengers: the same assistant in writing. Nothing of it runs before a channel is configured."""

    channels: Mapping[Name, SerializeAsAny[Options]] = Field({})
    """The channels' own settings, by name: `telegram`, `whatsapp`, `messenger`. A channel that is here is served."""
    host: Name = "127.0.0.1"
    """Where webhooks are listened for; a proxy or tunnel of yours stands before it. Polling Telegram needs none."""
    port: int = Field(8790, ge=0, le=65_535)
    """Port of the webhooks; 0: any that is free."""
    public_url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+(/[^\s]*)?$")] | None = None
    """How the world reaches that port, for `colibri bridge check`."""
    owners: tuple[Address, ...] = ()
    """Who is an owner: CHANNEL:ID with the platform's stable id, such as telegram:123456789, or whatsapp:+15550002222 for whoever
    has that phone number. Pairing adds others."""
    guests: tuple[Address, ...] = ()
    """Who is a guest, likewise."""
    voice_notes: Literal["same", "text", "both"] = "same"
    """How a voice note is answered: by a voice note, in writing, or by both."""
    voice_note_s: float = Field(180.0, ge=5, le=1800)
    """Longest voice note that is listened to, in seconds."""
    burst_ms: int = Field(700, ge=0, le=10_000)
    """What somebody writes in pieces, with less than that between them, is answered at once."""
    late_s: float = Field(900.0, ge=30, le=604_800)
    """A message that arrives so late is answered with a word about it; what it asks to do is not done any more."""
    per_minute: int = Field(12, ge=1, le=600)
    """Messages a minute that one person may have answered."""
    tries: int = Field(4, ge=1, le=20)
    """How often a message is tried before it is set aside."""
    settle_s: float = Field(120.0, ge=1, le=86_400)
    """What may or may not have been sent is sent again when the platform has not confirmed it for so long; only where the
    platform confirms."""
    keep_days: int = Field(7, ge=0, le=365)
    """Days that texts of messages are kept on this board once they are answered."""
    reminders: bool = True
    """Timers and reminders ring on the phone of who set them, too."""
    with_voice: bool = True
    """Whether `colibri run` serves them beside the voice; if not, `colibri bridge run` does. The service has no network, and leaves
    them to colibri-bridge."""

    @field_validator("owners", "guests")
    @classmethod
    def _of_channels_that_are_served(cls, people: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        channels = info.data.get("channels") or {}
        lost = [who for who in people if channels and who.partition(":")[0] not in channels]
        if lost:
            raise PydanticCustomError(
                "channel_missing",
                "{who} is of no channel that is served; there are: {channels}",
                {"who": " and ".join(lost), "channels": ", ".join(sorted(channels))},
            )
        return people

    @property
    def enabled(self) -> bool:
        """Whether there is anything to serve."""
        return bool(self.channels)


class WebSection(Section):
    """The web page."""


class PanelSection(EngineSection):
    """Lights and buttons."""

    optional: ClassVar[bool] = True
    engine: Name = NO_ENGINE
    """Name of the engine: `gpio` for single lights and buttons, `spi` for a ring or strip of APA102 or WS2812, `console`."""


class PrivacySection(Section):
    """What is kept."""

    transcripts_days: int = Field(0, ge=0, le=3650)
    """Days that conversations are kept in writing on this board; 0: not at all, only in memory while they last."""


class LogSection(Section):
    """The log, on standard error."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    """The least important messages that are printed."""
    format: Literal["auto", "console", "json"] = "auto"
    """`console` is for people, `json` is one object a line, `auto` is `console` on a terminal and `json` elsewhere."""
