"""What arrives by MQTT to be said aloud. Pure."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

MOST_BYTES = 2000
"""Of a message; whoever sends more sends something else."""


class NothingToSay(Exception):
    """Why a message is not said. The reason does not repeat what is in it."""


@dataclass(frozen=True, slots=True)
class Announcement:
    text: str
    language: str


def read(payload: bytes, languages: Collection[str], language: str) -> Announcement:
    """Plain text, to be said in `language`, or JSON such as {"text": "Le dîner est prêt", "language": "fr"}. Raises
    `NothingToSay`."""
    if len(payload) > MOST_BYTES:
        raise NothingToSay(f"it is larger than {MOST_BYTES} bytes; send less")
    try:
        said: Any = payload.decode("utf-8")
        if said.lstrip().startswith("{"):
            said = json.loads(said)
    except (ValueError, RecursionError):
        raise NothingToSay("it is neither text in UTF-8 nor JSON; mend what sends it") from None
    if isinstance(said, dict):
        said, language = said.get("text"), said.get("language") or language
    if not isinstance(said, str) or not (text := _one_line(said)):
        raise NothingToSay('there is no text in it; send text, or JSON with a "text"')
    if language not in languages:
        raise NothingToSay(
            f"its language is not one of {', '.join(languages)}; add it to the configuration's languages"
        )
    return Announcement(text, language)


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
