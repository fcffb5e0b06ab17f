"""A PortAudio whose cards are what a test says, and whose time passes when a test lets it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Frames = NDArray[np.int16]


def silence(position: int, frames: int, channels: int) -> Frames:
    """What the microphone hears in an empty room."""
    return np.zeros((frames, channels), np.int16)


class PortAudioError(Exception):
    pass


class ScriptedStream:
    """One opened side. `run` calls back as a card would."""

    def __init__(self, owner: PortAudio, recording: bool, **settings: Any) -> None:
        owner.refuse_if_gone(settings["device"])
        self.owner = owner
        self.recording = recording
        self.rate: int = settings["samplerate"]
        self.channels: int = settings["channels"]
        self.block: int = settings["blocksize"]
        self.settings = settings
        self.started = False
        self.frames = 0
        owner.streams.append(self)

    def start(self) -> None:
        self.owner.refuse_if_gone(self.settings["device"])
        self.started = True

    def close(self) -> None:
        self.owner.answering.wait()
        self.owner.streams.remove(self)

    def call(self, status: bool = False) -> None:
        """One block."""
        now = self.owner.now
        time = SimpleNamespace(currentTime=now, outputBufferDacTime=now + self.owner.latency_s)
        if self.recording:
            block = self.owner.room(self.frames, self.block, self.channels)
        else:
            block = np.full((self.block, self.channels), 77, np.int16)
        self.settings["callback"](block, self.block, time, status)
        if not self.recording:
            self.owner.heard.append(block)
        self.frames += self.block


class PortAudio:
    """The part of sounddevice that we use. A card is (name, inputs, outputs, native rate)."""

    PortAudioError = PortAudioError
    _libname = None

    def __init__(self, *cards: tuple[str, int, int, int]) -> None:
        self.plugged = self._seen = list(cards)
        self.default = SimpleNamespace(device=(-1, -1))
        self.takes: Callable[[int, int], bool] = lambda rate, channels: True
        self.trouble = "Invalid sample rate"
        self.room: Callable[[int, int, int], Frames] = silence
        self.streams: list[ScriptedStream] = []
        self.heard: list[Frames] = []
        self.latency_s = 0.05
        self.now = 100.0
        self.answering = threading.Event()
        self.answering.set()
        self.started_anew = 0
        self._lib = SimpleNamespace(Pa_Terminate=self._terminate, Pa_Initialize=self._initialize)

    def _exit_handler(self) -> None:
        raise AssertionError("only the real one is called at the end of a program")

    def _terminate(self) -> None:
        assert not self.streams, "PortAudio is ended under an open stream"

    def _initialize(self) -> None:
        self.answering.wait()
        self._seen = list(self.plugged)
        self.started_anew += 1

    def query_hostapis(self) -> list[dict[str, Any]]:
        return [{"name": "ALSA"}]

    def query_devices(self) -> list[dict[str, Any]]:
        keys = ("name", "max_input_channels", "max_output_channels", "default_samplerate")
        return [{**dict(zip(keys, card, strict=True)), "hostapi": 0} for card in self._seen]

    def check_input_settings(self, index: int, channels: int, dtype: str, *, samplerate: int) -> None:
        self._check(self._seen[index][1], channels, samplerate)

    def check_output_settings(self, index: int, channels: int, dtype: str, *, samplerate: int) -> None:
        self._check(self._seen[index][2], channels, samplerate)

    def _check(self, most: int, channels: int, rate: int) -> None:
        if channels > most or not self.takes(rate, channels):
            raise PortAudioError(self.trouble)

    def InputStream(self, **settings: Any) -> ScriptedStream:  # noqa: N802
        return ScriptedStream(self, True, **settings)

    def OutputStream(self, **settings: Any) -> ScriptedStream:  # noqa: N802
        return ScriptedStream(self, False, **settings)

    def refuse_if_gone(self, index: int) -> None:
        """As PortAudio does with a card that it has seen and that is not plugged in any more."""
        if self._seen[index] not in self.plugged:
            raise PortAudioError("Device unavailable")

    def run(self, blocks: int, *, recording: bool = True, playing: bool = True) -> None:
        """Time passes: every stream that was started is called so many times, in turns."""
        for _ in range(blocks):
            for stream in self._started():
                if recording if stream.recording else playing:
                    stream.call()

    def pull_out(self) -> None:
        """All cards are gone, and their streams end."""
        self.plugged = []
        for stream in self._started():
            stream.started = False
            stream.settings["finished_callback"]()

    def _started(self) -> Iterator[ScriptedStream]:
        return iter([stream for stream in self.streams if stream.started])
