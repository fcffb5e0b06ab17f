"""Sound cards, as PortAudio sees them. The only file that imports sounddevice."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.audio.resample import resampled
from assistant.errors import DeviceMissing
from assistant.types import Audio

DEFAULT = "default"
"""The configuration's word for the device that the system prefers."""

_PATIENT_S = 0.3
"""Sound that a card may hold when nobody waits for an answer: enough for a busy board to leave no gap."""


@dataclass(frozen=True, slots=True)
class SoundDevice:
    """One device. A number of channels of 0 means that it cannot do that."""

    index: int
    name: str
    host_api: str
    input_channels: int
    output_channels: int
    sample_rate: int
    """Its native rate in Hz."""
    default_input: bool
    default_output: bool


def devices() -> list[SoundDevice]:
    """All sound devices. Raises `DeviceMissing` when PortAudio itself is missing."""
    sounddevice = portaudio()
    hosts = sounddevice.query_hostapis()
    default_input, default_output = sounddevice.default.device
    return [
        SoundDevice(
            index=index,
            name=found["name"],
            host_api=hosts[found["hostapi"]]["name"],
            input_channels=found["max_input_channels"],
            output_channels=found["max_output_channels"],
            sample_rate=round(found["default_samplerate"]),
            default_input=index == default_input,
            default_output=index == default_output,
        )
        for index, found in enumerate(sounddevice.query_devices())
    ]


def microphone(found: Sequence[SoundDevice], wanted: int | str = DEFAULT) -> SoundDevice:
    """The microphone that `audio.input` means: a number, a name or a part of one, or `default`. Raises `DeviceMissing`."""
    able = [device for device in found if device.input_channels]
    default = next((device for device in able if device.default_input), None)
    return _chosen(able, default, wanted, "microphone", "audio.input")


def speaker(found: Sequence[SoundDevice], wanted: int | str = DEFAULT) -> SoundDevice:
    """The speaker that `audio.output` means: a number, a name or a part of one, or `default`. Raises `DeviceMissing`."""
    able = [device for device in found if device.output_channels]
    default = next((device for device in able if device.default_output), None)
    return _chosen(able, default, wanted, "speaker", "audio.output")


def _chosen(
    able: Sequence[SoundDevice], default: SoundDevice | None, wanted: int | str, what: str, setting: str
) -> SoundDevice:
    if not able:
        raise DeviceMissing(f"there is no {what}; {hint() or 'connect one, then look at: colibri devices'}")
    if wanted == DEFAULT:
        return default or able[0]
    named = str(wanted).casefold()
    exact = [device for device in able if wanted == device.index or named == device.name.casefold()]
    part = [device for device in able if isinstance(wanted, str) and named in device.name.casefold()]
    if not (exact or part):
        names = ", ".join(f"{device.index} ({device.name})" for device in able)
        raise DeviceMissing(f"there is no {what} {wanted!r}; set {setting} to default or to one of: {names}")
    return (exact or part)[0]


def hint(problem: str = "", cards: Path = Path("/dev/snd")) -> str | None:
    """What to do when the sound cards themselves, or a PortAudio that says `problem`, refuse this user; None otherwise."""
    refused = any(word in problem.casefold() for word in ("permission", "access denied", "not permitted"))
    locked = any(not os.access(card, os.R_OK | os.W_OK) for card in cards.glob("pcm*"))
    if not (refused or locked):
        return None
    return "this user may not use the sound cards; allow it: sudo usermod -aG audio $USER, then log in again"


def play(audio: Audio, rate: int, wanted: int | str = DEFAULT) -> None:
    """Play `audio`, shape (n,) at `rate` Hz, and return when it has been heard. A card that refuses the rate gets its own,
    and one that has no mono gets stereo. `wanted` is as for `speaker`. Raises `DeviceMissing`."""
    sounddevice = portaudio()
    card = speaker(devices(), wanted)
    try:
        card_rate, channels = _accepted(sounddevice, card, rate)
        sound = np.concatenate(list(resampled([audio], rate, card_rate)))
        frames = np.repeat(sound[:, np.newaxis], channels, axis=1)
        sounddevice.play(frames, card_rate, device=card.index, latency=_PATIENT_S, blocking=True)
    except sounddevice.PortAudioError as error:
        raise DeviceMissing(
            f"the speaker {card.name} cannot be used ({error}); close what else uses it, or set audio.output to another"
        ) from error


def _accepted(sounddevice: Any, card: SoundDevice, rate: int) -> tuple[int, int]:
    """Rate in Hz and number of channels that the card takes, `rate` and mono where it can."""
    for wanted_rate, channels in ((rate, 1), (rate, 2), (card.sample_rate, 1)):
        try:
            sounddevice.check_output_settings(card.index, channels, "int16", samplerate=wanted_rate)
        except sounddevice.PortAudioError:
            continue
        return wanted_rate, channels
    return card.sample_rate, min(2, card.output_channels)


def portaudio() -> Any:
    """The module sounddevice. Raises `DeviceMissing` when PortAudio is not installed."""
    try:
        import sounddevice
    except OSError as error:
        raise DeviceMissing(f"{error}; install it: sudo apt install libportaudio2") from error
    return sounddevice
