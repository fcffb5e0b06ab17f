"""What reaches the microphone while a reply is heard: is it our own voice, is it somebody's, are there words?"""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from assistant.audio.ring import Ring
from assistant.audio.speaker import Speaker
from assistant.events import WakeHeard
from assistant.types import Cancelled, Samples, from_ms
from assistant.voice.examiner import Examiner
from assistant.voice.own_words import says
from assistant.voice.talker import Utterance

log = structlog.get_logger(__name__)

BREATH: Samples = from_ms(250)
"""Who is silent for longer has stopped, and not only between two words."""
_ECHO_LASTS: Samples = from_ms(1000)
"""So long after the reply's last sample, a wake word in it may still be recognised."""
_WORD_S = 0.8
"""Where single words are compared: they are heard about when they are spoken."""
_CLAUSE_S = 2.0
"""Where more words are compared."""


class Overhearing:
    """Follows one speaker. `phrases`: what is said to wake us, by word."""

    def __init__(self, ring: Ring, speaker: Speaker, examiner: Examiner, phrases: Mapping[str, str]) -> None:
        self._ring = ring
        self._speaker = speaker
        self._examiner = examiner
        self._phrases = phrases
        self._reply = Utterance()
        self._sounded: Samples | None = None  # where the reply sounded last
        self._examining = False

    def expect(self, language: str) -> None:
        """From now on this one of the languages is likeliest. Raises `UsageError`."""
        self._examiner.expect(language)

    def follow(self, reply: Utterance) -> None:
        """Call it in every tick in which `reply` is heard."""
        self._reply, self._sounded = reply, self._ring.written

    def is_ours(self, event: WakeHeard) -> bool:
        """Whether the speaker is saying that wake word, or has just said it."""
        if self._sounded is None or event.start > self._sounded + _ECHO_LASTS:
            return False
        return says(self._phrases.get(event.word, event.word), self._spoken(_CLAUSE_S))

    def begin(self, onset: Samples) -> None:
        """Somebody speaks over the reply since `onset`."""
        self._examiner.begin(onset)
        self._examining = True

    def end(self) -> None:
        """It is decided."""
        self._examining = False

    def due(self, silent_since: Samples | None) -> bool:
        """Whether to call `look` now. `silent_since`: where they fell silent, if they did."""
        return self._examining and self._examiner.due(silent=self._stopped(silent_since))

    async def look(self, silent_since: Samples | None, cancelled: Cancelled) -> bool | None:
        """Whether somebody says words that are not the reply's; None: not yet. A recogniser that fails hears words: better to
        be silent than to talk over somebody."""
        try:
            return await self._examiner.look(
                self._spoken(_CLAUSE_S), self._spoken(_WORD_S), cancelled, silent=self._stopped(silent_since)
            )
        except Exception as error:  # an engine's library may raise anything
            log.warning("what was said over the reply could not be recognised", reason=str(error))
            return True

    def _stopped(self, silent_since: Samples | None) -> bool:
        return silent_since is not None and self._ring.written - silent_since >= BREATH

    def _spoken(self, before_s: float) -> str:
        """What the speaker says about now."""
        rate = self._speaker.rate
        return self._reply.around(self._speaker.played, round(before_s * rate), round(0.3 * rate))
