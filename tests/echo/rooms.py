"""A voice from the speaker and its echo, for every canceller: made by arithmetic."""

from __future__ import annotations

import numpy as np

from assistant.audio.room import Reflections, Room
from assistant.echo import EchoCanceller
from assistant.types import SAMPLE_RATE, Audio

BLOCK = 320


def speech(seconds: float, seed: int = 1) -> Audio:
    """Noise with the slope of speech, in syllables: shape (seconds * 16000,)."""
    count = round(seconds * SAMPLE_RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(size=count))
    hertz = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    shaped = np.fft.irfft(spectrum * (hertz > 100) / (1 + hertz / 500), count)
    sound = shaped * np.abs(np.sin(2 * np.pi * 2 * np.arange(count) / SAMPLE_RATE))
    voice: Audio = np.round(sound / np.abs(sound).max() * 20_000).astype(np.int16)
    return voice


def echo(played: Audio, room: Room) -> Audio:
    """What comes back of `played`, as long as it."""
    reflections = Reflections(room)
    blocks = [reflections.echo(played[at : at + BLOCK]) for at in range(0, len(played), BLOCK)]
    return np.round(np.concatenate(blocks)).astype(np.int16)


def cancelled(canceller: EchoCanceller, captured: Audio, played: Audio) -> Audio:
    """All of it, frame by frame."""
    hop = canceller.hop
    frames = range(0, len(captured) // hop * hop, hop)
    return np.concatenate([canceller.cancel(captured[at : at + hop], played[at : at + hop]) for at in frames])


def db(sound: Audio) -> float:
    """Level in dB of full scale."""
    return float(10 * np.log10(np.square(sound / 32768).mean() + 1e-12))
