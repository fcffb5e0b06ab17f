from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.skills.own.words import Sentence, brief, sentence


@pytest.mark.parametrize("key", get_args(Sentence))
def test_every_sentence_is_there_in_both_languages(key: Sentence) -> None:
    english, french = (sentence(key, language, "the broker", 5) for language in ("en", "fr"))
    assert english != french
    assert sentence(key, "de", "the broker", 5) == english
    for said in (english, french):
        assert said[0].isupper()
        assert said.endswith(".")
        assert ("the broker" in said.lower()) == (key != "done")


@given(st.text(max_size=2000))
def test_an_answer_is_short_and_one_line(answer: str) -> None:
    said = brief(answer)
    assert len(said) <= 300
    assert said.isprintable()
    assert said == said.strip()
