"""The prompt's beginning: byte-stable, so that the language model evaluates it once.

Nothing that changes (clock, room, weather) ever stands here; it would move every token behind it. Models of up to about a billion
parameters follow examples better than instructions, so a few exchanges show them the form of an answer: one short sentence, no
markup. What is shown is also repeated where it does not belong, so there are only three, and none about the home: shown that it
may say "I don't know", a small model says it of what it does know (see `unknowable.py` for what is done instead). Larger ones are told.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from assistant.llm import Message

Style = Literal["few_shot", "plain"]
"""`few_shot` shows, `plain` tells."""

SMALL_BYTES = 1_000_000_000
"""A model's file up to this size is shown examples: about a billion parameters of four or five bits."""

_SHOWN = {
    "en": "You are Colibri, a helpful voice assistant. Give a short and correct answer in one sentence of at most ten words.",
    "fr": "Tu es Colibri, un assistant vocal. Donne une réponse courte et juste, en français, en une phrase de dix mots au plus.",
}
_TOLD = {
    "en": (
        "You are Colibri, a voice assistant in somebody's home. Your answers are read aloud: answer in English, in one or two short "
        "sentences of plain text, without lists, symbols or emoji. You cannot see or hear the home, and you know nothing about "
        "its people but what they tell you. When you are asked about that, or do not know an answer, say so and do not guess."
    ),
    "fr": (
        "Tu es Colibri, un assistant vocal dans une maison. Tes réponses sont lues à voix haute : réponds en français, en vouvoyant, "
        "par une ou deux phrases courtes de texte simple, sans liste, symbole ni emoji. Tu ne peux ni voir ni entendre la maison, et "
        "tu ne sais de ses habitants que ce qu'ils te disent. Si l'on te demande cela, ou si tu ne sais pas, dis-le sans inventer."
    ),
}
_EXAMPLES = {
    "en": (
        ("What is the largest ocean?", "The largest ocean is the Pacific Ocean."),
        ("Hello, what's your name?", "Hello! I'm Colibri, your voice assistant. What can I do for you?"),
        ("Thank you.", "You're welcome."),
    ),
    "fr": (
        ("Quel est le plus grand océan ?", "Le plus grand océan est l'océan Pacifique."),
        (
            "Bonjour, comment vous appelez-vous ?",
            "Bonjour ! Je suis Colibri, votre assistant vocal. Que puis-je faire pour vous ?",
        ),
        ("Merci.", "Je vous en prie."),
    ),
}

_NOTES = {
    "en": ("What is known that may help:", "Question:"),
    "fr": ("Ce que l'on sait et qui peut aider :", "Question :"),
}


def style_for(model_bytes: int) -> Style:
    """What suits a model of this size."""
    return "few_shot" if model_bytes <= SMALL_BYTES else "plain"


def opening(language: str, override: str | None = None, style: Style = "few_shot") -> list[Message]:
    """The messages that every prompt in a language (ISO 639-1) begins with. `override`, an owner's own system prompt,
    replaces instruction and examples."""
    if override is not None:
        return [Message("system", override)]
    known = language if language in _SHOWN else "en"
    if style == "plain":
        return [Message("system", _TOLD[known])]
    messages = [Message("system", _SHOWN[known])]
    for question, answer in _EXAMPLES[known]:
        messages += [Message("user", question), Message("assistant", answer)]
    return messages


def with_notes(text: str, notes: Sequence[str], language: str) -> str:
    """A question with what is known that may bear on it. It goes into the question, so that the prompt's beginning stays the
    same; without notes it is `text` itself."""
    if not notes:
        return text
    known, question = _NOTES.get(language, _NOTES["en"])
    listed = "\n".join(f"- {' '.join(note.split())}" for note in notes)
    return f"{known}\n{listed}\n\n{question} {text}"
