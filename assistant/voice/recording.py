"""A whole recording to text."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.stt import SpeechToText, Transcript
from assistant.stt.pieces import speech_segments, whole
from assistant.turns.endpoint import EndpointSettings
from assistant.types import Audio
from assistant.vad import VoiceDetector


def transcribe(
    audio: Audio, stt: SpeechToText, detector: VoiceDetector, settings: EndpointSettings, languages: Sequence[str]
) -> Transcript:
    """What was said in `audio`, shape (n,) at 16 kHz, of any length. Its confidence is that of its parts by their length."""
    segments = speech_segments(audio, detector, settings)
    return whole(
        [(stop - start, stt.transcribe(audio[start:stop], languages=languages)) for start, stop in segments], languages
    )
