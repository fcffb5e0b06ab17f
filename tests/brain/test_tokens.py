from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.brain.tokens import canonical, lowered, tokens, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mets-moi l’heure, s'il te plaît !", "mets moi l' heure s' il te plait"),
        ("What's the time at 6 p.m.?", "what 's the time at 6 pm"),
        ("7:30 a.m.", "7:30 am"),
        ("In the U.S.A. today", "in the usa today"),
        ("6h50", "6 h 50"),
        ("A 20-minute timer", "a 20 minute timer"),
        ("85%", "85 %"),
        ("12 + 5 - 3 = -4", "12 + 5 - 3 = - 4"),
        ("It's -5 degrees", "it 's - 5 degrees"),
        ("Grandma's parents' evening", "grandma 's parents evening"),
        ("Don't say 7 o'clock.", "don 't say 7 o' clock"),
        ("Une douzaine d'œufs", "une douzaine d' oeufs"),
        ("J'ai, t'entends, s'te", "j' ai t' entends s' te"),
        ("1,000 and 3.5", "1,000 and 3.5"),
        ("2½ cups", "2 ½ cups"),
        ("« nettoyer le frigo »", "nettoyer le frigo"),
        ("…", ""),
    ],
)
def test_words(text: str, expected: str) -> None:
    assert " ".join(words(text)) == expected


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        ("l'", "l' "),
        ("light", "light"),
        ("s", "s"),
        (" the ", " the "),
        ("what's ", "what 's "),
        ("'s", " 's"),
        ("week-end", "week end"),
        ("%", " % "),
        ("Éteins ", "eteins "),
        (", ", " "),
        (" ", " "),
        ("", ""),
    ],
)
def test_a_piece_of_a_template_says_where_words_end(piece: str, expected: str) -> None:
    assert canonical(piece) == expected


def test_a_token_stands_where_it_was_said() -> None:
    said = lowered("Ajoute  des ŒUFS,\nvite")
    assert said == "ajoute des œufs, vite"
    assert [said[token.start : token.end] for token in tokens(said)] == ["ajoute", "des", "œufs", "vite"]


@given(st.text())
def test_any_text_has_words_in_order(text: str) -> None:
    said = lowered(text)
    found = tokens(said)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(token.text and " " not in token.text for token in found)
    canonical(text)
