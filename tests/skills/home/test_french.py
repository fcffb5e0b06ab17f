from __future__ import annotations

import pytest

from assistant.skills.home.french import subject


@pytest.mark.parametrize(
    ("name", "text", "lit"),
    [
        ("lumière de la cuisine", "la lumière de la cuisine", "allumée"),
        ("plafonnier", "le plafonnier", "allumé"),
        ("volets du salon", "les volets du salon", "allumés"),
        ("guirlandes", "les guirlandes", "allumées"),
        ("enceinte", "l'enceinte", "allumée"),
        ("éclairage", "l'éclairage", "allumé"),
        ("lave-vaisselle", "le lave-vaisselle", "allumé"),
        ("hall", "le hall", "allumé"),
        ("rez-de-chaussée", "le rez-de-chaussée", "allumé"),
        ("Hue Play 2", "Hue Play 2", "allumé"),
        ("", "", "allumé"),
    ],
)
def test_articles_and_agreement(name: str, text: str, lit: str) -> None:
    assert subject(name).text == text
    assert subject(name).agree("allumé") == lit
