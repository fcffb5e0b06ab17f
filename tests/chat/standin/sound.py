"""What the headers of a sound file say, read without a decoder."""

from __future__ import annotations

import struct
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OggOpus:
    """What a player would show."""

    channels: int
    seconds: float


def ogg_opus(data: bytes) -> OggOpus | None:
    """None where it is no whole Ogg Opus file: RFC 3533 for the pages, RFC 7845 for the header and the length."""
    at, last, head = 0, 0, b""
    while at < len(data):
        if data[at : at + 4] != b"OggS" or len(data) < at + 27:
            return None
        granule, segments = struct.unpack_from("<q", data, at + 6)[0], data[at + 26]
        table = data[at + 27 : at + 27 + segments]
        start = at + 27 + segments
        at = start + sum(table)
        if len(table) < segments or at > len(data):
            return None
        head = head or data[start:at]
        last = max(last, granule)
    if len(head) < 19 or head[:8] != b"OpusHead":
        return None
    return OggOpus(head[9], max(0, last - int(struct.unpack_from("<H", head, 10)[0])) / 48_000)


def mp3_or_aac(data: bytes) -> bool:
    """Whether it begins as MP3 (with or without ID3), ADTS or MP4 do."""
    return data[:3] == b"ID3" or data[4:8] == b"ftyp" or (len(data) > 1 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0)
