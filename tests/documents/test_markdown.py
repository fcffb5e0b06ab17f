from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.content import Block
from assistant.documents.markdown import markdown

TEXT = """\
---
title: "House book"
---

# House

## Garden

Water the **roses** [daily](http://x/y), not the ![cactus](c.png) `cactus`.

- one
- two

| Day | Hours |
| --- | --- |
| Monday | 9 to 12 |

### Shed

<p>The <b>key</b> hangs inside.</p>

## Cellar

Dry.
"""


def test_blocks_stand_under_their_headings_without_markup() -> None:
    content = markdown(TEXT)
    assert content.title == "House book"
    assert content.blocks == (
        Block("Water the roses daily, not the cactus.", ("House", "Garden"), 9),
        Block("one", ("House", "Garden"), 11),
        Block("two", ("House", "Garden"), 12),
        Block("Day, Hours", ("House", "Garden"), 14),
        Block("Monday, 9 to 12", ("House", "Garden"), 16),
        Block("The key hangs inside.", ("House", "Garden", "Shed"), 20),
        Block("Dry.", ("House", "Cellar"), 24),
    )


def test_the_first_heading_is_the_title_and_no_heading_besides() -> None:
    content = markdown("# Wi-Fi\n\nFast.\n")
    assert (content.title, content.blocks[0].headings) == ("Wi-Fi", ())


@given(st.text(alphabet="#-*|>`[]()<!\n ab1.", max_size=200))
def test_any_text_is_markdown(text: str) -> None:
    markdown(text)
