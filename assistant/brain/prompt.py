"""The prompt's beginning: byte-stable, so that the language model evaluates it once.

Nothing that changes (clock, room, weather) ever stands here; it would move every token behind it.
"""

from __future__ import annotations

from assistant.llm import Message

_SYSTEM = {
    "en": (
        "You are Colibri, a friendly voice assistant. Your answers are read aloud. "
        "Answer in one or two short sentences. Use plain words, no lists and no symbols."
    ),
    "fr": (
        "Tu es Colibri, un assistant vocal aimable. Tes réponses sont lues à voix haute. "
        "Réponds en une ou deux phrases courtes, en français, avec des mots simples, sans liste ni symbole."
    ),
}


def system_message(language: str, override: str | None = None) -> Message:
    """The system message for a language (ISO 639-1); `override` replaces the built-in text."""
    return Message("system", override or _SYSTEM.get(language, _SYSTEM["en"]))
