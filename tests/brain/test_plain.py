from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.brain.plain import PlainText, plain

CASES = {
    "Hello *world*, it is **very** nice.": "Hello world, it is very nice.",
    "***Both*** and __bold__ and _soft_.": "Both and bold and soft.",
    "# Title\n\nText here\n\n\n\nMore": "Title. Text here More",
    "You need:\n- eggs\n- **milk**\n* flour\n\nDone.": "You need: eggs. milk. flour. Done.",
    "You need\n- eggs": "You need: eggs.",
    "1. First thing\n2. Second thing.": "First thing. Second thing.",
    "- [x] done\n- [ ] to do": "done. to do.",
    "> quote\n> - item": "quote: item.",
    "---\nHi\n***\n": "Hi",
    "Title\n===\nText": "Title Text",
    "2 * 3 = 6 and 2*3 and 2**3": "2 * 3 = 6 and 2*3 and 2**3",
    "snake_case and x*y": "snake_case and x*y",
    "[Paris](https://fr.wikipedia.org/wiki/Paris_(ville)) is big [1].": "Paris is big.",
    "See [the page][ref] and [^2] this.": "See the page and this.",
    "![alt](x.png) Look!": "Look!",
    "| a | b |\n|---|:-:|\n| 1 | -2 |\nEnd": "a, b. 1, -2. End",
    "*smiles* Hello! *Waves at you* How are you?": "Hello! How are you?",
    "*sourit* Bonjour !": "Bonjour !",
    "*Bonjour* means hello.": "Bonjour means hello.",
    "Hi 👨‍👩‍👧‍👦 there 🇫🇷! Great 😀.": "Hi there! Great.",
    "Super 😀 ! ❤️": "Super!",
    "1️⃣ one": "1 one",
    "```python\nprint('a_b * c')\n```\nOk": "print('a_b * c') Ok",
    "Use `a*b` and ``c_`` now": "Use a*b and c_ now",
    '<b>bold</b><br>next <a href="x y">l</a>': "bold next l",
    "<p>One</p><p>Two</p>": "One. Two.",
    "3 < 4, I <3 you, if x <y then": "3 < 4, I <3 you, if x <y then",
    "AT&T &amp; co, caf&eacute;": "AT&T & co, café",
    r"\*literal\* 1\. x": "*literal* 1. x",
    "C'est **très** bon : 5,20 € l'été": "C'est très bon : 5,20 € l'été",
    "It's $3.50, -3 degrees or 3.14.": "It's $3.50, -3 degrees or 3.14.",
    "~~old~~ ~5": "old ~5",
    "bell\x07 and\r\nline\u200b": "bell and line",
    "42": "42",
    "  \n\n ": "",
    "**unclosed and [open": "unclosed and open",
}

MARKUP = st.text(alphabet="ab1 *_`#[]()!<>&;|-~.\n\\😀\u200d\ufe0f:/=\"'", max_size=60)


@pytest.mark.parametrize(("written", "spoken"), CASES.items())
def test_plain(written: str, spoken: str) -> None:
    assert plain(written) == spoken


@given(text=st.one_of(MARKUP, st.text(max_size=40), st.sampled_from(list(CASES))), cuts=st.lists(st.integers(0, 60)))
def test_the_cut_of_the_stream_does_not_matter(text: str, cuts: list[int]) -> None:
    stream = PlainText()
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [text[start:stop] for start, stop in pairwise(edges)]
    assert "".join(map(stream.feed, pieces)) + stream.finish() == plain(text)


@given(text=st.one_of(MARKUP, st.text(max_size=60)))
def test_one_line_without_whitespace_around_it(text: str) -> None:
    spoken = plain(text)
    assert spoken == " ".join(spoken.split())


@given(words=st.lists(st.from_regex(r"[a-zé]{1,8}[,.]?", fullmatch=True), min_size=1, max_size=8))
def test_prose_passes_at_once(words: list[str]) -> None:
    stream = PlainText()
    for index, word in enumerate(words):
        piece = word if index == 0 else f" {word}"
        assert stream.feed(piece) == piece
    assert stream.finish() == ""


def test_emphasis_is_not_held_until_it_closes() -> None:
    stream = PlainText()
    assert stream.feed("It is **very") == "It is very"
    assert stream.feed(" good*") == " good"


def test_hostile_nesting_stays_linear() -> None:
    hostile = "![" * 500 + "](" * 500 + "<a b=" * 300 + "*" * 2000
    assert len(plain(hostile)) <= len(hostile)
