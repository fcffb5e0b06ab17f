"""What a voice note may be: in the process that decodes it."""

from __future__ import annotations

import io
import struct

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from assistant.audio.files import TooLong
from assistant.chat.notes.decoder import decoded
from assistant.chat.notes.sound import encode
from assistant.errors import AudioError
from assistant.types import Audio
from tests.chat.notes.files import tone, wav


def written(audio: Audio, form: str, codec: str, rate: int, picture: bool = False) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format=form) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        assert isinstance(stream, av.AudioStream)
        if picture:
            video = container.add_stream("mpeg4", rate=25)
            assert isinstance(video, av.VideoStream)
            video.width = video.height = 64
            video.pix_fmt = "yuv420p"
            for _ in range(25):
                container.mux(video.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
            container.mux(video.encode(None))
        frame = av.AudioFrame.from_ndarray(audio[np.newaxis], format="s16", layout="mono")
        frame.sample_rate = rate
        resampler = av.AudioResampler(stream.format, "mono", rate, frame_size=stream.frame_size or None)
        for ready in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(ready))
        container.mux(stream.encode(None))
    return file.getvalue()


def refusal(data: bytes, longest_s: float = 60.0) -> str:
    with pytest.raises(AudioError) as caught:
        decoded(data, longest_s)
    return str(caught.value)


@pytest.mark.parametrize(
    ("form", "codec", "rate"),
    [
        ("ogg", "libopus", 48_000),
        ("webm", "libopus", 48_000),
        ("mp3", "libmp3lame", 44_100),
        ("ipod", "aac", 44_100),
        ("adts", "aac", 16_000),
        ("wav", "pcm_s16le", 8_000),
    ],
)
def test_what_phones_send_is_understood(form: str, codec: str, rate: int) -> None:
    audio = decoded(written(tone(1.0, rate=rate), form, codec, rate), 60.0)
    assert audio.dtype == np.int16
    assert len(audio) == pytest.approx(16_000, abs=1_600)
    spectrum = np.abs(np.fft.rfft(audio[1600:14_400].astype(float)))
    assert int(spectrum.argmax()) * 16_000 / 12_800 == pytest.approx(440, abs=2)


def test_of_a_video_the_sound_is_taken() -> None:
    assert len(decoded(written(tone(1.0, rate=44_100), "mp4", "aac", 44_100, picture=True), 60.0)) > 14_000


def test_nothing_else_is_let_near_a_parser() -> None:
    assert "not audio" in refusal(written(tone(0.2), "flac", "flac", 16_000))
    assert "not audio" in refusal(written(tone(0.2), "aiff", "pcm_s16be", 16_000))
    picture = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(picture, "png")
    assert "not audio" in refusal(picture.getvalue())
    assert "not audio" in refusal(b"#EXTM3U\n#EXTINF:9,\n/etc/passwd\n#EXT-X-ENDLIST\n")
    assert "not audio" in refusal(b"What is the capital of France?\n" * 100)


def test_nothing_else_is_let_near_a_decoder() -> None:
    assert "of a kind that is not taken here" in refusal(written(tone(0.2), "matroska", "ac3", 48_000))


def test_no_bytes() -> None:
    assert "is empty (0 bytes)" in refusal(b"")


def test_what_is_too_long_is_refused_after_the_longest_that_may_be() -> None:
    with pytest.raises(TooLong, match="is longer than 6 s"):
        decoded(wav(tone(6.1)), 5.0)
    assert len(decoded(wav(tone(5.9)), 5.0)) == 94_400


def test_hours_of_silence_in_a_small_file_are_not_decoded_whole() -> None:
    minute, _ = encode([np.zeros(16_000 * 60, np.int16)], 16_000, "ogg", 10**9)
    with pytest.raises(TooLong):
        decoded(minute * 600, 10.0)  # a chained Ogg


def test_a_header_that_promises_hours_is_not_believed() -> None:
    data = bytearray(wav(tone(0.5)))
    data[40:44] = struct.pack("<I", 0x7FFF_FF00)
    assert len(decoded(bytes(data), 60.0)) == 8_000


@pytest.fixture(scope="module")
def notes() -> list[bytes]:
    kinds = (
        ("ogg", "libopus", 48_000),
        ("mp3", "libmp3lame", 44_100),
        ("ipod", "aac", 44_100),
        ("webm", "libopus", 48_000),
    )
    return [written(tone(0.4, rate=rate), form, codec, rate) for form, codec, rate in kinds]


def audio_or_refusal(data: bytes) -> None:
    try:
        audio = decoded(data, 10.0)
    except AudioError:
        return
    assert audio.dtype == np.int16
    assert 0 < len(audio) <= 16_000 * 11


MAGICS = [
    b"",
    b"RIFF\xff\xff\xff\xffWAVE",
    b"OggS\0\2",
    b"ID3\4\0\0\0\0",
    b"\xff\xfb\x90\x64",
    b"#!AMR\n",
    b"\x1aE\xdf\xa3",
]


@given(magic=st.sampled_from(MAGICS), data=st.binary(max_size=2_000))
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_audio_or_a_refusal(magic: bytes, data: bytes) -> None:
    audio_or_refusal(magic + data)


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_a_cut_and_corrupted_note_gives_audio_or_a_refusal(data: st.DataObject, notes: list[bytes]) -> None:
    whole = bytearray(data.draw(st.sampled_from(notes)))
    for _ in range(data.draw(st.integers(0, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    audio_or_refusal(bytes(whole[: data.draw(st.integers(1, len(whole)))]))
