"""The process that a voice note is decoded in: `python -m assistant.chat.notes.decoder LONGEST_S`, the file on its standard
input, 16 kHz mono int16 on its output; or, where its exit code is not 0, what is wrong.

A file of 700 bytes can have FFmpeg's parsers fill gigabytes before a single sample is read, and nothing interrupts them. Here
the kernel does, and it is nobody else's memory and time.
"""

from __future__ import annotations

import io
import os
import resource
import sys

from assistant.audio.files import Kinds, TooLong, decode
from assistant.errors import AudioError
from assistant.types import Audio

BAD = 3
TOO_LONG = 4

SPARE_S = 1.0
"""A note that a phone calls two minutes long may be a little longer."""

KINDS = Kinds(
    containers=frozenset(("aac", "amr", "matroska", "mov", "mp3", "ogg", "wav")),
    decoders=frozenset(
        "opus libopus vorbis mp3 mp3float aac amrnb amrwb "
        "pcm_u8 pcm_s16le pcm_s24le pcm_s32le pcm_f32le pcm_mulaw pcm_alaw".split()
    ),
)
"""What phones, and the platforms themselves, make voice notes of."""

_MEMORY = 512 * 2**20
"""In bytes, besides program code. An hour of sound is a quarter of it."""
_NICENESS = 10


def decoded(data: bytes, longest_s: float) -> Audio:
    """The sound in `data`. Raises `AudioError`, `TooLong`."""
    if not data:
        raise AudioError("the voice note is empty (0 bytes); record it again")
    return decode(io.BytesIO(data), "the voice note", max_s=longest_s + SPARE_S, kinds=KINDS)


def cpu_s(longest_s: float) -> int:
    """Seconds of processor time that any note so long is decoded within, even on a slow board."""
    return 15 + int(longest_s / 5)


def _confine(longest_s: float) -> None:
    """The least that this process needs from here on."""
    os.nice(_NICENESS)
    for kind, most in (
        (resource.RLIMIT_DATA, _MEMORY),
        (resource.RLIMIT_CPU, cpu_s(longest_s)),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def main() -> int:
    longest_s = float(sys.argv[1])
    data = sys.stdin.buffer.read()
    _confine(longest_s)
    try:
        audio = decoded(data, longest_s)
    except AudioError as error:
        sys.stdout.write(str(error))
        return TOO_LONG if isinstance(error, TooLong) else BAD
    sys.stdout.buffer.write(audio.data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
