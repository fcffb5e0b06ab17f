"""Sentences of lists and memory beside those that somebody else wrote down: what else people say, and what only sounds like it."""

from __future__ import annotations

from functools import cache

import pytest

from assistant import registry
from assistant.brain.intents import IntentMatcher, Match
from assistant.skills import READERS

SKILLS = ("timers", "lists", "memory")
UNDERSTOOD = [
    ("en", "Add milk, eggs and bread to the shopping list.", "AddToList", {"item": "milk, eggs and bread", "list": "shopping"}),
    ("en", "Can you add sunscreen to my packing list?", "AddToList", {"item": "sunscreen", "list": "packing"}),
    ("en", "Add a rope to the climbing list.", "AddToList", {"item": "rope", "list": "climbing"}),
    ("en", "We're running low on coffee.", "AddToList", {"item": "coffee"}),
    ("en", "Is milk on the shopping list?", "ReadList", {"item": "milk", "list": "shopping"}),
    ("en", "What's on my climbing list?", "ReadList", {"list": "climbing"}),
    ("en", "Cross off the bread.", "RemoveFromList", {"item": "bread"}),
    ("en", "Take everything off the shopping list", "ClearList", {"list": "shopping"}),
    ("en", "Undo that.", "UndoList", {}),
    ("en", "Put it back, please.", "UndoList", {"back": True}),
    ("fr", "Ajoute du lait, des œufs et du pain à la liste de courses.", "AddToList", {"item": "lait, des œufs et du pain", "list": "shopping"}),
    ("fr", "Ajoute une corde à la liste d'escalade.", "AddToList", {"item": "corde", "list": "escalade"}),
    ("fr", "On n'a plus de beurre.", "AddToList", {"item": "beurre"}),
    ("fr", "Est-ce que le lait est sur la liste ?", "ReadList", {"item": "lait"}),
    ("fr", "Enlève tout de la liste de courses.", "ClearList", {"list": "shopping"}),
    ("fr", "Remets-les sur la liste.", "UndoList", {"back": True}),
    ("en", "My wifi code is 1234, remember that.", "Remember", {"fact": "my wifi code is 1234"}),
    ("en", "Forget what I said about Lucy.", "Forget", {"fact": "lucy"}),
    ("en", "What have you remembered?", "RecallNotes", {}),
    ("fr", "N'oublie pas que maman arrive lundi.", "Remember", {"fact": "maman arrive lundi"}),
    ("fr", "Le code wifi est 1234, retiens-le.", "Remember", {"fact": "le code wifi est 1234"}),
    ("fr", "Oublie ce que je t'ai dit sur Lucie.", "Forget", {"fact": "lucie"}),
    ("fr", "Qu'est-ce que tu sais sur moi ?", "RecallNotes", {}),
]  # fmt: skip
LEFT = [
    ("en", "Make a shopping list for a barbecue."),
    ("en", "What is a shopping list?"),
    ("en", "What's on the Forbes list?"),
    ("en", "Add salt to the soup."),
    ("en", "I need to buy a new car, which one should I choose?"),
    ("en", "Remember the Alamo."),
    ("en", "Remember that time we went to Spain?"),
    ("en", "Remember to buy milk."),
    ("en", "Forget it."),
    ("en", "Write a note about love."),
    ("en", "What do you know about black holes?"),
    ("fr", "Fais-moi une liste de courses pour un barbecue."),
    ("fr", "Je dois acheter une maison ?"),
    ("fr", "Tu te souviens de la chute du mur ?"),
    ("fr", "Oublie."),
    ("fr", "Comment oublier son ex ?"),
]


@cache
def matcher() -> IntentMatcher:
    readers = {kind: registry.load("readers", READERS, kind) for kind in READERS}
    return IntentMatcher(SKILLS, readers=readers)


@pytest.mark.parametrize(("language", "said", "intent", "slots"), UNDERSTOOD)
def test_understood(language: str, said: str, intent: str, slots: dict[str, object]) -> None:
    found = matcher().match(said, language)
    assert isinstance(found, Match)
    assert (found.intent, dict(found.slots)) == (intent, slots)


@pytest.mark.parametrize(("language", "said"), LEFT)
def test_left_to_the_language_model(language: str, said: str) -> None:
    assert matcher().match(said, language) is None


def test_a_timer_is_forgotten_by_the_timers() -> None:
    for language, said in (("en", "Forget the timer."), ("fr", "Oublie le minuteur.")):
        found = matcher().match(said, language)
        assert isinstance(found, Match)
        assert found.intent == "CancelTimer"
