"""A whole recording to text: only speech is shown to the recogniser."""

from __future__ import annotations

import numpy as np

from assistant.turns.endpoint import EndpointSettings
from assistant.voice.recording import transcribe
from tests.fakes import LoudnessDetector, ScriptedStt, silence, speech

SETTINGS = EndpointSettings()


def test_silence_is_never_transcribed() -> None:
    stt = ScriptedStt("Thank you for watching.")
    for audio in (np.zeros(0, np.int16), np.zeros(1, np.int16), silence(20_000)):
        assert transcribe(audio, stt, LoudnessDetector(), SETTINGS, ["en"]).text == ""
    assert stt.heard == []


def test_a_long_recording_is_several_pieces_and_one_text() -> None:
    audio = np.concatenate([part for _ in range(4) for part in (speech(15_000), silence(2000))])
    stt = ScriptedStt("one", "two", "three", "four")
    transcript = transcribe(audio, stt, LoudnessDetector(), SETTINGS, ["en"])
    assert transcript.text == "one two three four"
    assert abs(transcript.confidence - 0.9) < 1e-9
    assert all(len(part) <= 16 * 28_000 for part in stt.heard)
