"""How late, how loud: the echo of what was played, found in what was captured. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.types import SAMPLE_RATE, Audio, Samples, from_ms

LONGEST: Samples = from_ms(600)
"""No echo is looked for later than this."""

_BLOCK: Samples = from_ms(20)
_FADED = 25
"""Blocks after which an echo has faded."""
_AUDIBLE = 30.0
"""RMS of a block, in steps of int16, from which it counts as sound: -60 dB of full scale."""
_GUARD: Samples = from_ms(2)
"""The peak of a band-limited signal reaches so far to either side."""


@dataclass(frozen=True, slots=True)
class Delay:
    """`confidence`: 0 when nothing stands out, near 1 for a clear echo; a half is certain enough."""

    samples: Samples
    confidence: float


@dataclass(frozen=True, slots=True)
class Level:
    """Mean powers, in squared steps of int16."""

    echo: float
    """Without the noise. Never 0: a tenth of the noise is the least that can be told."""
    noise: float


def chirp(rate: int = SAMPLE_RATE, *, seconds: float = 1.0, low_hz: float = 100, high_hz: float = 7000) -> Audio:
    """An exponential sine sweep (Farina, "Simultaneous Measurement of Impulse Response and Distortion", 2000): equal energy
    in every octave, half of full scale, faded in and out over 10 ms. Shape (seconds * rate,)."""
    count = round(seconds * rate)
    time = np.arange(count) / rate
    octaves = np.log(high_hz / low_hz)
    sweep = np.sin(2 * np.pi * low_hz * seconds / octaves * (np.exp(time / seconds * octaves) - 1))
    fade = np.minimum(1, np.minimum(np.arange(count), np.arange(count)[::-1]) / (0.01 * rate))
    sound: Audio = np.round(0.5 * 32767 * fade * sweep).astype(np.int16)
    return sound


def estimate(played: Audio, captured: Audio, longest: Samples = LONGEST) -> Delay:
    """How much later `captured` has what was `played`, both of about one length and starting at one time.

    Generalized cross-correlation with phase transform (Knapp and Carter, 1976), over the frequencies at which something was played.
    An echo is never early: what correlates with the future is chance, and the measure of what chance can do.
    """
    size = 1 << (len(played) + len(captured) + longest - 1).bit_length()
    if not (played.any() and captured.any()):
        return Delay(0, 0.0)
    source = np.fft.rfft(played.astype(np.float32), size)
    cross = np.fft.rfft(captured.astype(np.float32), size) * np.conj(source)
    heard = np.abs(source) > 3 * np.sqrt(len(played))  # above what rounding to int16 makes
    whitened = np.where(heard, cross / (np.abs(cross) + 1e-9), 0)
    correlation = np.abs(np.fft.irfft(whitened, size))
    causal, chance = correlation[:longest], float(correlation[-longest:-_GUARD].max())
    highest = float(causal.max())
    # The direct sound comes first; a reflection may be stronger, but not by much.
    first = int(np.argmax(causal >= max(0.6 * highest, min(chance, highest))))
    peak = first + int(np.argmax(causal[first : first + _GUARD]))
    return Delay(peak, max(0.0, 1 - chance / highest))


def echo_level(played: Audio, recorded: Audio, delay: Samples) -> Level:
    """The echo of `played` in `recorded`, both of one length. The noise is what is there when nothing has played for half a
    second, 0 when that never was so."""
    late = np.concatenate([np.zeros(delay, np.int16), played])[: len(recorded)]
    loud = _powers(late) > _AUDIBLE**2
    quiet = np.convolve(loud, np.ones(_FADED))[: len(loud)] < 0.5
    power = _powers(recorded)
    noise = float(np.median(power[quiet])) if quiet.any() else 0.0
    both = float(power[loud].mean()) if loud.any() else 0.0
    return Level(max(both - noise, noise / 10, 1e-3), noise)


def sound_power(played: Audio) -> float:
    """Mean power of the parts of `played` in which something sounds, in squared steps of int16."""
    power = _powers(played)
    loud = power > _AUDIBLE**2
    return max(float(power[loud].mean()) if loud.any() else 0.0, 1e-3)


def decibels(ratio: float) -> float:
    """A ratio of powers, greater than 0, in dB."""
    return 10 * float(np.log10(ratio))


def _powers(samples: Audio) -> NDArray[np.float32]:
    """Mean power of each 20 ms."""
    blocks = samples[: len(samples) // _BLOCK * _BLOCK].reshape(-1, _BLOCK).astype(np.float32)
    powers: NDArray[np.float32] = np.square(blocks).mean(axis=1)
    return powers
