"""Small real sound files, to be sent around."""

from __future__ import annotations

import io
from functools import cache

import av
import numpy as np


@cache
def ogg(seconds: float = 1.0, channels: int = 1) -> bytes:
    """A tone as Ogg Opus."""
    file = io.BytesIO()
    layout = "mono" if channels == 1 else "stereo"
    with av.open(file, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=48_000, layout=layout, bit_rate=24_000)
        at = np.arange(round(48_000 * seconds)) / 48_000
        tone = np.tile(np.rint(8000 * np.sin(2 * np.pi * 440 * at)).astype(np.int16).repeat(channels), (1, 1))
        frame = av.AudioFrame.from_ndarray(tone, format="s16", layout=layout)
        frame.sample_rate = 48_000
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    return file.getvalue()


MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x64" + bytes(413)
"""One silent frame."""
