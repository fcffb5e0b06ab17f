"""What people say about timers, alarms and reminders besides the phrasings that all skills are judged by."""

from __future__ import annotations

import pytest

from assistant.brain.intents import IntentMatcher, Match

MATCHER = IntentMatcher(["timers"])

SAID = {
    "en": [
        ("Set a timer for the pasta for nine minutes", "SetTimer", {"name": "pasta", "duration_s": 540}),
        ("Egg timer for three minutes", "SetTimer", {"name": "egg", "duration_s": 180}),
        ("Set a timer", "SetTimer", {}),
        ("Set another one for an hour", "SetTimer", {"duration_s": 3600}),
        ("How long until the tea timer goes off?", "TimerLeft", {"name": "tea"}),
        ("Cancel the one for the tea", "CancelTimer", {"name": "tea"}),
        ("Add another five minutes to the tea timer", "AddTime", {"name": "tea", "duration_s": 300}),
        ("Wake me up in 20 minutes", "SetAlarm", {"duration_s": 1200}),
        ("Wake me up every weekday at 7", "SetAlarm", {"time": "07:00", "day": "weekdays"}),
        ("Cancel tomorrow's alarm", "CancelAlarm", {}),
        ("Five more minutes", "Snooze", {"duration_s": 300}),
        ("Remind me at nine to call Bob", "SetReminder", {"text": "call bob", "time": "09:00"}),
        ("Remind me in ten minutes", "SetReminder", {"duration_s": 600}),
        ("Remind me to stretch every hour on the hour", "SetReminder", {"text": "stretch every hour on the hour"}),
        ("Don't remind me about the dentist any more", "CancelReminder", {"text": "dentist"}),
    ],
    "fr": [
        ("Mets un minuteur pour les pâtes de neuf minutes", "SetTimer", {"name": "pâtes", "duration_s": 540}),
        ("Minuteur thé, quatre minutes", "SetTimer", {"name": "thé", "duration_s": 240}),
        ("Mets un minuteur", "SetTimer", {}),
        ("Combien de temps reste-t-il sur le minuteur du thé ?", "TimerLeft", {"name": "thé"}),
        ("Annule celui du thé", "CancelTimer", {"name": "thé"}),
        ("Rajoute encore cinq minutes", "AddTime", {"duration_s": 300}),
        ("Réveille-moi dans une heure", "SetAlarm", {"duration_s": 3600}),
        ("Mets une alarme tous les lundis à 8 heures", "SetAlarm", {"time": "08:00", "day": "monday"}),
        ("Annule le réveil de demain", "CancelAlarm", {}),
        ("Encore cinq minutes", "Snooze", {"duration_s": 300}),
        ("Mets un rappel pour le dentiste demain", "SetReminder", {"text": "dentiste", "day": "tomorrow"}),
        ("Ne me rappelle plus de payer le loyer", "CancelReminder", {"text": "payer le loyer"}),
    ],
}
OTHER = {
    "en": [
        "Stop",
        "Cancel",
        "Remind me of the capital of France",
        "Remind me about the French Revolution",
        "How long is the Nile?",
        "How much is left?",
        "Start the dishwasher",
        "Two hours",
        "What about dinner?",
    ],
    "fr": [
        "Stop",
        "Annule",
        "Rappelle-moi la capitale de la France",
        "Il reste combien de pommes ?",
        "C'est quand, Noël ?",
        "Répète",
        "Coupe le son",
        "Deux heures",
    ],
}


@pytest.mark.parametrize(
    ("language", "said", "intent", "slots"),
    [(language, *one) for language, all_said in SAID.items() for one in all_said],
)
def test_is_understood(language: str, said: str, intent: str, slots: dict[str, object]) -> None:
    assert MATCHER.match(said, language) == Match(intent, slots, said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("language", "said"), [(language, said) for language, all_said in OTHER.items() for said in all_said]
)
def test_is_left_to_others(language: str, said: str) -> None:
    assert MATCHER.match(said, language) is None
