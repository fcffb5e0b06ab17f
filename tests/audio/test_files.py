from __future__ import annotations

import io
import logging
import os
import resource
import struct
import tempfile
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from assistant.audio.files import Kinds, TooLong, decode, load, save
from assistant.errors import AudioError
from assistant.types import Audio

PCM, FLOAT = 1, 3


def wav(
    data: bytes, *, rate: int = 16_000, channels: int = 1, width: int = 2, kind: int = PCM, size: int = -1
) -> bytes:
    """A WAV by hand, so that its header may lie: `size` is the length of the data that it promises."""
    promised = len(data) if size < 0 else size
    form = struct.pack(
        "<HHIIHH", kind, channels, rate, rate * channels * width % 2**32, channels * width % 2**16, width * 8
    )
    riff = struct.pack("<I", min(promised + 36, 2**32 - 1))
    return b"RIFF" + riff + b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", promised) + data


def tone(seconds: float, *, hz: float = 440.0, rate: int = 16_000, level: float = 0.5) -> Audio:
    t = np.arange(round(seconds * rate)) / rate
    return np.rint(np.sin(2 * np.pi * hz * t) * level * 32767).astype(np.int16)


def level_at(audio: Audio, hz: float) -> float:
    """Amplitude, full scale 1, of one frequency in 16 kHz audio, its ends left out."""
    middle = audio[len(audio) // 10 : -len(audio) // 10] / 32768
    t = np.arange(len(middle)) / 16_000
    return float(2 * abs(np.mean(middle * np.exp(-2j * np.pi * hz * t))))


def encode(path: Path, codec: str, audio: NDArray[np.int16], rate: int) -> Path:
    """Write the same sound on two channels with one of FFmpeg's encoders; the file's ending chooses the container."""
    with av.open(path, "w") as container:
        stream = container.add_stream(codec, rate=rate, layout="stereo")
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame.from_ndarray(np.repeat(audio, 2)[np.newaxis], format="s16", layout="stereo")
        frame.sample_rate = rate
        resampler = av.AudioResampler(stream.format, "stereo", rate, frame_size=stream.frame_size or None)
        for ready in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(ready))
        container.mux(stream.encode(None))
    return path


def written(folder: Path, data: bytes, name: str = "a.wav") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


# What can be read.


def test_sixteen_bit_at_16_khz_comes_back_bit_for_bit(tmp_path: Path) -> None:
    audio = np.arange(-32_768, 32_768, dtype=np.int32).astype(np.int16)
    loaded = load(written(tmp_path, wav(audio.tobytes())))
    assert loaded.dtype == np.int16
    assert loaded.shape == audio.shape
    assert np.array_equal(loaded, audio)


@pytest.mark.parametrize(
    ("data", "width", "kind"),
    [
        (bytes([0, 64, 128, 192]), 1, PCM),
        (b"".join((v * 2**16).to_bytes(3, "little", signed=True) for v in (-128, -64, 0, 64)), 3, PCM),
        (np.array([-1, -0.5, 0, 0.5], "<f8").tobytes(), 8, FLOAT),
        (np.array([-1, -0.5, 0, 0.5], "<f4").tobytes(), 4, FLOAT),
        (np.array([-(2**31), -(2**30), 0, 2**30], "<i4").tobytes(), 4, PCM),
    ],
)
def test_every_width_has_the_same_full_scale(tmp_path: Path, data: bytes, width: int, kind: int) -> None:
    loaded = load(written(tmp_path, wav(data, width=width, kind=kind)))
    assert loaded.tolist() == [-32_768, -16_384, 0, 16_384]


def test_too_loud_floats_are_clipped_and_do_not_wrap(tmp_path: Path) -> None:
    data = np.array([1.5, -1.5, 1.0, 1e30], "<f4").tobytes()
    assert load(written(tmp_path, wav(data, width=4, kind=FLOAT))).tolist() == [32_767, -32_768, 32_767, 32_767]


