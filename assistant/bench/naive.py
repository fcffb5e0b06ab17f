"""The plain chain that most assistants are: silence of 700 ms, then Whisper as it comes, then the whole answer, then its whole
sound. Each step waits for the one before it. The models are the assistant's own, loaded and warm."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.bench.clips import Clip
from assistant.bench.conversation import Progress
from assistant.brain.brain import Brain
from assistant.brain.session import Exchange, Session
from assistant.config import Config
from assistant.daemon import Models
from assistant.errors import EngineError
from assistant.parts import build_brain
from assistant.stt import SpeechToText
from assistant.tts.normalize import normalize
from assistant.types import Audio, Samples, from_ms, to_ms
from assistant.vad import VoiceDetector

HANGOVER: Samples = from_ms(700)
"""Silence that ends the turn."""
PRE_ROLL: Samples = from_ms(300)
"""What is kept from before the first frame of speech."""


@dataclass(frozen=True, slots=True)
class NaiveTurn:
    """One question and its answer."""

    question: str
    language: str
    transcript: str
    reply: str
    end_late_ms: int
    """How much later than the last audible sample the detector placed the end of speech."""
    endpoint_wait_ms: int
    """From the end of speech by the detector to the end of the turn."""
    stt_ms: int
    llm_ms: int
    tts_ms: int
    cpu_s: float

    @property
    def response_ms(self) -> int:
        """From the end of speech to the first sample of the reply."""
        return self.endpoint_wait_ms + self.stt_ms + self.llm_ms + self.tts_ms


@dataclass(frozen=True, slots=True)
class Heard:
    """What a detector and a plain time-out make of a clip."""

    start: Samples
    end: Samples
    endpoint: Samples


def listen(audio: Audio, detector: VoiceDetector, threshold: float) -> Heard:
    """Speech from the first to the last frame that reach `threshold`; the turn ends once `HANGOVER` of silence followed.
    Raises `EngineError` when there is no speech."""
    detector.reset()
    hop = detector.hop
    start = end = None
    for at in range(0, len(audio) - hop + 1, hop):
        if detector.probability(audio[at : at + hop]) >= threshold:
            start, end = at if start is None else start, at + hop
        elif end is not None and at + hop - end >= HANGOVER:
            break
    if start is None or end is None:
        raise EngineError("bench: the voice activity detector hears no speech in a question; lower vad.threshold")
    return Heard(start, end, end + -(-HANGOVER // hop) * hop)


async def converse(
    config: Config,
    models: Models,
    stt: SpeechToText,
    detector: VoiceDetector,
    clips: Sequence[Clip],
    *,
    progress: Progress = lambda text: None,
) -> list[NaiveTurn]:
    """The same questions in one conversation. Nothing is waited for that can be counted: silence, and the answer's sound."""
    brain = build_brain(config, models.llm, models.llm_worker)
    session = brain.new_session()
    await models.stt_worker.run(lambda: stt.transcribe(clips[0].audio, languages=config.languages))
    turns = []
    for number, clip in enumerate(clips, 1):
        progress(f"plain chain: turn {number} of {len(clips)}")
        turns.append(await _turn(config, models, stt, detector, clip, brain, session))
    return turns


async def _turn(
    config: Config,
    models: Models,
    stt: SpeechToText,
    detector: VoiceDetector,
    clip: Clip,
    brain: Brain,
    session: Session,
) -> NaiveTurn:
    cpu_s = time.process_time()
    silence = np.zeros(2 * HANGOVER, np.int16)
    audio = np.concatenate([silence, clip.audio, silence])
    heard = listen(audio, detector, config.vad.threshold)
    question = audio[max(0, heard.start - PRE_ROLL) : heard.endpoint]
    began = time.monotonic()
    transcript = await models.stt_worker.run(lambda: stt.transcribe(question, languages=config.languages))
    understood = time.monotonic()
    language = transcript.language if transcript.language in models.voices else config.languages[0]
    reply = "".join([piece async for piece in await brain.answer(session, transcript.text, language)]).strip()
    written = time.monotonic()
    voice = models.voices[language]
    await models.tts_worker.run(lambda: list(voice.synthesize(normalize(reply, language))))
    spoken = time.monotonic()
    await models.llm_worker.run(lambda: session.add(Exchange(transcript.text, reply)))
    return NaiveTurn(
        question=clip.text,
        language=clip.language,
        transcript=transcript.text,
        reply=reply,
        end_late_ms=to_ms(heard.end - len(silence) - clip.end),
        endpoint_wait_ms=to_ms(heard.endpoint - heard.end),
        stt_ms=_ms(understood - began),
        llm_ms=_ms(written - understood),
        tts_ms=_ms(spoken - written),
        cpu_s=round(time.process_time() - cpu_s, 3),
    )


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
