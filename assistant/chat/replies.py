"""From an answer to the messages that bring it: spoken or written, and in parts where it is long."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

import structlog

from assistant.chat import Channel, Limits
from assistant.chat.notes.speaking import Spoken
from assistant.chat.parts import split, utf16
from assistant.chat.store import Known, NewJob, Waiting
from assistant.errors import ColibriError

log = structlog.get_logger(__name__)

Speak = Callable[[str, str, Limits], Awaitable[Spoken]]
"""Speaks a text in a language, as a voice note of a channel."""


class Replies:
    """Makes jobs for the outbox."""

    def __init__(self, speak: Speak | None, voice_notes: Literal["same", "text", "both"]) -> None:
        """`speak`: None where nothing can. `voice_notes`: how they are answered."""
        self._speak = speak
        self._voice_notes = voice_notes

    async def jobs(
        self,
        channel: Channel,
        known: Known,
        burst: Sequence[Waiting],
        text: str,
        *,
        spoken: bool = False,
        quote: bool = False,
    ) -> list[NewJob]:
        """The messages. `spoken`: they spoke, too. `quote`: the first one names what it answers, as somebody wrote on meanwhile."""
        last = burst[-1]
        voice, said, written = b"", "", text
        if spoken and self._voice_notes != "text" and self._speak is not None:
            voice, rest = await self._note(channel, known, text)
            written = text if self._voice_notes == "both" or not voice else rest
            # Who cannot be sent the note is sent its text, if that is not sent anyhow.
            said = text[: len(text) - len(written)] if text.endswith(written) else ""
            said = said if utf16(said) <= channel.limits.text else ""
        parts: list[tuple[str, bytes]] = [(said, voice)] if voice else []
        parts += [(part, b"") for part in split(written, channel.limits.text, utf16)]
        return [
            NewJob(
                known.channel,
                known.account,
                known.user,
                known.address,
                key=f"{last.id}:{number}",
                text=part,
                voice=sound,
                reply_to=(last.incoming.message or last.incoming.id) if quote and number == 0 else "",
                inbox=last.id,
            )
            for number, (part, sound) in enumerate(parts)
        ]

    def apology(self, known: Known, row: Waiting, text: str) -> NewJob:
        """For a message that is set aside; when its owner has it tried again, the answer is another message."""
        key = f"{row.id}:failed"
        return NewJob(known.channel, known.account, known.user, known.address, key=key, text=text, inbox=row.id)

    async def _note(self, channel: Channel, known: Known, text: str) -> tuple[bytes, str]:
        if self._speak is None:
            return b"", text
        try:
            note = await self._speak(text, known.language, channel.limits)
        except ColibriError as error:  # what cannot be spoken is written
            log.warning("an answer could not be spoken; it is written", reason=type(error).__name__)
            return b"", text
        return note.data, note.rest
