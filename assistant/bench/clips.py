"""Spoken questions of which it is known, to the sample, where they end."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from signal import SIG_IGN, SIGINT, signal

import numpy as np

from assistant.audio.resample import resampled
from assistant.config import Config
from assistant.errors import EngineError
from assistant.models.store import ModelStore
from assistant.parts import build_voices
from assistant.tts import Voice
from assistant.tts.normalize import normalize
from assistant.types import SAMPLE_RATE, Audio, Samples, from_ms

AUDIBLE = 10 ** (-45 / 20)
"""Speech is whatever is louder than this share of its peak: -45 dB."""
MARGIN: Samples = from_ms(40)
"""Of the voice's own near silence this much is kept before and after."""


@dataclass(frozen=True, slots=True)
class Clip:
    """One spoken sentence, at 16 kHz."""

    text: str
    language: str
    audio: Audio
    end: Samples
    """One past its last audible sample, counted from the clip's beginning."""


def trimmed(text: str, language: str, audio: Audio) -> Clip:
    """A clip from `MARGIN` before the first audible sample to `MARGIN` after the last. Raises `EngineError` when there is no
    sound at all."""
    loudness = np.abs(audio.astype(np.int32))
    audible = np.flatnonzero(loudness > AUDIBLE * loudness.max(initial=0))
    if not len(audible):
        raise EngineError(f"bench: the voice made no sound of {text!r}; try another voice")
    start, end = max(0, int(audible[0]) - MARGIN), int(audible[-1]) + 1
    return Clip(text, language, audio[start : end + MARGIN].copy(), end - start)


def speak(text: str, language: str, voice: Voice) -> Clip:
    """A sentence as this voice says it."""
    chunks = resampled(voice.synthesize(normalize(text, language)), voice.sample_rate, SAMPLE_RATE)
    return trimmed(text, language, np.concatenate([np.zeros(0, np.int16), *chunks]))


def spoken_apart(config: Config, store: ModelStore, texts: Sequence[str], language: str) -> list[Clip]:
    """Sentences spoken by the configured voice in a process of their own: so that start-up time, peak memory and the first
    turn are those of the assistant, and not of one whose voice has been used already."""
    # Ctrl-C reaches both processes; this one has the say.
    with ProcessPoolExecutor(1, get_context("spawn"), initializer=signal, initargs=(SIGINT, SIG_IGN)) as process:
        return process.submit(_spoken, config, store, tuple(texts), language).result()


def _spoken(config: Config, store: ModelStore, texts: Sequence[str], language: str) -> list[Clip]:
    voice = build_voices(config, store)[language]
    said = {text: speak(text, language, voice) for text in dict.fromkeys(texts)}
    return [said[text] for text in texts]
