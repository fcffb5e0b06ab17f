from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.documents import Passage
from assistant.documents.answer import answer, extract, link

PASSAGE = Passage(
    text="The grey bins are emptied on Tuesdays. Bags stay behind.",
    best=("The grey bins are emptied on Tuesdays.", "Bags stay behind."),
    title="Waste collection",
    headings=("Bins", "Grey & black"),
    path=Path("/home/a b/waste.md"),
    line=3,
    page=None,
    language="en",
    score=0.9,
)


def test_the_source_is_said_first() -> None:
    assert answer(PASSAGE, "en") == (
        "According to Waste collection, the grey bins are emptied on Tuesdays. Bags stay behind."
    )
    french = replace(PASSAGE, text="Les bacs sortent.", best=("Les bacs sortent.",), title="Déchets", language="fr")
    assert answer(french, "fr") == "D'après Déchets, les bacs sortent."


@pytest.mark.parametrize("text", ["Mr Novak has it.", "I keep it.", "Grey bins stay."])
def test_names_and_nouns_keep_their_capital(text: str) -> None:
    assert answer(replace(PASSAGE, text=text, best=(text,)), "en").endswith(text)


def test_the_best_sentence_is_said_wherever_it_stands() -> None:
    last = replace(PASSAGE, best=("Bags stay behind.",))
    assert extract(last) == "Bags stay behind."


def test_no_more_than_the_budget_is_said() -> None:
    long = "One two three four five six, seven eight nine ten eleven twelve."
    passage = replace(PASSAGE, text=f"{long} Next.", best=(long,))
    assert extract(passage, 8) == "One two three four five six…"
    assert extract(passage, 12) == long


def test_a_link_leads_to_the_heading_or_the_page() -> None:
    assert link(PASSAGE) == "file:///home/a%20b/waste.md#grey-black"
    assert link(replace(PASSAGE, page=2)) == "file:///home/a%20b/waste.md#page=2"
    assert link(replace(PASSAGE, headings=())) == "file:///home/a%20b/waste.md"
