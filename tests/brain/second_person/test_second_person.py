"""What somebody said about themselves, said back to them; quoted where that is not certain."""

from __future__ import annotations

import pytest

from assistant.brain.second_person import told, turned

TURNED = {
    "en": {
        "my car is parked on level three": "your car is parked on level three",
        "I am allergic to nuts": "you are allergic to nuts",
        "i'm late at 7 am": "you're late at 7 am",
        "I was born in Paris": "you were born in Paris",
        "I met Lucy when I wasn't ten": "you met Lucy when you weren't ten",
        "I was also tired": "you were also tired",
        "Lucy and I are going to Rome": "you and Lucy are going to Rome",
        "my wife and I were married in May": "you and your wife were married in May",
        "my boss told me he was sick": "your boss told you he was sick",
        "we keep a key with us": "you keep a key with you",
        "the US is far from our house": "the US is far from your house",
        "Lucy is allergic to peanuts": "Lucy is allergic to peanuts",
        'my code is "my I am", and I like it': 'your code is "my I am", and you like it',
        "My shoe size is 42": "Your shoe size is 42",
        "that book is mine": "that book is yours",
    },
    "fr": {
        "ma voiture est garée au niveau trois": "votre voiture est garée au niveau trois",
        "je fais du 42 en chaussures": "vous faites du 42 en chaussures",
        "je n'aime pas la coriandre": "vous n'aimez pas la coriandre",
        "J'ai mis les clés dans mon tiroir": "Vous avez mis les clés dans votre tiroir",
        "je me suis garé au sous-sol": "vous vous êtes garé au sous-sol",
        "je ne suis pas là lundi": "vous n'êtes pas là lundi",
        "je l'ai rangé là": "vous l'avez rangé là",
        "je m’appelle Paul": "vous vous appelez Paul",
        "ma mère m'attend à midi": "votre mère vous attend à midi",
        "nous avons deux chats": "vous avez deux chats",
        "nous nous levons à six heures": "vous vous levez à six heures",
        "nous sommes mariés, nos enfants aussi": "vous êtes mariés, vos enfants aussi",
        "je paie le loyer": "vous payez le loyer",
        "je rêve de Rome": "vous rêvez de Rome",
        "je voudrais un vélo et j'aurai 40 ans": "vous voudriez un vélo et vous aurez 40 ans",
        "la voiture que j'ai achetée est à moi": "la voiture que vous avez achetée est à vous",
        "mon code est « mon code »": "votre code est « mon code »",
        "j'étais à Rome": "vous étiez à Rome",
        "ma fille s'appelle Inès": "votre fille s'appelle Inès",
    },
}
UNSURE = {
    "en": [
        "your name is Bob",
        "Elizabeth I was a queen",
        "I always was late",
        "I work at the coal mine",
        "World War I was long",
    ],
    "fr": [
        "il faut que je parte",
        "on est garés là",
        "tu es mon ami",
        "je grossis",
        "c'est moi qui suis venu",
        "j'espérasse x je vins",
    ],
}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_turned(language: str) -> None:
    assert {text: turned(text, language) for text in TURNED[language]} == TURNED[language]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_quoted_when_unsure(language: str) -> None:
    assert [text for text in UNSURE[language] if turned(text, language) is not None] == []
    assert turned("mein auto ist rot", "de") is None


def test_told_as_a_sentence() -> None:
    assert told("my car is red", "en") == "Your car is red."
    assert told("my code is 12!", "en") == "Your code is 12!"
    assert told("your name is Bob", "en") == 'You told me: "your name is Bob"'
    assert told("tu es Bob", "fr") == "Vous m'avez dit : « tu es Bob »"
