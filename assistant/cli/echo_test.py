"""`colibri doctor --echo`: play, listen, and say how late and how loud the echo is, and how much of it is cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from assistant.audio import AudioDevice
from assistant.audio.capture import Capture, Take, Tape
from assistant.audio.delay import Delay, chirp, decibels, echo_level, estimate, sound_power
from assistant.audio.live import LiveDevice
from assistant.audio.resample import resampled
from assistant.cli.finding import Finding, check, problem
from assistant.config import Config
from assistant.config.sections import NO_ENGINE
from assistant.errors import ColibriError, DeviceMissing
from assistant.parts import build_echo
from assistant.types import SAMPLE_RATE, Audio, Samples, to_ms

_CHIRP_S = 1.0
_GAP_S = 0.6
_SPEECH_S = 6.0
_LEARNING_S = 3.0
"""The canceller has learned the room after so much of the speech; what it cancels counts from then on."""
_QUIET_S = 1.3
"""Recorded after the sound, so that the echo can fade and the noise be measured."""

_PATIENCE_S = 12.0
"""What opening, starting and fading may take beyond twice the length of the sound."""
_KEPT_S = 5.0
"""Nobody reads the microphone's ring here."""

_SYSTEM = "system"
"""The engine that leaves it to the sound server: what is captured is cancelled already."""
_CERTAIN = 0.5
_LATEST: Samples = round(0.4 * SAMPLE_RATE)
"""WebRTC's canceller was measured to reach 450 ms, and not 550."""
_ENOUGH_DB = 15.0
"""Speech that is so much fainter is rarely taken for somebody speaking."""
_CLIPPING = 0.001
"""Share of the samples."""


class EchoDevice(AudioDevice, Protocol):
    """A device whose microphone passes a `Capture` on its way to the ring."""

    capture: Capture


@dataclass(frozen=True, slots=True)
class EchoReport:
    """What a take tells of the echo. Levels are 0 unless the delay was found."""

    silent: bool
    """The microphone gave nothing but zeros."""
    delay: Delay
    echo_db: float
    """Level of the echo in the microphone relative to what was played."""
    clipped: float
    """Share of the samples captured that are at full scale."""
    cancelled_db: float
    """How much fainter the echo is behind the canceller."""
    into_noise: bool
    """What is left of the echo is below the noise: more cannot be wanted."""

    @property
    def found(self) -> bool:
        return self.delay.confidence >= _CERTAIN


def examine(config: Config) -> Iterator[Finding]:
    """Measure with the configured devices and canceller, which takes about ten seconds and is loud."""
    try:
        take = asyncio.run(_measure(config))
    except ColibriError as error:
        yield problem("echo", error, error.exit_code)
        return
    yield from findings(analyse(take), config.echo.engine)


async def _measure(config: Config) -> Take:
    device = await LiveDevice.open(config.audio, build_echo(config), _KEPT_S)
    try:
        return await record(device, stimulus())
    finally:
        await device.close()


def stimulus() -> Audio:
    """A chirp, and noise with the spectrum and the rhythm of speech, each after a gap: shape (n,) at 16 kHz."""
    gap = np.zeros(round(_GAP_S * SAMPLE_RATE), np.int16)
    return np.concatenate([gap, chirp(seconds=_CHIRP_S), gap, _speechlike(round(_SPEECH_S * SAMPLE_RATE))])


async def record(device: EchoDevice, sound: Audio) -> Take:
    """Play `sound`, shape (n,) at 16 kHz, and record until it has faded. Raises `DeviceMissing` when no sound flows."""
    tape = device.capture.tap = Tape()
    rate = device.speaker.rate
    rest = np.concatenate(list(resampled([sound], SAMPLE_RATE, rate)))
    end = None
    try:
        async with asyncio.timeout(2 * len(sound) / SAMPLE_RATE + _PATIENCE_S):
            async for _ in device.ticks():
                rest = rest[device.speaker.push(rest) :]
                if end is None and not len(rest) and device.speaker.played == device.speaker.queued:
                    end = device.microphone.written + round(_QUIET_S * SAMPLE_RATE)
                if end is not None and device.microphone.written >= end:
                    break
    except TimeoutError:
        raise DeviceMissing(
            "the sound devices are open, but no sound flows; look at colibri devices, or restart the sound server"
        ) from None
    return tape.take()


