"""The room we speak in, as skills may touch it: how loud it is, whether we listen, in which language, and what everybody is told."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog

from assistant.audio.speaker import Speaker
from assistant.skills.volume import Dial

log = structlog.get_logger(__name__)

RINGING_AT_LEAST = 30
"""Percent of the volume that what rings, and what is told of it, does not fall below, even when all else is silent."""
MOST_WAITING = 8
"""Announcements that wait for a moment of silence; when there are more, the oldest is dropped."""
RETRY_S = 0.5
"""Between two tries to announce something."""

_VOLUME = "volume"


class Sound(Protocol):
    """A microphone and a speaker."""

    speaker: Speaker
    muted: bool
    """Whether the microphone is off."""


class Conversation(Protocol):
    """What is said in the room."""

    language: str

    def announce(self, text: str, language: str) -> bool:
        """Say something that nobody asked for; False when that is not possible now."""
        ...


class Room:
    """A `Loudspeaker`. It belongs to the event loop."""

    def __init__(
        self,
        sound: Sound,
        conversation: Conversation,
        dial: Dial,
        on_deaf: Callable[[bool], object] = lambda deaf: None,
        nap: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """`dial` keeps the volume; `on_deaf` is told when the microphone is turned off, or on again."""
        self._sound = sound
        self._conversation = conversation
        self._dial = dial
        self._on_deaf = on_deaf
        self._nap = nap
        self._ringing = False
        self._waiting: deque[tuple[str, str]] = deque()
        self._news = asyncio.Event()
        self._volume = min(100, max(0, dial.get(_VOLUME, 100)))
        self._turn()
        on_deaf(sound.muted)

    @property
    def volume(self) -> int:
        """Of what is played, in percent; kept over a restart."""
        return self._volume

    @volume.setter
    def volume(self, percent: int) -> None:
        self._volume = min(100, max(0, percent))
        self._dial.put(_VOLUME, self._volume)
        self._turn()
        log.info("volume", percent=self._volume)

    @property
    def deaf(self) -> bool:
        """Whether the microphone is off."""
        return self._sound.muted

    @deaf.setter
    def deaf(self, deaf: bool) -> None:
        self._sound.muted = deaf
        self._on_deaf(deaf)
        log.info("the microphone is off" if deaf else "the microphone is on")

    @property
    def language(self) -> str:
        """ISO 639-1: what it expects to hear."""
        return self._conversation.language

    @language.setter
    def language(self, language: str) -> None:
        """Raises `UsageError` when it is not configured."""
        self._conversation.language = language

    def announce(self, text: str, language: str) -> None:
        """Say it as soon as nobody is talking."""
        if len(self._waiting) == MOST_WAITING:
            self._waiting.popleft()
            log.warning("an announcement was dropped: too many waited for a moment of silence")
        self._waiting.append((text, language))
        self._news.set()

    def rings(self, ringing: bool) -> None:
        """Something rings from now on, or no more."""
        self._ringing = ringing
        self._turn()

    async def run(self) -> None:
        """Announce what waits; until it is cancelled."""
        while True:
            await self._news.wait()
            while self._waiting:
                if self._conversation.announce(*self._waiting[0]):
                    self._waiting.popleft()
                await self._nap(RETRY_S)
            self._news.clear()

    def close(self) -> None:
        """Nobody is in the room any more."""
        self._dial.close()

    def _turn(self) -> None:
        least = RINGING_AT_LEAST if self._ringing else 0
        self._sound.speaker.volume = max(least, self._volume)
