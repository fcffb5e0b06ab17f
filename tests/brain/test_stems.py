"""What is the same thing has the same stems."""

from __future__ import annotations

import pytest

from assistant.brain.stems import stems


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "the spare keys", "a spare key"),
        ("en", "parked", "parking"),
        ("en", "he stopped", "stops"),
        ("en", "pizzas and sofas", "sofa, pizza"),
        ("en", "boxes of peaches", "box peach"),
        ("en", "two batteries", "battery two"),
        ("en", "liked", "like"),
        ("fr", "voitures garées", "voiture garé"),
        ("fr", "LES CLÉS", "cle"),
        ("fr", "des œufs", "oeuf"),
        ("fr", "les chevaux", "cheval"),
        ("fr", "deux niveaux", "deux niveau"),
        ("fr", "ranger", "rangé"),
    ],
)
def test_the_same(language: str, one: str, other: str) -> None:
    assert stems(one, language) == stems(other, language)


def test_different() -> None:
    assert stems("bus", "en") == {"bus"}
    assert not stems("glass", "en") & stems("gla", "en")
    assert stems("the", "en") == {"the"}, "a text without telling words still has some"
    assert stems("", "en") == frozenset()
