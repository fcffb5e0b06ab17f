"""Voice notes from bytes to sound and back, through the decoder's process."""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest

from assistant.audio.files import TooLong
from assistant.chat.notes.decoder import BAD
from assistant.chat.notes.sound import CODECS, Form, decode, encode
from assistant.errors import AudioError
from assistant.types import Audio
from tests.chat.notes.files import boastful_m4a, tone, wav

FORMS: list[Form] = ["ogg", "mp3"]


def heard(data: bytes, longest_s: float = 60.0) -> Audio:
    return asyncio.run(decode(data, longest_s))


def rms(audio: Audio) -> float:
    return float(np.sqrt(np.mean(np.square(audio[1600:-1600].astype(float)))))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("rate", [16_000, 22_050, 48_000])
def test_what_is_encoded_comes_back_as_long_and_as_loud(form: Form, rate: int) -> None:
    data, fit = encode([tone(0.7, rate=rate), tone(1.3, rate=rate)], rate, form, 10**6)
    audio = heard(data)
    assert fit == 2
    assert len(audio) / 16_000 == pytest.approx(2.0, abs=0.1)
    assert rms(audio) == pytest.approx(rms(tone(2.0)), rel=0.1)


@pytest.mark.parametrize("form", FORMS)
def test_a_note_is_mono_and_has_its_codec_rate_and_bit_rate(form: Form) -> None:
    data, _ = encode([tone(10.0)], 16_000, form, 10**6)
    with av.open(io.BytesIO(data), "r") as container:
        (stream,) = container.streams
        assert isinstance(stream, av.AudioStream)
        assert container.format.name == form
        assert (stream.layout.name, stream.rate) == ("mono", CODECS[form].rate)
        assert stream.codec_context.codec.canonical_name == {"ogg": "opus", "mp3": "mp3"}[form]
        assert all(frame.layout.nb_channels == 1 for frame in container.decode(stream))
    assert len(data) * 8 / 10 == pytest.approx(CODECS[form].bit_rate, rel=0.08)


def test_opus_says_itself_that_it_is_mono_and_has_frames_of_20_ms() -> None:
    data, _ = encode([tone(1.0)], 16_000, "ogg", 10**6)
    head = data.index(b"OpusHead")
    assert data[head + 9] == 1
    with av.open(io.BytesIO(data), "r") as container:
        packets = [packet for packet in container.demux() if packet.size]
    assert {packet.duration for packet in packets[1:-1]} == {960}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("most", [0, 100, 3_000, 9_000, 15_000, 26_000, 40_000, 10**6])
def test_a_note_is_never_larger_than_allowed_and_holds_whole_chunks(form: Form, most: int) -> None:
    chunks = [tone(0.9), tone(1.4), tone(0.3), tone(2.0)]
    data, fit = encode(chunks, 16_000, form, most)
    assert len(data) <= most
    assert fit == 0 or len(heard(data)) / 16_000 == pytest.approx(sum(map(len, chunks[:fit])) / 16_000, abs=0.15)
    if fit < len(chunks):
        more, _ = encode(chunks[: fit + 1], 16_000, form, 10**6)
        assert len(more) > most


def test_no_sound_is_no_note() -> None:
    assert encode([], 16_000, "ogg", 10**6)[0] == b""
    assert encode([tone(0)], 16_000, "ogg", 10**6)[0] == b""


def test_what_is_wrong_with_a_note_is_said_outside_the_process() -> None:
    with pytest.raises(AudioError, match="the voice note is empty"):
        heard(b"")
    with pytest.raises(AudioError, match="the voice note: not audio"):
        heard(b"\0" * 300_000)
    with pytest.raises(TooLong, match="the voice note: is longer than 3 s"):
        heard(wav(tone(4)), 2.0)


@pytest.mark.parametrize("samples", [20_000_000, 170_000_000])
def test_a_header_that_would_fill_the_memory_is_only_a_broken_file(samples: int) -> None:
    with pytest.raises(AudioError):
        heard(boastful_m4a(samples))


def test_the_decoder_takes_no_more_memory_than_it_may() -> None:
    script = (
        "import re, sys; from assistant.chat.notes.decoder import main; code = main(); "
        "print(re.search(r'VmHWM:\\s*(\\d+)', open('/proc/self/status').read())[1], file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "60"], input=boastful_m4a(40_000_000), capture_output=True, timeout=60
    )
    assert done.returncode == BAD, done.stderr
    assert int(done.stderr) < 600_000  # kB; the index would take 960,000


def program(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something else that runs as the decoder."""
    path = folder / "decoder"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(path))


def test_a_process_that_breaks_off_is_a_note_that_cannot_be_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "kill -SEGV $$", monkeypatch)
    with pytest.raises(AudioError, match="more memory or time than any sound needs"):
        heard(wav(tone(0.1)))


def test_the_process_is_told_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "very secret")
    program(tmp_path, f"env > {tmp_path}/seen; exit 1", monkeypatch)
    with pytest.raises(AudioError):
        heard(wav(tone(0.1)))
    seen = (tmp_path / "seen").read_text()
    assert "PATH" in seen
    assert "secret" not in seen


def test_whoever_is_cancelled_leaves_no_process_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, f"echo $$ > {tmp_path}/new; mv {tmp_path}/new {tmp_path}/pid; exec sleep 60", monkeypatch)

    async def cancelled() -> int:
        task = asyncio.create_task(decode(wav(tone(0.1)), 60.0))
        while not (tmp_path / "pid").exists():
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return int((tmp_path / "pid").read_text())

    with pytest.raises(ProcessLookupError):
        os.kill(asyncio.run(cancelled()), 0)