def test_clipped_speech_stays_clipped_and_does_not_wrap(tmp_path: Path) -> None:
    loud = np.clip(tone(0.5, rate=44_100, level=0.99).astype(np.int32) * 5, -32_768, 32_767).astype(np.int16)
    loaded = load(written(tmp_path, wav(loud.tobytes(), rate=44_100)))
    assert np.abs(np.diff(loaded.astype(np.int32))).max() < 40_000


@pytest.mark.parametrize("channels", [2, 3, 5, 6, 7, 10, 64])
def test_channels_are_averaged(tmp_path: Path, channels: int) -> None:
    frames = np.tile(np.arange(channels, dtype=np.int16) * 100, (50, 1))
    loaded = load(written(tmp_path, wav(frames.tobytes(), channels=channels)))
    assert loaded.tolist() == [(channels - 1) * 50] * 50


def test_one_sample_is_a_recording(tmp_path: Path) -> None:
    assert load(written(tmp_path, wav(b"\x39\x30"))).tolist() == [12_345]


@pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 44_100, 48_000, 96_000, 192_000])
def test_a_tone_keeps_its_pitch_level_and_length_at_every_rate(tmp_path: Path, rate: int) -> None:
    loaded = load(written(tmp_path, wav(tone(1.0, hz=1_000, rate=rate).tobytes(), rate=rate)))
    assert abs(len(loaded) - 16_000) <= 1
    assert level_at(loaded, 1_000) == pytest.approx(0.5, rel=0.01)


def test_what_is_above_8_khz_does_not_fold_back(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, wav(tone(1.0, hz=12_000, rate=96_000).tobytes(), rate=96_000)))
    assert np.abs(loaded[500:-500]).max() < 20


@pytest.mark.parametrize(
    ("name", "codec", "rate"),
    [
        ("a.flac", "flac", 16_000),
        ("a.ogg", "libopus", 48_000),
        ("a.mp3", "libmp3lame", 44_100),
        ("a.m4a", "aac", 44_100),
    ],
)
def test_compressed_stereo_is_as_loud_as_it_was(tmp_path: Path, name: str, codec: str, rate: int) -> None:
    loaded = load(encode(tmp_path / name, codec, tone(1.0, rate=rate), rate))
    assert len(loaded) == pytest.approx(16_000, abs=1_000)
    assert level_at(loaded, 440) == pytest.approx(0.5, rel=0.07)  # LAME takes 5 % off


def test_the_ending_of_the_name_does_not_matter(tmp_path: Path) -> None:
    flac = encode(tmp_path / "a.flac", "flac", tone(0.2), 16_000)
    assert len(load(flac.rename(tmp_path / "voice note"))) == 3_200


@pytest.mark.parametrize("size", [0xFFFF_FFFF, 0x7FFF_FFFF])
def test_a_streamed_wav_of_unknown_length_is_whole(tmp_path: Path, size: int, caplog: pytest.LogCaptureFixture) -> None:
    assert len(load(written(tmp_path, wav(tone(0.2).tobytes(), size=size)))) == 3_200
    assert caplog.records == []


# What can be read in part.


def test_of_a_cut_off_wav_what_is_there_is_used_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    audio = tone(1.0)
    loaded = load(written(tmp_path, wav(audio.tobytes())[: 44 + 2 * 6_144]))
    assert np.array_equal(loaded, audio[:6_144])
    assert "damaged or cut off; going on with the 0.384 s" in caplog.text


