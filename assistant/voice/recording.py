"""A whole recording to text. What nobody speaks in is never shown to the recogniser: it would make something up.

The same detector and endpointing that a live microphone goes through find the speech.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.events import SpeechEnded, SpeechStarted
from assistant.stt import SpeechToText, Transcript
from assistant.turns.endpoint import Endpointer, EndpointSettings
from assistant.types import Audio, Samples, from_ms
from assistant.vad import VoiceDetector

_PAD: Samples = from_ms(300)
_LONGEST: Samples = from_ms(28_000)
"""A little less than what a recogniser takes at once."""


def transcribe(
    audio: Audio, stt: SpeechToText, detector: VoiceDetector, settings: EndpointSettings, languages: Sequence[str]
) -> Transcript:
    """What was said in `audio`, shape (n,) at 16 kHz, of any length. Its confidence is that of its parts by their length."""
    heard: list[tuple[Samples, Transcript]] = []
    for start, stop in speech_segments(audio, detector, settings):
        part = stt.transcribe(audio[start:stop], languages=languages)
        if part.text:
            heard.append((stop - start, part))
    if not heard:
        return Transcript("", languages[0], 0.0, no_speech=1.0)
    length = sum(samples for samples, _ in heard)
    return Transcript(
        " ".join(part.text for _, part in heard),
        max(heard, key=lambda item: item[0])[1].language,
        sum(samples * part.confidence for samples, part in heard) / length,
        sum(samples * part.no_speech for samples, part in heard) / length,
    )


def speech_segments(audio: Audio, detector: VoiceDetector, settings: EndpointSettings) -> list[tuple[Samples, Samples]]:
    """[start, stop) of every stretch of speech, padded, neighbours joined up to 28 s. `audio`: shape (n,) at 16 kHz."""
    endpointer = Endpointer(settings)
    starts: list[Samples] = []
    stretches: list[tuple[Samples, Samples]] = []
    frames = -(-len(audio) // detector.hop) + -(-settings.end // detector.hop) + 1
    for number in range(frames):
        start = number * detector.hop
        for event in endpointer.feed(_probability(audio, detector, start), start, start + detector.hop):
            if isinstance(event, SpeechStarted):
                starts.append(event.at)
            elif isinstance(event, SpeechEnded):
                stretches.append((starts[-1], event.end))
    return _joined([(max(0, start - _PAD), min(len(audio), stop + _PAD)) for start, stop in stretches])


def _probability(audio: Audio, detector: VoiceDetector, start: Samples) -> float:
    frame = audio[start : start + detector.hop]
    return detector.probability(frame) if len(frame) == detector.hop else 0.0


def _joined(stretches: list[tuple[Samples, Samples]]) -> list[tuple[Samples, Samples]]:
    joined: list[tuple[Samples, Samples]] = []
    for start, stop in stretches:
        if joined and stop - joined[-1][0] <= _LONGEST:
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((start, stop))
    return joined
