from __future__ import annotations

import pytest

from assistant.brain.intents.utterance import Utterance


def edges(text: str, language: str) -> tuple[set[str], set[str]]:
    utterance = Utterance(text, language)
    ends = {at for at in utterance.endings if utterance.ends_word(at)}
    return {utterance.line[at:] for at in utterance.beginnings}, {utterance.line[:at] for at in ends}


def test_fillers_may_be_left_out_at_the_edges_alone() -> None:
    beginnings, endings = edges("Okay, um, could you please stop, please", "en")
    assert "stop please" in beginnings
    assert "okay um could you please stop please" in beginnings
    assert "okay um could you please stop" in endings
    assert "please stop" not in endings


@pytest.mark.parametrize(
    "text",
    ["S'il te plaît, arrête.", "Est-ce que vous pourriez arrêter", "Euh, tu peux t'arrêter ?", "Veuillez arrêter"],
)
def test_french_fillers(text: str) -> None:
    assert any(rest.startswith(("arrete", "t' arrete")) for rest in edges(text, "fr")[0])


def test_something_is_left() -> None:
    beginnings, _ = edges("Please please", "en")
    assert beginnings == {"please please", "please"}


def test_text_is_cut_as_it_was_said() -> None:
    utterance = Utterance("Ajoute des Œufs, bien frais !", "fr")
    assert utterance.line == "ajoute des oeufs bien frais"
    at = utterance.line.index("oeufs")
    assert utterance.said(at, len(utterance.line)) == "œufs, bien frais"


def test_typed_values_end_where_they_can() -> None:
    utterance = Utterance("one hour ten minutes", "en")
    assert utterance.typed("duration", 0) == [(8, 3600), (12, 4200), (20, 4200)]
    assert utterance.typed("number", 9) == [(12, 10)]
    assert utterance.typed("day", 0) == []