@pytest.mark.parametrize(("name", "codec", "rate"), [("a.flac", "flac", 16_000), ("a.mp3", "libmp3lame", 44_100)])
def test_of_a_cut_off_recording_what_is_there_is_used_and_said(
    tmp_path: Path, name: str, codec: str, rate: int, caplog: pytest.LogCaptureFixture
) -> None:
    whole = encode(tmp_path / name, codec, tone(4.0, rate=rate), rate).read_bytes()
    loaded = load(written(tmp_path, whole[: len(whole) // 2], name))
    assert 8_000 < len(loaded) < 48_000
    assert level_at(loaded[:8_000], 440) == pytest.approx(0.5, rel=0.07)
    assert "damaged or cut off" in caplog.text


def test_a_damaged_middle_is_left_out_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    flac = bytearray(encode(tmp_path / "a.flac", "flac", tone(4.0), 16_000).read_bytes())
    middle = len(flac) // 2
    flac[middle : middle + 400] = b"\xa5" * 400
    loaded = load(written(tmp_path, bytes(flac), "a.flac"))
    assert 32_000 < len(loaded) < 64_000
    assert np.abs(loaded).max() < 16_500  # a gap, and no noise louder than the tone
    assert "damaged or cut off" in caplog.text


def test_a_whole_recording_is_not_called_damaged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "assistant.audio.files")
    load(encode(tmp_path / "a.mp3", "libmp3lame", tone(2.0, rate=44_100), 44_100))
    load(written(tmp_path, wav(tone(0.3).tobytes())))
    assert caplog.records == []


# What cannot be read.


def refusal(path: Path | str, **limits: Any) -> str:
    """The message; it names the file and, behind a semicolon, the way out."""
    with pytest.raises(AudioError) as caught:
        load(path, **limits)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert ";" in message or "record it again" in message or "recording inside" in message
    return message


def test_a_missing_file(tmp_path: Path) -> None:
    assert "there is no such file" in refusal(tmp_path / "no.wav")
    assert "there is no such file" in refusal(written(tmp_path, b"x") / "under a file.wav")


@pytest.mark.parametrize("name", ["a" * 400, "a\0b"])
def test_a_name_that_cannot_be(name: str) -> None:
    assert "cannot be opened" in refusal(name)


def test_a_folder(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path)


def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "is a pipe or a device" in refusal(tmp_path / "pipe")


def test_no_bytes(tmp_path: Path) -> None:
    assert "is empty (0 bytes)" in refusal(written(tmp_path, b""))


@pytest.mark.parametrize("kept", [4, 12, 20, 36, 40])
def test_a_header_cut_off(tmp_path: Path, kept: int) -> None:
    assert "not audio, or its header is damaged" in refusal(written(tmp_path, wav(tone(1).tobytes())[:kept]))


def test_a_header_and_no_samples(tmp_path: Path) -> None:
    assert "holds no samples" in refusal(written(tmp_path, wav(b"")))
    assert "holds no samples" in refusal(written(tmp_path, wav(b"", size=32_000)))


@pytest.mark.parametrize("name", ["a.txt", "a.wav", "a"])
def test_text(tmp_path: Path, name: str) -> None:
    assert "not audio" in refusal(written(tmp_path, b"What is the capital of France?\n" * 50, name))


def test_noise_that_is_no_file_format(tmp_path: Path) -> None:
    assert "not audio" in refusal(written(tmp_path, np.random.default_rng(1).bytes(20_000), "a.bin"))


def test_a_picture(tmp_path: Path) -> None:
    Image.new("RGB", (64, 64), "red").save(tmp_path / "a.png")
    assert "pictures but no sound" in refusal(tmp_path / "a.png")


def test_a_video_without_sound(tmp_path: Path) -> None:
    with av.open(tmp_path / "a.mp4", "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        assert isinstance(stream, av.VideoStream)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for _ in range(5):
            picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    assert "pictures but no sound" in refusal(tmp_path / "a.mp4")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("channels", [1, 2])
def test_floats_that_are_no_numbers(tmp_path: Path, value: float, channels: int) -> None:
    samples = np.zeros(100, "<f4")
    samples[51] = value
    data = wav(samples.tobytes(), width=4, kind=FLOAT, channels=channels)
    assert "NaN or infinite" in refusal(written(tmp_path, data))


@pytest.mark.parametrize("rate", [1, 100, 3_999, 800_000])
def test_a_rate_that_no_sound_card_has(tmp_path: Path, rate: int) -> None:
    assert f"a sample rate of {rate} Hz" in refusal(written(tmp_path, wav(tone(0.1).tobytes(), rate=rate)))


@pytest.mark.parametrize("rate", [16_000, 48_000])
def test_a_recording_longer_than_allowed(tmp_path: Path, rate: int) -> None:
    path = written(tmp_path, wav(tone(1.1, rate=rate).tobytes(), rate=rate))
    assert "is longer than 1 s" in refusal(path, max_s=1.0)
    with pytest.raises(TooLong):
        load(path, max_s=1.0)
    assert len(load(path, max_s=1.2)) == 17_600


@pytest.mark.parametrize(
    "playlist",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile '{}'\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
    ],
)
@pytest.mark.parametrize("name", ["a.wav", "a.m3u8", "a.txt", "a.sdp"])
def test_a_playlist_opens_no_other_file(tmp_path: Path, playlist: str, name: str) -> None:
    secret = written(tmp_path, wav(tone(0.2).tobytes()), "secret.wav")
    refusal(written(tmp_path, playlist.format(secret).encode(), name))


def test_only_what_is_named_is_parsed_and_decoded() -> None:
    def parsed(*containers: str, decoders: tuple[str, ...] = ("pcm_s16le",)) -> Audio:
        file = io.BytesIO(wav(tone(0.1).tobytes()))
        return decode(file, "a note", max_s=1.0, kinds=Kinds(frozenset(containers), frozenset(decoders)))

    assert np.array_equal(parsed("ogg", "wav"), tone(0.1))
    with pytest.raises(AudioError, match=r"^a note: not audio"):
        parsed("ogg", "mp3")
    with pytest.raises(AudioError, match=r"^a note: its sound is of a kind that is not taken here"):
        parsed("wav", decoders=("mp3",))


def test_a_name_is_never_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, wav(tone(0.2).tobytes()), "a.wav")
    monkeypatch.chdir(tmp_path)
    assert "there is no such file" in refusal("concat:a.wav")
    assert "there is no such file" in refusal("file:a.wav")


def audio_or_refusal(data: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            audio = load(written(Path(folder), data, name), max_s=60.0)
        except AudioError:
            return
    assert audio.dtype == np.int16
    assert audio.ndim == 1
    assert 0 < len(audio) <= 960_000


NAMES = st.sampled_from(["a", "a.wav", "a.mp3", "a.ogg", "a.flac", "a.m4a", "a.txt", "a.amr"])


@given(data=st.binary(max_size=3_000), name=NAMES)
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_audio_or_a_refusal(data: bytes, name: str) -> None:
    audio_or_refusal(data, name)


MAGICS = [
    b"RIFF\xff\xff\xff\xffWAVE",
    b"OggS\0\2",
    b"fLaC\0\0\0\x22",
    b"ID3\4\0\0\0\0",
    b"\xff\xfb\x90\x64",
    b"\0\0\0\x20ftypM4A ",
    b"FORM\0\0\1\0AIFF",
    b".snd",
    b"#!AMR\n",
    b"\x1aE\xdf\xa3",
    b"caff\0\1",
    b"#EXTM3U\n",
]


@given(magic=st.sampled_from(MAGICS), data=st.binary(max_size=2_000), name=NAMES)
@settings(max_examples=150, deadline=None)
def test_any_bytes_behind_a_known_beginning_give_audio_or_a_refusal(magic: bytes, data: bytes, name: str) -> None:
    audio_or_refusal(magic + data, name)


@given(
    keep=st.integers(0, 1_000),
    changes=st.lists(st.tuples(st.integers(0, 70), st.integers(0, 255)), max_size=6),
    rate=st.sampled_from([1, 8_000, 16_000, 44_100, 96_000, 2**32 - 1]),
    width=st.integers(1, 8),
    channels=st.integers(0, 70),
    kind=st.sampled_from([PCM, FLOAT, 2, 6, 7, 17, 85, 0xFFFE]),
)
@settings(max_examples=200, deadline=None)
def test_a_cut_and_corrupted_wav_gives_audio_or_a_refusal(
    keep: int, changes: list[tuple[int, int]], rate: int, width: int, channels: int, kind: int
) -> None:
    data = bytearray(wav(tone(0.03).tobytes(), rate=rate, width=width, channels=channels, kind=kind))
    for at, value in changes:
        data[at] = value
    audio_or_refusal(bytes(data[: keep + 10]), "a.wav")


@pytest.fixture(scope="module")
def compressed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("compressed")
    kinds = [
        ("a.flac", "flac", 16_000),
        ("a.ogg", "libopus", 48_000),
        ("a.mp3", "libmp3lame", 44_100),
        ("a.m4a", "aac", 44_100),
    ]
    return {name: encode(folder / name, codec, tone(0.3, rate=rate), rate).read_bytes() for name, codec, rate in kinds}


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_a_cut_and_corrupted_recording_gives_audio_or_a_refusal(
    data: st.DataObject, compressed: dict[str, bytes]
) -> None:
    name = data.draw(st.sampled_from(sorted(compressed)))
    whole = bytearray(compressed[name])
    for _ in range(data.draw(st.integers(0, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    audio_or_refusal(bytes(whole[: data.draw(st.integers(1, len(whole)))]), name)


# Writing.


@pytest.mark.parametrize("rate", [16_000, 22_050])
def test_mono_is_written_as_it_is(tmp_path: Path, rate: int) -> None:
    audio = tone(0.1)
    save(tmp_path / "a.wav", audio, rate)
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, rate)
        assert file.readframes(10**6) == audio.astype("<i2").tobytes()


def test_stereo_has_its_first_column_left(tmp_path: Path) -> None:
    both = np.stack([tone(0.1), np.zeros(1_600, np.int16)], axis=1)
    save(tmp_path / "a.wav", both[::2])
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getnchannels(), file.getnframes()) == (2, 800)
        assert np.array_equal(np.frombuffer(file.readframes(800), "<i2").reshape(-1, 2), both[::2])


def test_what_was_saved_loads_the_same(tmp_path: Path) -> None:
    save(tmp_path / "a.wav", tone(0.1))
    assert np.array_equal(load(tmp_path / "a.wav"), tone(0.1))


@pytest.mark.parametrize("audio", [np.zeros(5), np.zeros((5, 3), np.int16), np.zeros((2, 2, 2), np.int16)])
def test_only_int16_of_one_or_two_channels_is_written(tmp_path: Path, audio: Any) -> None:
    with pytest.raises(ValueError, match="int16 of shape"):
        save(tmp_path / "a.wav", audio)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="does not exist; create it"):
        save(tmp_path / "no" / "a.wav", tone(0.1))


def test_a_folder_that_takes_no_files_is_said() -> None:
    with pytest.raises(AudioError, match=r"cannot be written .*; check the space and the permissions"):
        save("/proc/a.wav", tone(0.1))


def test_a_folder_or_a_device_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name in ("folder", "pipe"):
        with pytest.raises(AudioError, match="is not a file"):
            save(tmp_path / name, tone(0.1))
    assert (tmp_path / "folder").is_dir()
    assert (tmp_path / "pipe").is_fifo()


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link.wav").symlink_to(tmp_path / "a.wav")
    save(tmp_path / "link.wav", tone(0.1))
    assert (tmp_path / "link.wav").is_symlink()
    assert len(load(tmp_path / "a.wav")) == 1_600


@contextmanager
def disk_of_10_kb() -> Iterator[None]:
    """No file of this process may grow beyond 10,000 bytes, as on a full disk; its own output included, so be short."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_when_the_disk_is_full_the_old_file_is_still_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    save(tmp_path / "a.wav", tone(0.1))
    with disk_of_10_kb(), pytest.raises(AudioError, match="cannot be written"):
        save(tmp_path / "a.wav", tone(3.0))
    assert len(load(tmp_path / "a.wav")) == 1_600
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.wav"]