def analyse(take: Take) -> EchoReport:
    """Pure. `take` is that of a `stimulus`, with silence around it."""
    sounds = np.flatnonzero(take.played)
    if not (len(sounds) and take.captured.any()):
        return EchoReport(not take.captured.any(), Delay(0, 0.0), 0.0, 0.0, 0.0, False)
    begin = int(sounds[0])
    swept = slice(begin, begin + round((_CHIRP_S + _GAP_S) * SAMPLE_RATE))
    delay = estimate(take.played[swept], take.captured[swept])
    learned = begin + round((_CHIRP_S + _GAP_S + _LEARNING_S) * SAMPLE_RATE)
    played, captured, cleaned = (side[learned:] for side in (take.played, take.captured, take.cleaned))
    before = echo_level(played, captured, delay.samples)
    after = echo_level(played, cleaned, delay.samples)
    return EchoReport(
        silent=False,
        delay=delay,
        echo_db=decibels(before.echo / sound_power(played)),
        clipped=float(np.mean(np.abs(take.captured.astype(np.int32)) >= 32_700)),
        cancelled_db=decibels(before.echo / after.echo),
        into_noise=after.echo <= before.noise,
    )


def findings(report: EchoReport, engine: str) -> Iterator[Finding]:
    """The rows of the doctor's table; `engine` is the name of the canceller, or `none`."""
    if report.silent:
        mend = "unmute it, look at audio.muted, audio.input and audio.channel"
        yield Finding("echo", False, "the microphone gives nothing but zeros", mend)
        return
    if not report.found:
        mend = "right for headphones, with echo.engine none; else turn the speaker up and look at audio.output"
        yield check("echo", engine in (NO_ENGINE, _SYSTEM), "nothing of the speaker reaches the microphone", mend)
        return
    yield check(
        "echo delay",
        report.delay.samples <= _LATEST,
        f"{to_ms(report.delay.samples)} ms",
        "use a speaker without Bluetooth: cancellers do not look back so far",
    )
    clipped = f", {report.clipped:.1%} of the samples clipped" if report.clipped > _CLIPPING else ""
    yield check(
        "echo level",
        not clipped,
        f"{report.echo_db:.0f} dB of what is played{clipped}",
        "turn the speaker or the microphone down: what is clipped cannot be cancelled",
    )
    yield _cancelled(report, engine)


def _cancelled(report: EchoReport, engine: str) -> Finding:
    if engine in (NO_ENGINE, _SYSTEM):
        source = "set audio.input to the source that the sound server cancels, or " if engine == _SYSTEM else ""
        return Finding("echo cancelled", False, "nothing: it will hear itself", f"{source}set echo.engine to webrtc")
    return check(
        "echo cancelled",
        report.cancelled_db >= _ENOUGH_DB or report.into_noise,
        f"{report.cancelled_db:.0f} dB by {engine}",
        "turn the speaker down, move the microphone away from it, or set echo.engine to another",
    )


def _speechlike(count: Samples) -> Audio:
    """Noise that falls by 6 dB an octave above 500 Hz, four syllables a second; always the same."""
    spectrum = np.fft.rfft(np.random.default_rng(4).normal(size=count))
    hertz = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    shaped = np.fft.irfft(spectrum * (hertz > 100) / np.sqrt(1 + (hertz / 500) ** 2), count)
    syllables = 0.5 - 0.5 * np.cos(2 * np.pi * 4 * np.arange(count) / SAMPLE_RATE)
    sound = shaped * syllables
    quiet: Audio = np.round(0.5 * 32767 * sound / np.abs(sound).max()).astype(np.int16)
    return quiet
