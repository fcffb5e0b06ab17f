"""The ports' engine tables by configuration section, so that the configuration can be checked without knowing an engine."""

from __future__ import annotations

from collections.abc import Mapping

from assistant import llm, stt, tts, turn_detector, vad

ENGINES: Mapping[str, Mapping[str, str]] = {
    "vad": vad.ENGINES,
    "turn": turn_detector.ENGINES,
    "stt": stt.ENGINES,
    "llm": llm.ENGINES,
    "tts": tts.ENGINES,
}
