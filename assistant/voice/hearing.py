"""From the sound of an utterance to its words, with a second look where the first is near to something that can be asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.brain.understanding import Understanding
from assistant.stt import SpeechToText, Transcript
from assistant.types import Audio, Cancelled


def hear(
    stt: SpeechToText,
    audio: Audio,
    languages: Sequence[str],
    understanding: Understanding | None,
    meant: Callable[[str], str],
    cancelled: Cancelled,
) -> Transcript:
    """The words of `audio`, shape (n,), in one of the `languages`. When they are like a sentence of the `understanding`, but none, the
    recogniser is told what to expect and listens again; the words that are understood better are taken. `meant` takes from a
    text what is no part of the order, such as the wake word. Runs in the recogniser's thread."""
    first = stt.transcribe(audio, languages=languages, cancelled=cancelled)
    if understanding is None or not first.text or cancelled():
        return first
    language = first.language
    vocabulary = understanding.expected(meant(first.text), language)
    if not vocabulary:
        return first
    second = stt.transcribe(audio, languages=(language,), vocabulary=vocabulary, cancelled=cancelled)
    if cancelled() or not second.text:
        return first
    old, new = (understanding.score(meant(text), language) for text in (first.text, second.text))
    return replace(second, no_speech=first.no_speech) if new > 0 and new >= old else first
