from __future__ import annotations

from assistant.skills.home.entities import Entity, key
from assistant.skills.home.nouns import NOUNS


def noun(said: str, language: str = "en") -> bool:
    return any(noun.fits(Entity("light.x", ("Desk Lamp",))) for noun in NOUNS[language] if noun.said == said)


def test_only_what_is_called_a_lamp_is_one() -> None:
    assert noun("lamp")
    assert noun("lamps")
    assert not noun("fan")
    assert not noun("lampe", "fr")


def test_no_word_has_two_meanings() -> None:
    for nouns in NOUNS.values():
        said = [key(noun.said) for noun in nouns]
        assert len(said) == len(set(said))
