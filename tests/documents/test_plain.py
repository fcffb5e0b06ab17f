from __future__ import annotations

import pytest

from assistant.documents.plain import plain


def test_headings_paragraphs_and_items() -> None:
    content = plain(
        "HOUSE RULES\n\nNoise\n-----\nNo drums after ten,\nplease. Opens at\n10. The rest is silence.\n\n"
        "2. Cellar\n\n- bikes\n- prams\nand sleds\n\nGarden:\n\nNo fires.\n"
    )
    assert content.title == "HOUSE RULES"
    assert [(block.headings, block.text, block.line) for block in content.blocks] == [
        (("Noise",), "No drums after ten, please. Opens at 10. The rest is silence.", 5),
        (("2. Cellar",), "bikes", 11),
        (("2. Cellar",), "prams and sleds", 12),
        (("Garden",), "No fires.", 17),
    ]


@pytest.mark.parametrize("line", ["Bring a coat.", "Monday: 9 to 12", "call 555 0100", "- one thing"])
def test_a_fact_is_no_heading(line: str) -> None:
    assert plain(f"A title\n\nSome text.\n\n{line}\n\nMore text.").blocks[-1].headings == ()


def test_a_short_line_above_a_paragraph_is_its_heading() -> None:
    content = plain("Rules\n\nQuiet hours\nBetween ten and seven everybody keeps their music down.\nThat is all.")
    assert content.blocks[0].headings == ("Quiet hours",)


def test_a_broken_word_is_whole_again() -> None:
    assert (
        plain("The rubbish collec-\ntion is on Monday, in the whole of the town.")
        .blocks[0]
        .text.startswith("The rubbish collection is")
    )
