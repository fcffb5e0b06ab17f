"""Opening and closing a sound card's streams through PortAudio. Everything here may block for as long as a sound server hangs,
so it runs in a worker's thread.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.audio import device as cards
from assistant.audio.link import Pulse
from assistant.audio.pulse import without_shared_memory
from assistant.audio.speaker import Speaker
from assistant.audio.streams import Format, Inlet, Mute, Outlet
from assistant.config.sections import AudioSection
from assistant.errors import DeviceMissing
from assistant.types import SAMPLE_RATE, Samples

_SPEAKER_RATE = 48_000
"""Nearly every card's own, and PortAudio does not know that of a sound server's devices."""


@dataclass(frozen=True, slots=True)
class Connection:
    """An open pair of streams and what their callbacks fill and empty."""

    speaker: Speaker
    inlet: Inlet
    outlet: Outlet
    streams: tuple[Any, ...]

    @property
    def pulse(self) -> Pulse:
        """What the link wants to know of it."""
        return Pulse(self.inlet.blocks, self.outlet.blocks, self.inlet.ended or self.outlet.ended)


class Hush:
    """Standard error goes nowhere while PortAudio looks for devices: ALSA and JACK would tell of everything that is not
    there, at every attempt. As a blocked attempt must not silence the log for ever, `end` may be called by any thread, and
    more than once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: int | None = None
        with contextlib.suppress(OSError):  # standard error is closed: nothing to keep quiet
            self._kept = os.dup(2)
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 2)
            os.close(nowhere)

    def end(self) -> None:
        """Standard error is heard again."""
        with self._lock:
            if self._kept is not None:
                os.dup2(self._kept, 2)
                os.close(self._kept)
                self._kept = None


def connect(
    section: AudioSection, mute: Mute, base: Samples = 0, speaker: Speaker | None = None, old: Connection | None = None
) -> Connection:
    """Look at what is plugged in now, open both sides and start them. `base`: the position of the microphone's first sample.
    `speaker`: from an earlier connection; its rate is kept. `old`: is closed first; as PortAudio starts anew, it must be the
    only one. Raises `DeviceMissing`."""
    without_shared_memory(os.environ)
    sounddevice = cards.portaudio()
    if old is not None:
        disconnect(old)
    try:
        _refresh(sounddevice)
        heard, spoken = _plan(section, speaker.rate if speaker else None)
        speaker = speaker or Speaker(spoken.rate)
        inlet = Inlet(heard, channel=section.channel, base=base, mute=mute)
        outlet = Outlet(spoken, speaker, lambda: inlet.position)
        streams = _started(sounddevice, section.block_ms, (heard, inlet), (spoken, outlet))
    except sounddevice.PortAudioError as error:
        remedy = _remedy(error, "audio.input or audio.output")
        raise DeviceMissing(f"the sound card cannot be opened ({error}); {remedy}") from error
    return Connection(speaker, inlet, outlet, streams)


def disconnect(connection: Connection) -> None:
    """Close both streams; what they still hold is not played."""
    for stream in connection.streams:
        stream.close()


def abandon() -> None:
    """A call to PortAudio does not come back. At its end the program does not wait for PortAudio either, and does not take its
    code away from under its threads."""
    sounddevice = cards.portaudio()
    atexit.unregister(sounddevice._exit_handler)
    ctypes.CDLL(sounddevice._libname)  # ctypes never unloads a library


def _refresh(sounddevice: Any) -> None:
    """PortAudio looks at what is plugged in only when it is started. That is done by its own two functions; those of
    sounddevice would keep quiet in a way that cannot be ended from outside."""
    sounddevice._lib.Pa_Terminate()
    sounddevice._lib.Pa_Initialize()


def _plan(section: AudioSection, rate: int | None) -> tuple[Format, Format]:
    """How the microphone and the speaker are opened; `rate` is the only one for the speaker."""
    found = cards.devices()
    heard, spoken = cards.microphone(found, section.input), cards.speaker(found, section.output)
    fewest = 1 if section.channel is None else section.channel + 1
    if fewest > heard.input_channels:
        raise DeviceMissing(
            f"the microphone {heard.name} has {heard.input_channels} channels, counted from 0; set audio.channel to one of"
            " them, or leave it out"
        )
    rates = (rate,) if rate else (_SPEAKER_RATE, spoken.sample_rate)
    return (
        _accepted(
            "input", heard, _formats(heard.index, (SAMPLE_RATE, heard.sample_rate), fewest, heard.input_channels)
        ),
        _accepted("output", spoken, _formats(spoken.index, rates, 1, spoken.output_channels)),
    )


def _formats(device: int, rates: tuple[int, ...], fewest: int, most: int) -> Iterator[Format]:
    """The preferred rate and few channels first."""
    for rate in dict.fromkeys(rates):
        for channels in sorted({fewest, max(fewest, min(2, most)), most}):
            yield Format(device, rate, channels)


def _accepted(kind: str, card: cards.SoundDevice, formats: Iterator[Format]) -> Format:
    """The first format that the card takes."""
    sounddevice = cards.portaudio()
    check = sounddevice.check_input_settings if kind == "input" else sounddevice.check_output_settings
    refused: Exception | None = None
    for form in formats:
        try:
            check(form.device, form.channels, "int16", samplerate=form.rate)
        except sounddevice.PortAudioError as error:
            refused = refused or error
        else:
            return form
    what = "microphone" if kind == "input" else "speaker"
    remedy = _remedy(refused, f"audio.{kind}")
    raise DeviceMissing(f"the {what} {card.name} cannot be used ({refused}); {remedy}") from refused


def _started(
    sounddevice: Any, block_ms: int, heard: tuple[Format, Inlet], spoken: tuple[Format, Outlet]
) -> tuple[Any, ...]:
    """Both streams, started; none is left open when one cannot be."""
    streams: list[Any] = []
    try:
        for kind, (form, end) in ((sounddevice.InputStream, heard), (sounddevice.OutputStream, spoken)):
            stream = kind(
                device=form.device,
                samplerate=form.rate,
                channels=form.channels,
                blocksize=round(block_ms * form.rate / 1000),
                dtype="int16",
                latency="low",
                callback=end.callback,
                finished_callback=end.finished,
            )
            streams.append(stream)
        for stream in streams:
            stream.start()
    except sounddevice.PortAudioError:
        for stream in streams:
            stream.close()
        raise
    return tuple(streams)


def _remedy(error: Exception | None, setting: str) -> str:
    return cards.hint(str(error)) or f"close what else uses it, or set {setting} to another; colibri devices shows all"
