"""Another rate, the same sound, no seams."""

from __future__ import annotations

import numpy as np

from assistant.audio.resample import resampled


def test_the_same_rate_passes_through() -> None:
    chunks = [np.arange(5, dtype=np.int16), np.arange(3, dtype=np.int16)]
    assert list(resampled(chunks, 16_000, 16_000)) == chunks


def test_a_tone_keeps_its_length_and_pitch_however_it_is_cut() -> None:
    time_s = np.arange(22_050) / 22_050
    tone = np.asarray(8000 * np.sin(2 * np.pi * 440 * time_s), np.int16)
    whole = np.concatenate(list(resampled([tone], 22_050, 16_000)))
    pieces = np.concatenate(list(resampled(np.split(tone, [100, 5000, 5001, 20_000]), 22_050, 16_000)))
    assert abs(len(whole) - 16_000) <= 2
    assert np.abs(whole[: len(pieces)].astype(int) - pieces[: len(whole)]).max() <= 3  # it dithers
    assert np.argmax(np.abs(np.fft.rfft(whole[:16_000]))) == 440


def test_nothing_in_nothing_out() -> None:
    assert sum(len(chunk) for chunk in resampled([], 22_050, 16_000)) == 0
