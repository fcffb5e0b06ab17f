"""What people say about the weather besides the phrasings that all skills are judged by."""

from __future__ import annotations

import pytest

from assistant.brain.intents import IntentMatcher, Match

MATCHER = IntentMatcher(["weather"])

SAID = {
    "en": [
        ("What's the weather in Paris?", {"place": "paris"}),
        ("How's the weather in London tomorrow?", {"place": "london", "day": "tomorrow"}),
        ("Weather for Sunday", {"day": "sunday"}),
        ("Tomorrow's weather", {"day": "tomorrow"}),
        ("Will I need a jacket tonight?", {"day": "today"}),
        ("What's the weather this week?", {"day": "every_day"}),
        ("Is it raining?", {}),
        ("Is it cold outside?", {}),
        ("Does it look like rain?", {}),
        ("How windy will it be on Friday?", {"day": "friday"}),
        ("What's the chance of rain tomorrow?", {"day": "tomorrow"}),
        ("What's it like outside?", {}),
    ],
    "fr": [
        ("Quelle est la météo à Lyon ?", {"place": "lyon"}),
        ("Donne-moi la météo de demain", {"day": "tomorrow"}),
        ("Météo de samedi", {"day": "saturday"}),
        ("Quelles sont les prévisions pour la semaine ?", {"day": "every_day"}),
        ("Est-ce qu'il pleut ?", {}),
        ("Il fait combien dehors ?", {}),
        ("Faut-il un parapluie demain ?", {"day": "tomorrow"}),
        ("On annonce de la pluie demain ?", {"day": "tomorrow"}),
    ],
}
OTHER = {
    "en": [
        "Is it warm in the bedroom?",
        "Is it cold in here?",
        "How hot is it in the kitchen?",
        "What's the temperature in the living room?",
        "What's the temperature?",
        "Why is it cold in winter?",
        "How do you make it rain?",
        "Is it hot in the Sahara?",
    ],
    "fr": ["Il fait chaud dans la chambre ?", "Il fait froid ici", "Pourquoi il fait froid l'hiver ?"],
}


@pytest.mark.parametrize(
    ("text", "language", "slots"), [(text, code, slots) for code, said in SAID.items() for text, slots in said]
)
def test_it_is_understood(text: str, language: str, slots: dict[str, str]) -> None:
    assert MATCHER.match(text, language) == Match("GetWeather", slots, text)


@pytest.mark.parametrize(("text", "language"), [(text, code) for code, said in OTHER.items() for text in said])
def test_rooms_and_general_questions_are_left_alone(text: str, language: str) -> None:
    assert MATCHER.match(text, language) is None
