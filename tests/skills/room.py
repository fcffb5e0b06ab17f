"""A loudspeaker that remembers what was done to it, and calls of skills that touch it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from assistant.skills import Call, Place, Value, World


@dataclass
class FakeLoudspeaker:
    volume: int = 50
    deaf: bool = False
    language: str = "en"
    said: list[tuple[str, str]] = field(default_factory=list)

    def announce(self, text: str, language: str) -> None:
        self.said.append((text, language))


def world(folder: Path, loudspeaker: FakeLoudspeaker | None, languages: tuple[str, ...] = ("en", "fr")) -> World:
    return World(folder, lambda: datetime(2026, 3, 3).astimezone(), languages, Place(loudspeaker))


def call(
    intent: str, said: str = "", /, language: str = "en", *, aloud: bool = True, previous: str = "", **slots: Value
) -> Call:
    return Call(intent, language, said, slots, aloud=aloud, previous=previous)
