"""A draft: one reply being worked out, from the audio of a question to sound that is ready to be heard."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from functools import partial

import structlog

from assistant.brain.brain import Brain
from assistant.brain.session import Session
from assistant.errors import ColibriError
from assistant.llm import OnEnding
from assistant.stt import SpeechToText, Transcript
from assistant.types import Audio, Samples
from assistant.voice.addressed import Company
from assistant.voice.hearing import hear
from assistant.voice.judge import EndJudge
from assistant.voice.phrases import apology
from assistant.voice.spoken import with_first
from assistant.voice.stop import is_stop
from assistant.voice.talker import Talker, Utterance
from assistant.voice.wake_text import without_wake_word
from assistant.workers import Worker

log = structlog.get_logger(__name__)

_ACTS = 0.9
"""How likely a sentence that a skill understands is the whole of it: "set a timer for ten minutes" may go on."""
STOP = "intent:stop"
"""The source of a turn that only asked for silence."""
_STOP = "intent:Stop"
"""The source of an answer to that, when it was said in other words."""


class Draft:
    """The state of one draft. It is dropped by `cancel`; every stage asks `cancelled` and stops."""

    def __init__(
        self,
        number: int,
        start: Samples = 0,
        speech_start: Samples = 0,
        speech_end: Samples = 0,
        begun: Samples = 0,
        cpu_s: float = 0.0,
        woken: Samples | None = None,
        uncalled: bool = False,
    ) -> None:
        """`cpu_s`: processor time of the process when the turn's speech began. `uncalled`: nobody said the wake word for it,
        though there is one."""
        self.cpu_s = cpu_s
        self.woken = woken
        """Where the wake word was heard."""
        self.uncalled = uncalled
        self.number = number
        self.start = start
        """First sample of the utterance, pre-roll included."""
        self.begun = begun
        """Where it was begun."""
        self.speech_start = speech_start
        self.speech_end = speech_end
        self.endpoint: Samples | None = None
        """Where it was committed."""
        self.first_audio: Samples | None = None
        """Where its first sample left the speaker."""
        self.utterance = Utterance()
        self.transcript: Transcript | None = None
        self.source = "llm"
        self.stages_ms: dict[str, int] = {}
        self.done = False
        self.acted = False
        """Whether it has changed something in the world: it cannot be dropped any more as if it had never been."""
        self.done_sound = False
        """Whether a short sound says all there is to say."""
        self.told = False
        """Whether the conversation knows that it has acted."""
        self._cancelled = False
        self._decided = asyncio.Event()

    def commit(self) -> None:
        """The user has finished: it is the reply."""
        self._decided.set()
        self.utterance.release()

    def cancel(self) -> None:
        """Nobody wants it any more."""
        self._cancelled = True
        self._decided.set()
        self.utterance.release()

    async def committed(self) -> bool:
        """Wait until it is the reply; False when it never will be."""
        self.utterance.waiting = True
        await self._decided.wait()
        self.utterance.waiting = False
        self.acted = not self._cancelled
        return self.acted

    def cancelled(self) -> bool:
        return self._cancelled


class Drafter:
    """Works drafts out: speech to text, then the brain, then the talker."""

    def __init__(
        self,
        stt: SpeechToText,
        worker: Worker,
        brain: Brain,
        talker: Talker,
        languages: Sequence[str],
        on_text: Callable[[str], None],
        judge: EndJudge | None,
        wake_phrases: Sequence[str] = (),
    ) -> None:
        """`on_text` gets every transcript; `judge` is told what the words say about the end of the turn; `wake_phrases` are
        taken from their beginning."""
        self._stt = stt
        self._worker = worker
        self._brain = brain
        self._talker = talker
        self._languages = tuple(languages)
        self._on_text = on_text
        self._judge = judge
        self._wake_phrases = tuple(wake_phrases)
        self._company = Company()

    def expect(self, language: str) -> None:
        """From now on this one of the languages is likeliest. Raises `UsageError`."""
        self._languages = with_first(language, self._languages)

    async def work(self, draft: Draft, audio: Audio, session: Session) -> None:
        """Work one draft out. When a stage fails, that is logged, and an apology is the reply."""
        try:
            await self._work(draft, audio, session)
        except Exception as error:  # an engine's library may raise anything; the conversation goes on
            self._report("draft failed", draft, error)
            await self._apologize(draft)
        finally:
            draft.done = True

    async def say(self, draft: Draft, text: str, language: str) -> None:
        """Say what nobody asked for. When the voice fails, that is logged."""
        draft.source = "announcement"
        try:
            await self._talker.speak(draft.utterance, _pieces(text), language, draft.cancelled)
        except Exception as error:
            self._report("announcement failed", draft, error)
        finally:
            draft.done = True

    @staticmethod
    def _report(what: str, draft: Draft, error: Exception) -> None:
        details = None if isinstance(error, ColibriError) else error
        log.error(what, draft=draft.number, reason=str(error), exc_info=details)

    async def _apologize(self, draft: Draft) -> None:
        language = draft.transcript.language if draft.transcript else self._languages[0]
        draft.source = "error"
        try:
            await self._talker.speak(draft.utterance, _pieces(apology(language)), language, draft.cancelled)
        except Exception as error:
            self._report("apology failed", draft, error)

    async def _work(self, draft: Draft, audio: Audio, session: Session) -> None:
        began = time.monotonic()
        languages, understanding = self._languages, self._brain.understanding
        transcript = await self._worker.run(
            lambda: hear(self._stt, audio, languages, understanding, self._without_wake_word(draft), draft.cancelled)
        )
        heard = time.monotonic()
        draft.stages_ms["stt"] = _ms(heard - began)
        if draft.cancelled():
            return
        draft.transcript = transcript = self._meant(draft, audio, transcript)
        self._on_text(transcript.text)
        if not transcript.text:
            return
        if is_stop(transcript.text, transcript.language):
            draft.source = STOP
            if self._judge is not None:
                self._judge.read(draft.start, draft.speech_end, transcript, matched=True)
            return
        answer = await self._brain.answer(
            session,
            transcript.text,
            transcript.language,
            cancelled=draft.cancelled,
            on_ending=self._ending(draft, transcript),
            committed=draft.committed,
        )
        draft.source = STOP if answer.source == _STOP else answer.source
        if answer.source != "llm" and self._judge is not None:
            # What only looks something up may be answered at once; what acts is given a little longer to be taken back.
            ending = _ACTS if answer.acts else None
            self._judge.read(draft.start, draft.speech_end, transcript, ending=ending, matched=not answer.acts)
        if draft.source == STOP:
            return
        pieces = self._timed(draft, aiter(answer), heard)
        await self._talker.speak(draft.utterance, pieces, transcript.language, draft.cancelled)
        draft.done_sound = answer.done_sound
        self._note(draft, heard)

    def _ending(self, draft: Draft, transcript: Transcript) -> OnEnding | None:
        """Tells the judge how likely it is that these are all the words."""
        if self._judge is None:
            return None
        read = partial(self._judge.read, draft.start, draft.speech_end, transcript)
        return lambda probability: read(ending=probability)

    def _without_wake_word(self, draft: Draft) -> Callable[[str], str]:
        phrases = self._wake_phrases if draft.woken is not None else ()
        return lambda text: without_wake_word(text, phrases)

    def _meant(self, draft: Draft, audio: Audio, transcript: Transcript) -> Transcript:
        """What of it is for us: not the wake word, nor what others say to each other."""
        transcript = replace(transcript, text=self._without_wake_word(draft)(transcript.text))
        stop = is_stop(transcript.text, transcript.language)
        if draft.uncalled and not stop and not self._company.addresses(audio, transcript):
            return replace(transcript, text="")
        if transcript.text:
            self._company.met(audio)
        return transcript

    async def _timed(self, draft: Draft, pieces: AsyncIterator[str], since: float) -> AsyncIterator[str]:
        async for piece in pieces:
            draft.stages_ms.setdefault("llm_first_token", _ms(time.monotonic() - since))
            yield piece
            self._note(draft, since)

    def _note(self, draft: Draft, since: float) -> None:
        utterance = draft.utterance
        if utterance.first_clause_s is not None:
            draft.stages_ms.setdefault("llm_first_clause", _ms(utterance.first_clause_s - since))
        if utterance.first_clause_s is not None and utterance.first_audio_s is not None:
            draft.stages_ms.setdefault("tts_first_audio", _ms(utterance.first_audio_s - utterance.first_clause_s))


async def _pieces(text: str) -> AsyncIterator[str]:
    yield text


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
