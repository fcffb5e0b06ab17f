"""A long recording, piece by piece: where to cut it, and its text put together again.

What nobody speaks in is in no piece: a recogniser would make something up. The same detector and endpointing that a live
microphone goes through find the speech.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assistant.events import SpeechEnded, SpeechStarted
from assistant.stt import Transcript
from assistant.turns.endpoint import Endpointer, EndpointSettings
from assistant.types import Audio, Samples, from_ms
from assistant.vad import VoiceDetector

Piece = tuple[Samples, Samples]
"""[start, stop) of it in the recording."""

LONGEST: Samples = from_ms(28_000)
"""A little less than what a recogniser takes at once."""

_PAD: Samples = from_ms(300)
_LULL: Samples = from_ms(320)
"""Speech that goes on for too long is cut where it is quietest for so long: between two words, if anywhere."""


def speech_segments(
    audio: Audio, detector: VoiceDetector, settings: EndpointSettings, longest: Samples = LONGEST
) -> list[Piece]:
    """Every stretch of speech, padded, neighbours joined up to `longest`; a stretch that is longer is cut where it is
    quietest. `audio`: shape (n,) at 16 kHz."""
    hop = detector.hop
    heard = [detector.probability(audio[at : at + hop]) for at in range(0, len(audio) - hop + 1, hop)]
    pieces: list[Piece] = []
    for start, stop in _stretches(heard, hop, settings):
        before = pieces[-1][1] if pieces else 0
        pieces += _cut(max(before, start - _PAD), min(len(audio), stop + _PAD), heard, hop, longest)
    return _joined(pieces, longest)


def whole(parts: Sequence[tuple[Samples, Transcript]], languages: Sequence[str]) -> Transcript:
    """Pieces, each with its length, as one: its confidence is that of its pieces by their length, its language the one that
    most of it was surely said in. Pieces without text do not count; without any, nothing was said."""
    said = [(samples, part) for samples, part in parts if part.text]
    length = sum(samples for samples, _ in said)
    if not length:
        return Transcript("", languages[0], 0.0, no_speech=1.0)
    votes: dict[str, float] = {}
    for samples, part in said:
        votes[part.language] = votes.get(part.language, 0.0) + samples * part.confidence
    return Transcript(
        " ".join(part.text for _, part in said),
        max(votes, key=votes.__getitem__),
        sum(samples * part.confidence for samples, part in said) / length,
        sum(samples * part.no_speech for samples, part in said) / length,
    )


def _stretches(heard: Sequence[float], hop: Samples, settings: EndpointSettings) -> list[Piece]:
    """Where somebody speaks, by the probabilities of the recording's frames."""
    silence = -(-settings.end // hop) + 2  # what ends the last stretch
    length = (len(heard) + silence) * hop
    endpointer = Endpointer(replace(settings, longest=length + 1))  # a recording's speaker waits for no answer
    stretches: list[Piece] = []
    began = 0
    for number, probability in enumerate([*heard, *[0.0] * silence]):
        for event in endpointer.feed(probability, number * hop, (number + 1) * hop):
            if isinstance(event, SpeechStarted):
                began = event.at
            elif isinstance(event, SpeechEnded):
                stretches.append((began, event.end))
    return stretches


def _cut(start: Samples, stop: Samples, heard: Sequence[float], hop: Samples, longest: Samples) -> list[Piece]:
    pieces: list[Piece] = []
    while stop - start > longest:
        first = -(-(start + longest // 2) // hop)
        window = heard[first : (start + longest) // hop]
        at = (first + _quietest(window, max(1, _LULL // hop))) * hop
        pieces.append((start, at))
        start = at
    return [*pieces, (start, stop)]


def _quietest(window: Sequence[float], lull: int) -> int:
    """Which of the frames has the least speech around it, `lull` frames wide; the last one of equals."""
    width = min(lull, len(window))
    around = np.convolve(window, np.ones(width), "valid").round(6)
    return len(around) - 1 - int(around[::-1].argmin()) + width // 2


def _joined(pieces: Sequence[Piece], longest: Samples) -> list[Piece]:
    joined: list[Piece] = []
    for start, stop in pieces:
        if joined and stop - joined[-1][0] <= longest:
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((start, stop))
    return joined
