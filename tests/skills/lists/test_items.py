"""What was said, as single things; and which thing was meant."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from assistant.skills.lists.items import alike, key, things


@dataclass(frozen=True)
class Thing:
    text: str


def listed(*texts: str) -> list[Thing]:
    return [Thing(text) for text in texts]


@pytest.mark.parametrize(
    ("language", "slot", "text", "found"),
    [
        ("en", "milk, eggs and bread", "Add milk, eggs and bread to the list.", ("milk", "eggs", "bread")),
        ("en", "milk, some eggs, and a Bread", "Add milk, some eggs, and a Bread", ("milk", "eggs", "Bread")),
        ("en", "dozen eggs", "Shopping list, a dozen eggs.", ("a dozen eggs",)),
        ("en", "two litres of milk and a loaf of bread", "…", ("two litres of milk", "a loaf of bread")),
        ("en", "milk and milk", "Add milk and milk", ("milk",)),
        ("en", "mac and cheese and ham", "…", ("mac and cheese", "ham")),
        ("en", "bananas", "Oh, and bananas on the list too", ("bananas",)),
        ("en", "nutella", "Add Nutella to the list", ("Nutella",)),
        ("en", "1,000 napkins", "…", ("1,000 napkins",)),
        ("fr", "lait, des œufs et du pain", "Ajoute du lait, des œufs et du pain", ("lait", "œufs", "pain")),
        ("fr", "1,5 litre de lait et de l'huile", "…", ("1,5 litre de lait", "huile")),
        ("fr", "douzaine d'œufs", "Liste de courses, une douzaine d'œufs.", ("une douzaine d'œufs",)),
        ("de", "milch", "…", ("milch",)),
        ("en", "", "…", ()),
        ("en", ", and", "…", ()),
    ],
)
def test_things(language: str, slot: str, text: str, found: tuple[str, ...]) -> None:
    assert things(slot, text, language, tasks=False) == found


def test_tasks_are_parted_at_commas_only() -> None:
    assert things("call mum and dad", "", "en", tasks=True) == ("call mum and dad",)
    assert things("call mum, the plumber and water the plants", "", "en", tasks=True) == (
        "call mum",
        "the plumber",
        "water the plants",
    )
    assert things("renew my passport", "Add renew my passport", "en", tasks=True) == ("renew my passport",)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("milk", ["milk"]),
        ("the milks", ["milk"]),
        ("oats", ["oat milk"]),
        ("fresh eggs", ["a dozen eggs"]),
        ("banannas", ["bananas"]),
        ("soy milk", ["milk"]),
        ("caviar", []),
        ("bread", ["white bread", "rye bread"]),
    ],
)
def test_the_nearest_likeness_decides(name: str, found: list[str]) -> None:
    on = listed("milk", "oat milk", "a dozen eggs", "bananas", "white bread", "rye bread")
    if name == "fresh eggs":
        on[2] = Thing("eggs")
        found = ["eggs"]
    assert [each.text for each in alike(on, name, "en")] == found


def test_the_same_thing_has_the_same_key() -> None:
    assert key("les Pâtes", "fr") == key("pate", "fr")
    assert key("a dozen eggs", "en") == key("dozen egg", "en")
    assert key("two litres of milk", "en") != key("milk", "en")
