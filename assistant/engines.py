"""The ports' engine tables, and the skills, by configuration section, so that the configuration can be checked without knowing an engine."""

from __future__ import annotations

from collections.abc import Mapping

from assistant import chat, echo, llm, panel, skills, stt, tts, turn_detector, vad, wake

ENGINES: Mapping[str, Mapping[str, str]] = {
    "echo": echo.ENGINES,
    "wake": wake.ENGINES,
    "vad": vad.ENGINES,
    "turn": turn_detector.ENGINES,
    "stt": stt.ENGINES,
    "llm": llm.ENGINES,
    "tts": tts.ENGINES,
    "panel": panel.ENGINES,
    "skills": skills.SKILLS,
    "chat": chat.CHANNELS,
}
