"""What people say about the device besides the phrasings that all skills are judged by."""

from __future__ import annotations

import pytest

from assistant.brain.intents import IntentMatcher, Match

MATCHER = IntentMatcher(["device"])

SAID = {
    "en": [
        ("What's your battery level?", "battery"),
        ("Are you plugged in?", "battery"),
        ("How hot are you?", "temperature"),
        ("How full is your disk?", "disk"),
        ("What's your IP address?", "network"),
        ("Which Wi-Fi are you on?", "network"),
        ("How much free memory do you have?", "memory"),
        ("What model are you?", "model"),
        ("How long have you been running?", "uptime"),
        ("What's your CPU load?", "load"),
        ("What are you running on?", "board"),
        ("What version are you running?", "version"),
        ("What's your system status?", "health"),
    ],
    "fr": [
        ("Quel est ton niveau de batterie ?", "battery"),
        ("Quelle est ta température ?", "temperature"),
        ("Combien d'espace disque reste-t-il ?", "disk"),
        ("Quelle est ton adresse IP ?", "network"),
        ("Le wifi marche ?", "network"),
        ("Combien de mémoire utilises-tu ?", "memory"),
        ("Quel modèle utilises-tu ?", "model"),
        ("Depuis combien de temps tu tournes ?", "uptime"),
        ("Tu tournes sur quoi ?", "board"),
        ("Quelle version es-tu ?", "version"),
    ],
}
OTHER = {
    "en": ["How are you?", "What's the temperature?", "How long is the Nile?", "Is the battery of my phone empty?"],
    "fr": ["Comment vas-tu ?", "Quelle est la température ?", "Tu as froid aux yeux ?"],
}


@pytest.mark.parametrize(
    ("text", "language", "what"), [(text, code, what) for code, said in SAID.items() for text, what in said]
)
def test_it_is_understood(text: str, language: str, what: str) -> None:
    assert MATCHER.match(text, language) == Match("DeviceState", {"what": what}, text)


@pytest.mark.parametrize(("text", "language"), [(text, code) for code, said in OTHER.items() for text in said])
def test_what_is_not_about_it_is_left_alone(text: str, language: str) -> None:
    assert MATCHER.match(text, language) is None
