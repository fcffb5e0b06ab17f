"""The files that voice notes are: from bytes to sound in a process that can harm nobody, and from sound to bytes."""

from __future__ import annotations

import asyncio
import io
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from assistant.audio.files import TooLong
from assistant.audio.resample import resampled
from assistant.chat.notes import decoder
from assistant.errors import AudioError
from assistant.types import Audio

if TYPE_CHECKING:
    import av

Form = Literal["ogg", "mp3"]

_MODULE = "assistant.chat.notes.decoder"
_INHERITED = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH")
"""Of our environment, which may hold secrets, all that the decoder's process is given."""
_BUFFER = 4096
"""In bytes: so late is it noticed that a file has become too large."""


@dataclass(frozen=True, slots=True)
class Codec:
    """How one form of voice note is encoded: always mono."""

    name: str
    rate: int
    """In Hz."""
    bit_rate: int
    options: Mapping[str, str] = field(default_factory=dict)


CODECS: Mapping[Form, Codec] = {
    "ogg": Codec("libopus", 48_000, 24_000, {"application": "voip", "frame_duration": "20", "vbr": "constrained"}),
    "mp3": Codec("libmp3lame", 24_000, 48_000),
}


async def decode(data: bytes, longest_s: float) -> Audio:
    """The sound of a file of any kind that voice notes have: 16 kHz mono, shape (n,), n >= 1.

    Of a damaged file, what can be read. Raises `AudioError` where there is none, `TooLong` above `longest_s` seconds.
    """
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", _MODULE, str(longest_s)),
        stdin=pipe,
        stdout=pipe,
        stderr=asyncio.subprocess.DEVNULL,
        env={name: os.environ[name] for name in _INHERITED if name in os.environ} | {"OPENBLAS_NUM_THREADS": "1"},
    )
    try:
        # On a busy board everything else goes before it.
        async with asyncio.timeout(4 * decoder.cpu_s(longest_s)):
            out, _ = await process.communicate(data)
    except TimeoutError as error:
        raise AudioError("the voice note takes too long to decode; record it again") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode == decoder.TOO_LONG:
        raise TooLong(out.decode())
    if process.returncode == decoder.BAD:
        raise AudioError(out.decode())
    if process.returncode:
        raise AudioError("the voice note takes more memory or time than any sound needs; record it again")
    return np.frombuffer(out, np.int16)


def encode(chunks: Sequence[Audio], rate: int, form: Form, most: int) -> tuple[bytes, int]:
    """As many of the `chunks` (mono at `rate` Hz, one after another) as a file of `most` bytes holds, and how many these are.
    A file without any is empty. Each chunk may get up to one frame (24 ms) longer, by silence."""
    import av

    codec = CODECS[form]
    file = io.BytesIO()
    fit = len(chunks)
    with av.open(file, "w", format=form, buffer_size=_BUFFER) as container:
        stream = container.add_stream(codec.name, rate=codec.rate, layout="mono", options=dict(codec.options))
        assert isinstance(stream, av.AudioStream)
        stream.bit_rate = codec.bit_rate
        stream.codec_context.open()
        at = 0
        for number, chunk in enumerate(chunks):
            for frame in _frames(chunk, rate, codec, stream.codec_context, at):
                container.mux(stream.encode(frame))
                at += frame.samples
            if file.tell() > most:
                fit = number
                break
        container.mux(stream.encode(None))
    if not at:
        return b"", fit
    if fit == len(chunks) and len(file.getvalue()) > most:
        fit -= 1  # by what comes last: the end of the last page
    if fit < len(chunks):
        return encode(chunks[:fit], rate, form, most)
    return file.getvalue(), fit


def _frames(chunk: Audio, rate: int, codec: Codec, context: av.AudioCodecContext, at: int) -> Iterator[av.AudioFrame]:
    """The chunk cut into what the encoder takes; `at`: how many samples it has had."""
    import av

    audio = np.concatenate([np.zeros(0, np.int16), *resampled([chunk], rate, codec.rate)])
    size = context.frame_size
    for block in np.pad(audio, (0, -len(audio) % size)).reshape(-1, size):
        planar = block[np.newaxis]
        frame = av.AudioFrame.from_ndarray(planar, format="s16p" if context.format.is_planar else "s16", layout="mono")
        frame.sample_rate = codec.rate
        frame.pts = at
        at += size
        yield frame
