"""Files that a voice note may be, honest and otherwise."""

from __future__ import annotations

import io
import struct
import wave

import numpy as np

from assistant.types import Audio


def tone(seconds: float, *, hz: float = 440.0, rate: int = 16_000, level: int = 12_000) -> Audio:
    t = np.arange(round(seconds * rate)) / rate
    audio: Audio = np.rint(np.sin(2 * np.pi * hz * t) * level).astype(np.int16)
    return audio


def wav(audio: Audio, rate: int = 16_000) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(audio.tobytes())
    return file.getvalue()


def boastful_m4a(samples: int) -> bytes:
    """650 bytes that promise so many AAC frames: FFmpeg makes an index of 24 bytes for each before it reads the first."""

    def box(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", 8 + len(data)) + kind + data

    def full(kind: bytes, data: bytes, flags: int = 0) -> bytes:
        return box(kind, struct.pack(">I", flags) + data)

    esds = bytes.fromhex("0380808022000100048080801440150000000000000000000000000005808080021188068080800102")
    sound = struct.pack(">6xH8xHHHHI", 1, 1, 16, 0, 0, 48_000 << 16)
    table = (
        full(b"stsd", struct.pack(">I", 1) + box(b"mp4a", sound + full(b"esds", esds)))
        + full(b"stts", struct.pack(">III", 1, samples, 1024))
        + full(b"stsc", struct.pack(">IIII", 1, 1, samples, 1))
        + full(b"stsz", struct.pack(">II", 1, samples))
        + full(b"stco", struct.pack(">II", 1, 48))
    )
    media = (
        full(b"mdhd", struct.pack(">IIIIHH", 0, 0, 48_000, 48_000, 0x55C4, 0))
        + full(b"hdlr", struct.pack(">I4s12x", 0, b"soun") + b"x\0")
        + box(b"minf", full(b"smhd", bytes(4)) + box(b"stbl", table))
    )
    track = full(b"tkhd", bytes(80), 3) + box(b"mdia", media)
    movie = full(b"mvhd", struct.pack(">IIII", 0, 0, 1000, 1000) + bytes(80)) + box(b"trak", track)
    return box(b"ftyp", b"M4A \0\0\0\0M4A isom") + box(b"mdat", bytes(100)) + box(b"moov", movie)
