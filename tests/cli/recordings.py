"""Recordings to replay: questions spoken by the project's own voice, and what is no use as a recording."""

from __future__ import annotations

import re
import wave
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from assistant.audio import files
from assistant.audio.resample import resampled
from assistant.models.store import ModelStore
from assistant.tts.piper import PiperVoice
from assistant.types import SAMPLE_RATE, Audio

QUESTIONS = ("What is the capital of France?", "How many legs does a spider have?", "Who painted the Mona Lisa?")

STEADY = ("--set", "tts.options.noise_scale=0", "--set", "tts.options.noise_w=0")
"""Makes the voice say the same text the same way each time."""


def silence(seconds: float) -> Audio:
    return np.zeros(round(seconds * SAMPLE_RATE), np.int16)


def spoken(store: ModelStore, *questions: str) -> list[Audio]:
    """Each question at 16 kHz."""
    voice = PiperVoice(store.path("en_US-joe-medium"), PiperVoice.Options(noise_scale=0, noise_w=0))
    return [
        np.concatenate(list(resampled(voice.synthesize(text), voice.sample_rate, SAMPLE_RATE))) for text in questions
    ]


def write_wav(path: Path, frames: bytes, *, rate: int = SAMPLE_RATE, channels: int = 1, width: int = 2) -> Path:
    """Any PCM that a WAV can hold; `width` in bytes."""
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, width, rate, 0, "NONE", ""))
        file.writeframes(frames)
    return path


def unusual(folder: Path, speech: Audio) -> dict[str, Path]:
    """`speech` in every form that must be understood all the same."""
    wide = speech.astype(np.int32) << 8
    fast = np.concatenate(list(resampled([speech], SAMPLE_RATE, 96_000)))
    loud = np.clip(speech.astype(np.int32) * 12, -32768, 32767).astype(np.int16)
    return {
        "8-bit": write_wav(folder / "8.wav", ((speech >> 8) + 128).astype(np.uint8).tobytes(), width=1),
        "24-bit": write_wav(folder / "24.wav", wide.view(np.uint8).reshape(-1, 4)[:, :3].tobytes(), width=3),
        "stereo": write_wav(folder / "stereo.wav", np.stack([speech, speech], axis=1).tobytes(), channels=2),
        "96 kHz": write_wav(folder / "96k.wav", fast.tobytes(), rate=96_000),
        "clipped": write_wav(folder / "clipped.wav", loud.tobytes()),
    }


def speechless(folder: Path) -> dict[str, Path]:
    """Sound in which nobody says anything."""
    noise = np.random.default_rng(7).normal(0, 3000, 6 * SAMPLE_RATE)
    return {
        "white noise": write_wav(folder / "noise.wav", noise.astype(np.int16).tobytes()),
        "silence": write_wav(folder / "silence.wav", silence(60).tobytes()),
        "one sample": write_wav(folder / "one.wav", np.array([5], np.int16).tobytes()),
    }


def broken(folder: Path) -> Mapping[str, tuple[Path, str]]:
    """What is no recording, with what is said about it."""
    (folder / "empty.wav").touch()
    files.save(folder / "whole.wav", silence(1))
    (folder / "cut.wav").write_bytes((folder / "whole.wav").read_bytes()[:30])
    (folder / "text.wav").write_text("good morning\n" * 20)
    return {
        "empty": (folder / "empty.wav", "is empty (0 bytes); record it again"),
        "no samples": (write_wav(folder / "none.wav", b""), "holds no samples"),
        "cut header": (folder / "cut.wav", "its header is damaged"),
        "text": (folder / "text.wav", "not audio"),
        "folder": (folder, "is a folder; name the recording inside it"),
        "missing": (folder / "missing.wav", "there is no such file"),
    }


def words(text: str) -> list[str]:
    """Without case and punctuation, with numbers as digits below eleven."""
    named = dict(zip("zero one two three four five six seven eight nine ten".split(), map(str, range(11)), strict=True))
    return [named.get(word, word) for word in re.findall(r"[a-z0-9']+", text.lower())]


def word_errors(said: str, heard: str) -> int:
    """Words to insert, delete or replace to get from one text to the other."""
    source, target = words(said), words(heard)
    row = list(range(len(target) + 1))
    for number, word in enumerate(source, 1):
        previous, row[0] = row[0], number
        for column, other in enumerate(target, 1):
            previous, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, previous + (word != other))
    return row[-1]
