"""Recordings on disk: anything that FFmpeg reads comes in as 16 kHz mono, WAV goes out.

A file may come from a stranger, so nothing in it is trusted: not its header, its lengths, its name's ending, nor the
addresses that a playlist would have FFmpeg open.
"""

from __future__ import annotations

import logging
import stat
import uuid
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from assistant.errors import AudioError
from assistant.types import SAMPLE_RATE, Audio, Samples, from_ms, to_s

if TYPE_CHECKING:
    import av
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from soxr import ResampleStream

_log = logging.getLogger(__name__)

_RATES = range(4_000, 768_001)
"""Sample rates that a recording can have, in Hz; outside them a header is broken."""

_UNKNOWN_LENGTH = 0x7FFF_0000
"""From here on a RIFF length is what a program writes that streams a WAV and does not know the length yet."""

_INTEGERS = {
    "u1": (np.float32(2**7), np.float32(2**7)),
    "i2": (np.float32(0), np.float32(2**15)),
    "i4": (np.float32(0), np.float32(2**31)),
}
"""Silence and full scale of the integer sample formats that PyAV gives out, by numpy's name."""


class TooLong(AudioError):
    """A recording is longer than allowed."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """What a recording may be, by FFmpeg's names; its other parsers and decoders are then never let near it."""

    containers: frozenset[str]
    decoders: frozenset[str]


def load(path: str | Path, *, max_s: float = 4 * 3600.0) -> Audio:
    """Decode a file to 16 kHz mono, shape (n,), n >= 1; channels are averaged, other rates resampled (soxr, HQ).

    What is damaged or cut off is left out, and a warning is logged that says how much there was. Raises `AudioError` when
    there is no usable sample at all: no such file, not audio, no sound track, empty, NaN; `TooLong` above `max_s` seconds.
    """
    path = Path(path)
    _refuse_all_but_files(path)
    try:
        with path.open("rb") as file:
            return decode(file, str(path), max_s=max_s)
    except OSError as error:
        raise AudioError(
            f"{path}: cannot be read ({error.strerror}); check the disk and the file's permissions"
        ) from error


def decode(file: BinaryIO, name: str, *, max_s: float, kinds: Kinds | None = None) -> Audio:
    """As `load`, from a file that is open; `name` is what messages call it. `kinds`: all that it may be; None: anything."""
    import av

    collector = _Collector(name, from_ms(max_s * 1000))
    try:
        # A file object and no protocol: the name cannot be a URL, and a playlist cannot make FFmpeg open anything else.
        with av.open(file, "r", options=_restrictions(kinds), metadata_errors="ignore") as container:
            cut_off = _riff_is_cut_off(file)
            stream = _sound_track(name, container, kinds)
            damaged = _decode(container, stream, collector)
            promised_s = float(stream.duration * stream.time_base) if stream.duration and stream.time_base else 0.0
    except (av.FFmpegError, ValueError) as error:  # ValueError: a sample format or text that PyAV does not take
        reason = getattr(error, "strerror", None) or str(error)
        raise AudioError(
            f"{name}: not audio, or its header is damaged ({reason}); choose a recording such as WAV, FLAC, Ogg or MP3"
        ) from error
    audio = collector.finish()
    # A length is often rounded to frames or estimated, so a small difference means nothing.
    if damaged or cut_off or len(audio) < 0.98 * promised_s * SAMPLE_RATE:
        _log.warning("%s: damaged or cut off; going on with the %.3f s that are there", name, to_s(len(audio)))
    return audio


