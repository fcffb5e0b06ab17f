"""The prompt's beginning: byte-stable, so that the language model evaluates it once.

Nothing that changes (clock, room, weather) ever stands here; it would move every token behind it. Small models follow
examples better than instructions, so a few exchanges show the form of an answer: one short sentence, no markup.
"""

from __future__ import annotations

from assistant.llm import Message

_INSTRUCTION = {
    "en": "You are Colibri, a helpful voice assistant. Give a short and correct answer in one sentence.",
    "fr": "Tu es Colibri, un assistant vocal. Donne une réponse courte et juste, en français, en une phrase.",
}
_EXAMPLES = {
    "en": (
        ("Hello, who are you?", "Hello! I'm Colibri, your voice assistant. What can I do for you?"),
        ("What is the largest ocean?", "The largest ocean is the Pacific Ocean."),
        ("How many hours are in a day?", "There are twenty-four hours in a day."),
        ("Why is the sea salty?", "The sea is salty because rivers wash salt from rocks into it."),
    ),
    "fr": (
        ("Bonjour, qui es-tu ?", "Bonjour ! Je suis Colibri, votre assistant vocal. Que puis-je faire pour vous ?"),
        ("Quel est le plus grand océan ?", "Le plus grand océan est l'océan Pacifique."),
        ("Combien d'heures y a-t-il dans une journée ?", "Il y a vingt-quatre heures dans une journée."),
        ("Pourquoi la mer est-elle salée ?", "La mer est salée parce que les fleuves y apportent le sel des roches."),
    ),
}


def opening(language: str, override: str | None = None) -> list[Message]:
    """The messages that every prompt in a language (ISO 639-1) begins with. `override`, an owner's own system prompt,
    replaces instruction and examples."""
    if override is not None:
        return [Message("system", override)]
    known = language if language in _INSTRUCTION else "en"
    messages = [Message("system", _INSTRUCTION[known])]
    for question, answer in _EXAMPLES[known]:
        messages += [Message("user", question), Message("assistant", answer)]
    return messages
