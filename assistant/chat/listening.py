"""What somebody said or wrote, whatever it came in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from assistant.audio.files import TooLong
from assistant.chat import Channel, Kind, MediaTrouble
from assistant.chat.store import Waiting
from assistant.chat.wording import language_of, say
from assistant.errors import AudioError
from assistant.stt import Transcript

MOST_BYTES = 16 * 2**20
"""Of a voice note's file."""

Hear = Callable[[bytes, Sequence[str]], Awaitable[Transcript]]
"""Transcribes a file, in one of the languages. Raises `AudioError`."""


class Nothing(Exception):
    """There is nothing to answer but this text."""

    def __init__(self, text: str) -> None:
        super().__init__("nothing to answer")
        self.text = text


@dataclass(frozen=True, slots=True)
class Heard:
    """What it comes to."""

    text: str
    language: str
    spoken: bool
    """Whether it was said, and not written."""


class Listening:
    """Reads messages, and listens to voice notes."""

    def __init__(self, languages: tuple[str, ...], hear: Hear | None) -> None:
        """`hear`: None where nothing can listen."""
        self._languages = languages
        self._hear = hear

    async def hear(self, channel: Channel, burst: Sequence[Waiting], language: str) -> Heard:
        """What the messages say, in one of the languages; `language` is what they spoke last. Raises `Nothing`, and
        `MediaTrouble` where another try is worth it."""
        first = burst[0].incoming
        if first.kind is Kind.TEXT:
            text = "\n".join(row.incoming.text for row in burst).strip()
            if not any(map(str.isalnum, text)):
                raise Nothing(say("no_words", language))
            return Heard(text, language_of(text, self._languages, language), spoken=False)
        if first.kind is not Kind.VOICE or first.media is None or self._hear is None:
            raise Nothing(say(f"kind_{first.kind}", language))
        try:
            data = await channel.download(first.media, MOST_BYTES)
            among = (language, *(other for other in self._languages if other != language))
            transcript = await self._hear(data, among)
        except MediaTrouble as trouble:
            if trouble.later:
                raise
            raise Nothing(say("note_too_long" if trouble.too_large else "note_lost", language)) from trouble
        except TooLong as error:
            raise Nothing(say("note_too_long", language)) from error
        except AudioError as error:
            raise Nothing(say("note_unreadable", language)) from error
        if not transcript.text.strip():
            raise Nothing(say("note_silent", language))
        return Heard(transcript.text, transcript.language, spoken=True)