def save(path: str | Path, audio: Audio, rate: int = SAMPLE_RATE) -> None:
    """Write int16 of shape (n,) or, for stereo, (n, 2) as a WAV at `rate` Hz: whole or not at all.

    Raises `AudioError` when the folder is missing or not writable, or `path` is something other than a file.
    """
    if audio.dtype != np.int16 or not (audio.ndim == 1 or (audio.ndim == 2 and audio.shape[1] == 2)):
        raise ValueError(f"a WAV is int16 of shape (n,) or (n, 2), not {audio.dtype} of shape {audio.shape}")
    target = Path(path).resolve()  # through a link, so that the link stays
    if not target.parent.is_dir():
        raise AudioError(f"{path}: the folder {target.parent} does not exist; create it or choose another")
    if target.exists() and not target.is_file():
        raise AudioError(f"{path}: is not a file, and would be replaced by one; choose a file's name")
    part = target.with_name(f".{uuid.uuid4().hex}.part")
    try:
        with part.open("xb") as file, wave.open(file, "wb") as wav:
            wav.setnchannels(audio.ndim)
            wav.setsampwidth(2)
            wav.setframerate(rate)
            wav.writeframes(np.ascontiguousarray(audio, dtype="<i2").data)
        part.replace(target)
    except OSError as error:
        raise AudioError(
            f"{path}: cannot be written ({error.strerror}); check the space and the permissions of {target.parent}"
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _refuse_all_but_files(path: Path) -> None:
    """Raise `AudioError` for a path that is no ordinary file with something in it: a pipe or a device may never end."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise AudioError(f"{path}: there is no such file; check the name and the folder") from error
    except (OSError, ValueError) as error:
        raise AudioError(
            f"{path}: cannot be opened ({getattr(error, 'strerror', error)}); check the name and the folder's permissions"
        ) from error
    if stat.S_ISDIR(found.st_mode):
        raise AudioError(f"{path}: is a folder; name the recording inside it")
    if not stat.S_ISREG(found.st_mode):
        raise AudioError(f"{path}: is a pipe or a device, not a file; record to a file first")
    if found.st_size == 0:
        raise AudioError(f"{path}: is empty (0 bytes); record it again")


def _riff_is_cut_off(file: BinaryIO) -> bool:
    """True when a WAV is shorter than its header promises, which FFmpeg keeps to itself. Leaves the position as it was."""
    position = file.tell()
    file.seek(0)
    head = file.read(8)
    size = file.seek(0, 2)
    file.seek(position)
    if len(head) < 8 or head[:4] != b"RIFF":
        return False
    promised = int.from_bytes(head[4:], "little")
    return size < promised + 8 and promised < _UNKNOWN_LENGTH


def _restrictions(kinds: Kinds | None) -> dict[str, str]:
    """FFmpeg's options: never an address, and of `kinds` only those."""
    if kinds is None:
        return {"protocol_whitelist": "none"}
    return {
        "protocol_whitelist": "none",
        "format_whitelist": ",".join(sorted(kinds.containers)),
        "codec_whitelist": ",".join(sorted(kinds.decoders)),
    }


def _sound_track(name: str, container: InputContainer, kinds: Kinds | None) -> AudioStream:
    if container.streams.audio:
        stream = container.streams.audio[0]
        if stream.codec_context is None:
            raise AudioError(f"{name}: its sound is of a kind that no decoder here knows; export it as WAV or FLAC")
        if kinds is not None and stream.codec_context.codec.name not in kinds.decoders:
            raise AudioError(f"{name}: its sound is of a kind that is not taken here; export it as Ogg Opus or MP3")
        return stream
    if container.streams.video and container.format.name != "tty":  # "tty": what FFmpeg takes a text file for
        raise AudioError(f"{name}: has pictures but no sound; choose a file with a sound track")
    raise AudioError(f"{name}: is not audio; choose a recording such as WAV, FLAC, Ogg or MP3")


def _decode(container: InputContainer, stream: AudioStream, collector: _Collector) -> bool:
    """Hand every frame that can be decoded to `collector`; True when some could not."""
    import av

    damaged = False
    try:
        for packet in container.demux(stream):
            try:
                frames = packet.decode()
            except av.FFmpegError:
                damaged = True
                continue
            for frame in frames:
                if isinstance(frame, av.AudioFrame):
                    collector.add(frame)
    except av.FFmpegError:
        damaged = True
    return damaged


def _channels(frame: av.AudioFrame) -> NDArray[np.float32 | np.float64]:
    """A frame's samples, shape (channels, n), full scale 1."""
    samples: NDArray[Any] = frame.to_ndarray()
    if not frame.format.is_planar:
        samples = samples.reshape(-1, frame.layout.nb_channels).T
    if samples.dtype.kind == "f":
        return samples
    silence, full_scale = _INTEGERS[samples.dtype.str[1:]]
    return (samples.astype(np.float32) - silence) / full_scale


class _Collector:
    """Takes decoded frames of any format and rate, gives one array of 16 kHz mono."""

    def __init__(self, name: str, limit: Samples) -> None:
        self._name = name
        self._limit = limit
        self._rate = SAMPLE_RATE
        self._resampler: ResampleStream | None = None
        self._pcm = bytearray()  # grows in place, where a list of blocks would need the memory twice

    def add(self, frame: av.AudioFrame) -> None:
        samples = _channels(frame)
        if not np.isfinite(samples).all():
            raise AudioError(f"{self._name}: holds samples that are no numbers (NaN or infinite); export it again")
        if frame.sample_rate != self._rate:
            self._change_rate(frame.sample_rate)
        block = np.clip(samples, -1, 1).mean(axis=0, dtype=np.float32)
        self._keep(block if self._resampler is None else self._resampler.resample_chunk(block))

    def finish(self) -> Audio:
        self._change_rate(SAMPLE_RATE)
        if not self._pcm:
            raise AudioError(
                f"{self._name}: holds no samples; it is empty or cut off behind its header, record it again"
            )
        return np.frombuffer(self._pcm, dtype=np.int16)

    def _change_rate(self, rate: int) -> None:
        """Take what the resampler still holds, and go on at another rate: a chained Ogg may change it in the middle."""
        if self._resampler is not None:
            self._keep(self._resampler.resample_chunk(np.zeros(0, dtype=np.float32), last=True))
            self._resampler = None
        if rate not in _RATES:
            raise AudioError(
                f"{self._name}: a sample rate of {rate} Hz is not one of speech; export it again, best at 16000 Hz"
            )
        self._rate = rate
        if rate != SAMPLE_RATE:
            import soxr

            self._resampler = soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32", quality="HQ")

    def _keep(self, block: NDArray[np.float32]) -> None:
        self._pcm += np.clip(np.rint(block * 32768), -32768, 32767).astype(np.int16).data
        if len(self._pcm) // 2 > self._limit:
            raise TooLong(f"{self._name}: is longer than {to_s(self._limit):g} s; cut it into shorter files")
