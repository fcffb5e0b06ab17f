"""Configuration: YAML, environment and command line to frozen, checked sections. An engine's options stay its own."""

from __future__ import annotations

from assistant.config.json_schema import schema
from assistant.config.loader import default_path, dump, load
from assistant.config.sections import (
    AudioSection,
    Config,
    LlmSection,
    LogSection,
    SttSection,
    TtsSection,
    TurnSection,
    VadSection,
    WakeSection,
)

__all__ = [
    "AudioSection",
    "Config",
    "LlmSection",
    "LogSection",
    "SttSection",
    "TtsSection",
    "TurnSection",
    "VadSection",
    "WakeSection",
    "default_path",
    "dump",
    "load",
    "schema",
]
