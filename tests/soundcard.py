"""A real sound card without the hardware: a PulseAudio server of our own, whose devices are pipes.

    room  ──> microphone          what is played into the room is recorded by the microphone, bit for bit
    speaker ── echo_ms ──> room   what the speaker plays is heard in the room, unless `echo_ms` is None

The server lives in a scratch folder, listens on a socket there, and is ended by its process id. Nothing of the machine's
own sound is touched.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest

from assistant.types import SAMPLE_RATE, Audio

PACKAGES = ("pulseaudio", "pulseaudio-utils", "libasound2-plugins")
PROGRAMS = ("pulseaudio", "pactl", "pacat")

_DEVICES = """\
.fail
load-module module-native-protocol-unix socket={folder}/native auth-anonymous=1
load-module module-null-sink sink_name=speaker rate=48000 channels=2 norewinds=1
load-module module-null-sink sink_name=room rate=16000 channels=1 norewinds=1
load-module module-remap-source source_name=microphone master=room.monitor channels=1
set-default-sink speaker
set-default-source microphone
"""
_ECHO = (
    "load-module module-loopback source=speaker.monitor sink=room latency_msec={echo_ms} rate=16000 channels=1"
    " source_dont_move=true sink_dont_move=true adjust_time=0\n"
)


class SoundCard:
    """The server and what a test does to it. `environment` is what a client needs to find it."""

    def __init__(self, folder: Path, echo_ms: int | None = 60) -> None:
        self.folder = folder
        self.environment = {"PULSE_SERVER": f"unix:{folder}/native"}
        script = _DEVICES.format(folder=folder) + ("" if echo_ms is None else _ECHO.format(echo_ms=echo_ms))
        (folder / "devices.pa").write_text(script)
        self._own = _environment(folder) | self.environment
        self._server: subprocess.Popen[bytes] | None = None

    def start(self, patience_s: float = 10.0) -> None:
        """Start the server, and wait until it answers."""
        command = ["pulseaudio", "-n", "-F", str(self.folder / "devices.pa"), "--daemonize=no", "--exit-idle-time=-1"]
        command += ["--use-pid-file=no", "--realtime=no", "--high-priority=no", f"--log-target=file:{self.folder}/log"]
        self._server = subprocess.Popen(command, env=self._server_environment(), stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + patience_s
        while subprocess.run(["pactl", "info"], env=self._own, capture_output=True, check=False).returncode:
            if self._server.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"the sound server did not start; see {self.folder}/log")
            time.sleep(0.02)

    def kill(self) -> None:
        """The server dies at once, as if the card had been pulled out."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None

    def freeze(self) -> None:
        """The server hangs: nothing is heard of it any more, and calls to it do not come back."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Everything goes on after `freeze`."""
        self._signal(signal.SIGCONT)

    def suspend_microphone(self, suspended: bool) -> None:
        """The microphone stops without a word, or goes on."""
        self.control("suspend-source", "microphone", str(int(suspended)))

    def control(self, *command: str) -> str:
        """What `pactl` says to a command."""
        return subprocess.run(["pactl", *command], env=self._own, capture_output=True, check=True, text=True).stdout

    def say(self, audio: Audio) -> None:
        """Play `audio`, shape (n,) at 16 kHz, into the room, and return when all of it has been heard there."""
        command = ["pacat", "--playback", "--device=room", *_FORMAT]
        subprocess.run(command, env=self._own, input=audio.tobytes(), check=True)

    @contextlib.contextmanager
    def listening(self, device: str = "speaker.monitor") -> Iterator[Recording]:
        """Record what the speaker plays, mono at 16 kHz, while the block runs."""
        recording = Recording(["pacat", "--record", f"--device={device}", *_FORMAT], self._own, self.folder)
        try:
            yield recording
        finally:
            recording.end()

    def _signal(self, number: signal.Signals) -> None:
        assert self._server is not None
        self._server.send_signal(number)

    def _server_environment(self) -> dict[str, str]:
        return {name: value for name, value in self._own.items() if name != "PULSE_SERVER"}


class Recording:
    """A running recording; `audio` is what it has so far, shape (n,) at 16 kHz."""

    def __init__(self, command: list[str], environment: Mapping[str, str], folder: Path) -> None:
        self._path = Path(tempfile.mkstemp(dir=folder, suffix=".raw")[1])
        with self._path.open("wb") as sink:
            self._process = subprocess.Popen(command, env=environment, stdout=sink)

    @property
    def audio(self) -> Audio:
        data = self._path.read_bytes()
        return np.frombuffer(data[: len(data) // 2 * 2], np.int16)

    def end(self) -> None:
        """Stop recording."""
        self._process.terminate()
        self._process.wait()


_FORMAT = ("--raw", "--format=s16le", f"--rate={SAMPLE_RATE}", "--channels=1", "--latency-msec=20")


@contextlib.contextmanager
def sound_card(echo_ms: int | None = 60) -> Iterator[SoundCard]:
    """A running sound card that this process's PortAudio finds as `default`. Skips the test where there can be none."""
    _require()
    folder = Path(tempfile.mkdtemp(prefix="sound-"))  # a short path: that of a socket has room for 100 characters
    card = SoundCard(folder, echo_ms)
    try:
        card.start()
        with pytest.MonkeyPatch.context() as patch:
            for name, value in card.environment.items():
                patch.setenv(name, value)
            patch.setenv("PULSE_CLIENTCONFIG", "/nonexistent")  # not the machine's
            yield card
    finally:
        card.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _require() -> None:
    if not _missing():
        return
    if os.environ.get("INSTALL_SOUND_SERVER") == "1" and os.geteuid() == 0 and shutil.which("apt-get"):
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES]
        subprocess.run(command, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, check=True)
    if missing := _missing():
        pytest.skip(
            f"no virtual sound card: {', '.join(missing)} not found; run: sudo apt install {' '.join(PACKAGES)}"
            " (or run the tests as root with INSTALL_SOUND_SERVER=1)"
        )


def _missing() -> list[str]:
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    plugins = (*Path("/usr/lib").glob("*/alsa-lib/libasound_module_pcm_pulse.so"),)
    return missing + ([] if plugins else ["ALSA's plug-in for PulseAudio"])


def _environment(folder: Path) -> dict[str, str]:
    """The machine's environment without its own sound server and desktop."""
    own = {name: value for name, value in os.environ.items() if name not in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY")}
    for name in ("HOME", "XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH", "PULSE_STATE_PATH"):
        home = folder / name.lower()
        home.mkdir(mode=0o700)
        own[name] = str(home)
    return own
